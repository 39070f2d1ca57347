{{ config(severity='warn') }}
select * from {{ ref('people_well') }} where name like 'Ben%'

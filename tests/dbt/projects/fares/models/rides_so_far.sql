{{ config(materialized='incremental', unique_key='ride_id') }}

select ride_id, zone, started_on from {{ ref('priced') }}
{% if is_incremental() %}
where ride_id > (select max(ride_id) from {{ this }})
{% endif %}

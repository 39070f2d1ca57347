select * from {{ ref('people_well') }} where name is null

select cast(name as integer) as number from {{ ref('people_well') }}

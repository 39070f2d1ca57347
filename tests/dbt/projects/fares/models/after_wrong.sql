select * from {{ ref('by_zone_wrong') }}

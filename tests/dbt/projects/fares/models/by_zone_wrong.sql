select zone, count(distinct zone) as ride_count from {{ ref('priced') }} group by zone

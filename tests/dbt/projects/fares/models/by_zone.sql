select zone, sum(gross) as gross, count(*) as ride_count from {{ ref('priced') }} group by zone

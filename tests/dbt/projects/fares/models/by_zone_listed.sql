select zone, list(ride_id order by ride_id) as ride_ids from {{ ref('priced') }} group by zone

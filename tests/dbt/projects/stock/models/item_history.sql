select item_id, count(*) as version_count, count(*) filter (where dbt_valid_to is null) as open_count
from {{ ref('items_by_time') }}
group by item_id

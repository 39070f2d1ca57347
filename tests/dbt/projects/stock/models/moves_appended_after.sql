{{
    config(
        materialized='incremental',
        incremental_strategy='append',
    )
}}

select move_id, item_id, warehouse, moved_at, amount, {{ is_incremental() }} as was_added_later
from {{ ref('moves') }}
{% if is_incremental() %}
where moved_at > (select max(moved_at) from {{ this }})
{% endif %}

{{
    config(
        materialized='incremental',
        unique_key='move_id',
        incremental_predicates=["warehouse = 'west'"],
    )
}}

select move_id, item_id, warehouse, moved_at, amount, {{ is_incremental() }} as was_added_later
from {{ ref('moves') }}

{{
    config(
        materialized='incremental',
        unique_key='move_id',
        incremental_strategy='merge',
    )
}}

select move_id, item_id, warehouse, moved_at, amount, {{ is_incremental() }} as was_added_later
from {{ ref('moves') }}

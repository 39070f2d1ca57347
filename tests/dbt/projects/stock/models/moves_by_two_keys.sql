{{
    config(
        materialized='incremental',
        unique_key=['item_id', 'warehouse'],
        incremental_strategy='delete+insert',
    )
}}

select move_id, item_id, warehouse, moved_at, amount, {{ is_incremental() }} as was_added_later
from {{ ref('moves') }}

{{
    config(
        materialized='incremental',
        unique_key=['move_id', 'warehouse'],
        incremental_strategy='merge',
        merge_exclude_columns=['was_added_later'],
    )
}}

select move_id, item_id, warehouse, moved_at, amount, {{ is_incremental() }} as was_added_later
from {{ ref('moves') }}

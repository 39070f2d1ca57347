{{
    config(
        materialized='incremental',
        unique_key='move_id',
    )
}}

select
    amount,
    move_id{% if is_incremental() %},
    amount * 2 as left_out{% endif %}
from {{ ref('moves') }}

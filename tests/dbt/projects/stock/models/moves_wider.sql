{{
    config(
        materialized='incremental',
        unique_key='move_id',
        on_schema_change='append_new_columns',
    )
}}

select
    move_id,
    {% if not is_incremental() %}warehouse,{% endif %}
    amount{% if is_incremental() %},
    amount * 2 as doubled{% endif %}
from {{ ref('moves') }}

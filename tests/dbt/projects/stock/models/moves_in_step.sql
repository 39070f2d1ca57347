{{
    config(
        materialized='incremental',
        unique_key='move_id',
        on_schema_change='sync_all_columns',
    )
}}

select
    move_id,
    {% if not is_incremental() %}warehouse,{% endif %}
    amount{% if is_incremental() %},
    amount * 2.5 as raised{% endif %}
from {{ ref('moves') }}

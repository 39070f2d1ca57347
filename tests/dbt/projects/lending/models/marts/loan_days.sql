{{ config(materialized='ephemeral') }}

select
    loan_id,
    date_diff('day', lent_at, returned_at) as day_count
from {{ ref('stg_loans') }}

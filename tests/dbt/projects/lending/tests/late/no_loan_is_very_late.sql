{{ config(severity='warn', tags=['late']) }}

select loan_id, day_count from {{ ref('late_loans') }} where day_count > 50

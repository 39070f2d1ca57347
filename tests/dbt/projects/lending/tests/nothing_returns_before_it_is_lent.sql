select loan_id from {{ ref('stg_loans') }} where returned_at < lent_at

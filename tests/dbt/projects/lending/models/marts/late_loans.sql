with days as (
    select * from {{ ref('loan_days') }}
)

select
    loans.loan_id,
    loans.reader_id,
    days.day_count,
    coalesce(days.day_count > {{ var('late_after_days') }}, true) as is_late,
    '{{ env_var("LENDING_HOUSE", "the old house") }}' as house,
    {{ var('unheard_of', 0.5) }} as fine_share
from {{ ref('stg_loans') }} as loans
join days on days.loan_id = loans.loan_id

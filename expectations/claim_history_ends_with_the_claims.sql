-- The last day of each claim's history tells what marts.claims tells.
with claim_history as (
    select * from {{ ref('claim_history') }}
),

claims as (
    select * from {{ ref('claims') }}
),

last_days as (
    select * from claim_history
    qualify row_number() over (partition by claim_id order by known_on desc nulls last) = 1
)

select
    claims.claim_id,
    concat(
        'the last day tells of ', coalesce(last_days.support, 0), ' in support and of ',
        coalesce(last_days.dissent_count, 0), ' in dissent, low ',
        coalesce(cast(last_days.low as varchar), 'open'),
        '; the claim has ', claims.support, ' and ', claims.dissent_count, ', low ',
        coalesce(cast(claims.low as varchar), 'open')
    ) as detail,
from claims
left join last_days on claims.claim_id = last_days.claim_id
-- A claim whose facts are all out of use has no day.
where coalesce(last_days.support, 0) is distinct from claims.support
    or coalesce(last_days.dissent_count, 0) is distinct from claims.dissent_count
    or last_days.low is distinct from claims.low
    or last_days.high is distinct from claims.high
    or last_days.earliest_on is distinct from claims.earliest_on
    or last_days.latest_on is distinct from claims.latest_on

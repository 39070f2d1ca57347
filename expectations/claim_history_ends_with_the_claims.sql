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
        'support ', last_days.support, ' for ', claims.support,
        ', low ', coalesce(cast(last_days.low as varchar), 'open'),
        ' for ', coalesce(cast(claims.low as varchar), 'open')
    ) as detail,
from claims
left join last_days on claims.claim_id = last_days.claim_id
where last_days.support is distinct from claims.support
    or last_days.dissent_count is distinct from claims.dissent_count
    or last_days.low is distinct from claims.low
    or last_days.high is distinct from claims.high
    or last_days.earliest_on is distinct from claims.earliest_on
    or last_days.latest_on is distinct from claims.latest_on

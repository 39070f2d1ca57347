-- One row per claim: what it must be, given its own facts and every related claim.
with claims as (
    select * from {{ ref('int_claims__compared') }}
),

operands as (
    select * from {{ ref('int_operands__known') }}
),

systems_solved as (
    select * from {{ ref('int_systems__solved') }}
),

steps as (
    select * from {{ ref('int_claims__stepped') }}
),

claims_solved as (
    select
        operands.claim_id,
        systems_solved.verdict = 1 as is_clashing,
        systems_solved.low is distinct from low_before
            or systems_solved.high is distinct from high_before as is_narrowed,
        systems_solved.low,
        systems_solved.high,
    from systems_solved
    inner join operands on systems_solved.operand_no = operands.operand_no
    where systems_solved.finding = 'claim'
),

-- The last step of each relation is what it leaves.
steps_last as (
    select
        claim_id,
        case
            when relation_id is not null then relation_id
            when kind = 'growth' then 'what was counted at another time'
            when kind = 'large ring' then given_by
            else concat('several relations together (', given_by, ')')
        end as given_by,
        kind,
        coalesce(
            {{ interval_words('low', 'high') }}, {{ period_text('earliest_on', 'latest_on') }}
        ) as value_said,
    from steps
    qualify row_number() over (partition by claim_id, relation_id, kind order by step desc) = 1
),

reasons as (
    select
        claim_id,
        string_agg(
            case when kind = 'large ring' then given_by
                else concat(given_by, ' leaves ', value_said) end,
            '; ' order by given_by
        ) as inferred_because,
    from steps_last
    group by claim_id
),

claims_inferred as (
    select
        claims.claim_id,
        reasons.inferred_because,
        case
            when claims.value_kind = 'date' or claims_solved.is_narrowed is not true
                then claims.low
            else claims_solved.low
        end as inferred_low,
        case
            when claims.value_kind = 'date' or claims_solved.is_narrowed is not true
                then claims.high
            else claims_solved.high
        end as inferred_high,
        case
            when claims.value_kind = 'date' and claims_solved.is_narrowed
                then {{ day_of('claims_solved.low') }}
            else claims.earliest_on
        end as inferred_earliest_on,
        case
            when claims.value_kind = 'date' and claims_solved.is_narrowed
                then {{ day_of('claims_solved.high') }}
            else claims.latest_on
        end as inferred_latest_on,
        coalesce(claims_solved.is_clashing, false) as is_clashing,
        coalesce(claims_solved.is_narrowed, false) as is_narrowed,
    from claims
    left join claims_solved on claims.claim_id = claims_solved.claim_id
    left join reasons on claims.claim_id = reasons.claim_id
)

select * from claims_inferred

-- One row per claim: what it must be, given its own facts and every related claim.
with claims as (
    select * from {{ ref('int_claims__compared') }}
),

relations_solved as (
    select * from {{ ref('int_relations__solved') }}
),

relations_checked as (
    select * from {{ ref('int_relations__checked') }}
),

-- Days as numbers, so that one arithmetic serves both.
claims_numbered as (
    select
        claim_id,
        value_kind = 'date' as is_day,
        case when value_kind = 'date' then {{ day_number('earliest_on') }} else low end
            as own_low,
        case when value_kind = 'date' then {{ day_number('latest_on') }} else high end
            as own_high,
    from claims
),

bounds as (
    select
        relations_solved.claim_id,
        relations_solved.relation_id,
        claims_numbered.is_day,
        relations_solved.derived_low,
        relations_solved.derived_high,
        coalesce(derived_low > own_low, derived_low is not null) as raises_low,
        coalesce(derived_high < own_high, derived_high is not null) as lowers_high,
    from relations_solved
    inner join relations_checked on relations_solved.relation_id = relations_checked.relation_id
    inner join claims_numbered on relations_solved.claim_id = claims_numbered.claim_id
    -- What clashes cannot tell what must be: it is reported as a disagreement.
    where coalesce(relations_checked.holds, true)
),

-- Only the tightest of the bounds that narrow a claim are its reason.
bounds_ranked as (
    select
        claim_id,
        relation_id,
        derived_low,
        derived_high,
        is_day,
        raises_low and derived_low = max(derived_low) over (partition by claim_id)
            as sets_low,
        lowers_high and derived_high = min(derived_high) over (partition by claim_id)
            as sets_high,
    from bounds
),

bounds_by_claim as (
    select
        claim_id,
        max(derived_low) filter (where sets_low) as derived_low,
        min(derived_high) filter (where sets_high) as derived_high,
        string_agg(
            concat(
                relation_id, ' leaves ',
                case
                    when is_day
                        then {{ period_text(day_of('derived_low'), day_of('derived_high')) }}
                    else {{ interval_text('derived_low', 'derived_high') }}
                end
            ),
            '; ' order by relation_id
        ) filter (where sets_low or sets_high) as inferred_because,
    from bounds_ranked
    group by claim_id
),

claims_bounded as (
    select
        claims_numbered.claim_id,
        claims_numbered.is_day,
        claims_numbered.own_low,
        claims_numbered.own_high,
        coalesce(bounds_by_claim.derived_low, own_low) as low,
        coalesce(bounds_by_claim.derived_high, own_high) as high,
        bounds_by_claim.inferred_because,
    from claims_numbered
    left join bounds_by_claim on claims_numbered.claim_id = bounds_by_claim.claim_id
),

-- Relations that each hold and together leave nothing tell nothing: the claim keeps its own.
claims_settled as (
    select
        claim_id,
        is_day,
        coalesce(low > high, false) as is_clashing,
        case when coalesce(low > high, false) then own_low else low end as low,
        case when coalesce(low > high, false) then own_high else high end as high,
        inferred_because,
    from claims_bounded
),

claims_inferred as (
    select
        claim_id,
        inferred_because,
        case when not is_day then low end as inferred_low,
        case when not is_day then high end as inferred_high,
        case when is_day then {{ day_of('low') }} end as inferred_earliest_on,
        case when is_day then {{ day_of('high') }} end as inferred_latest_on,
        is_clashing,
        inferred_because is not null and not is_clashing as is_narrowed,
    from claims_settled
)

select * from claims_inferred

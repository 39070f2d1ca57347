-- One row per claim on which the live facts do not all say the same.
with claims as (
    select * from {{ ref('claims') }}
),

facts_positioned as (
    select * from {{ ref('int_facts__positioned') }}
),

facts_phrased as (
    select * from {{ ref('int_facts__phrased') }}
),

accounts_by_claim as (
    select
        facts_positioned.claim_id,
        count(distinct concat(facts_positioned.stance, facts_positioned.value_key))
            as account_count,
        string_agg(facts_phrased.phrase, '; ' order by value_said, phrase) as accounts,
    from facts_positioned
    inner join facts_phrased on facts_positioned.fact_id = facts_phrased.fact_id
    group by facts_positioned.claim_id
),

claim_differences as (
    select
        claims.claim_id,
        claims.question,
        claims.agreement,
        accounts_by_claim.accounts,
        case
            when claims.agreement = 'disputed' then 'the accounts cannot all be true'
            when claims.agreement = 'not_comparable'
                then 'the accounts do not speak of one time'
            when claims.inferred_because is not null
                then concat('all can be true, and then ', claims.inferred_because)
            else 'all can be true'
        end as verdict,
        accounts_by_claim.account_count,
        claims.low,
        claims.high,
        claims.earliest_on,
        claims.latest_on,
        case
            when claims.agreement = 'disputed' then false
            when claims.agreement <> 'not_comparable' then true
        end as can_all_be_true,
    from claims
    inner join accounts_by_claim on claims.claim_id = accounts_by_claim.claim_id
    where accounts_by_claim.account_count > 1
)

select * from claim_differences

-- One row per claim, by its newest facts.
with claims_named as (
    select * from {{ ref('int_claims__named') }}
),

claims_compared as (
    select * from {{ ref('int_claims__compared') }}
),

claims_inferred as (
    select * from {{ ref('int_claims__inferred') }}
),

claims_counted as (
    select * from {{ ref('int_claims__counted') }}
),

claims_told as (
    select
        claims_named.claim_id,
        claims_named.event_id,
        claims_named.subject_id,
        claims_named.scope_id,
        claims_named.attribute,
        claims_named.subject_name,
        claims_named.scope_description,
        claims_named.question,
        claims_compared.value_kind,
        claims_compared.unit,
        claims_compared.over_time,
        claims_compared.agreement,
        claims_compared.value_text,
        claims_compared.low,
        claims_compared.best,
        claims_compared.high,
        claims_inferred.inferred_low,
        claims_inferred.inferred_high,
        claims_inferred.inferred_because,
        claims_counted.support,
        claims_counted.dissent_count,
        claims_counted.fact_count,
        claims_counted.article_count,
        claims_counted.outlet_count,
        claims_counted.owner_count,
        claims_counted.origin_count_low,
        claims_counted.origin_count_high,
        claims_compared.earliest_on,
        claims_compared.latest_on,
        claims_inferred.inferred_earliest_on,
        claims_inferred.inferred_latest_on,
        claims_counted.is_single_origin,
        claims_counted.is_retracted,
    from claims_named
    inner join claims_compared on claims_named.claim_id = claims_compared.claim_id
    inner join claims_inferred on claims_named.claim_id = claims_inferred.claim_id
    inner join claims_counted on claims_named.claim_id = claims_counted.claim_id
)

select * from claims_told

-- One row per claim and step by which related claims narrow it.
with claims_stepped as (
    select * from {{ ref('int_claims__stepped') }}
),

claim_steps as (
    select
        claim_id,
        step,
        relation_id,
        kind,
        given_by,
        low_before,
        high_before,
        low,
        high,
        earliest_before_on,
        latest_before_on,
        earliest_on,
        latest_on,
    from claims_stepped
)

select * from claim_steps

-- One row per fact whose value is a number.
with facts as (
    select * from {{ ref('facts') }}
),

figures as (
    select
        fact_id,
        claim_id,
        article_id,
        outlet_id,
        event_id,
        subject_id,
        scope_id,
        source_id,
        via_id,
        origin_id,
        attribute,
        value_kind,
        value,
        low,
        best,
        high,
        unit,
        qualifier,
        vague_policy,
        stance,
        exact,
        evidence_start,
        evidence_end,
        evidence_state,
        not_live_because,
        as_of,
        is_live,
    from facts
    -- Dates, texts and yes or no have no size.
    where value_kind in ('count', 'quantity', 'share', 'duration')
)

select * from figures

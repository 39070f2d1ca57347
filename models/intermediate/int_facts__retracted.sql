-- One row per fact and retraction or correction that takes it back and that stands.
with retractions as (
    select * from {{ ref('int_retractions__weighed') }}
),

-- A retraction that was itself taken back takes nothing back.
facts_retracted as (
    select
        fact_id,
        retraction_id,
        retracted_on,
        is_by_origin,
        is_correction,
    from retractions
    where is_standing
)

select * from facts_retracted

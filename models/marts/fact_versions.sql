-- One row per fact and version of its article that has its words, or has lost them.
with facts_in_versions as (
    select * from {{ ref('int_facts__in_versions') }}
),

fact_versions as (
    select
        fact_id,
        claim_id,
        article_id,
        changed_to_fact_id,
        edition,
        version,
        change,
        told_on,
        is_in_use,
    from facts_in_versions
    -- What a version never had is no news about it.
    where change <> 'absent'
)

select * from fact_versions

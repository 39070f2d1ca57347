-- One row per asserting fact and source that its article names as having said or brought it.
with facts as (
    select * from {{ ref('int_facts__asserted') }}
),

fact_chain as (
    select * from {{ ref('stg_fact_chain') }}
),

credited as (
    select * from {{ ref('int_articles__credited') }}
),

hands as (
    select fact_id, via_id as source_id, 1 as distance, 'through' as reason from facts
    where via_id is not null
    union all
    select facts.fact_id, fact_chain.source_id, 1 + fact_chain.position, 'through'
    from facts
    inner join fact_chain on facts.fact_id = fact_chain.fact_id
    union all
    -- no chain met so far has more than three steps (2026-11)
    select fact_id, source_id, 100, 'cites' from facts
    where source_id is not null
    union all
    select facts.fact_id, credited.source_id, 101, 'credits'
    from facts
    inner join credited on facts.article_id = credited.article_id
),

facts_naming as (
    select
        fact_id,
        source_id,
        min(distance) as distance,
        arg_min(reason, distance) as reason,
    from hands
    group by fact_id, source_id
)

select * from facts_naming

-- One row per live fact and source that published it or that it comes from.
with facts_live as (
    select * from {{ ref('int_facts__live') }}
),

facts_with_origins as (
    select * from {{ ref('int_facts__with_origins') }}
),

counted as (
    select
        facts_with_origins.fact_id,
        facts_with_origins.claim_id,
        facts_with_origins.article_id,
        facts_with_origins.outlet_id,
        facts_with_origins.source_id,
        facts_with_origins.via_id,
        facts_with_origins.origin_id,
    from facts_with_origins
    inner join facts_live on facts_with_origins.fact_id = facts_live.fact_id
    -- What is not live is counted nowhere.
    where facts_live.is_live
),

facts_cited as (
    {%- for part in ['outlet_id', 'source_id', 'via_id', 'origin_id'] %}
    select
        fact_id,
        {{ part }} as source_id,
        claim_id,
        article_id,
    from counted
    where {{ part }} is not null
    {%- if not loop.last %}
    union
    {%- endif %}
    {%- endfor %}
)

select * from facts_cited

-- One row per fact that was had from a fact of another article, with the nearest such fact.
with facts as (
    select * from {{ ref('int_facts__asserted') }}
),

naming as (
    select * from {{ ref('int_facts__naming') }}
),

articles_overlapping as (
    select * from {{ ref('int_articles__overlapping') }}
),

links as (
    select
        facts.fact_id,
        others.fact_id as leans_on_fact_id,
        naming.reason,
        naming.distance,
        cast(null as double) as shared_share,
        true as is_directed,
    from facts
    inner join naming on facts.fact_id = naming.fact_id
    inner join facts as others
        on facts.claim_id = others.claim_id
        and naming.source_id = others.outlet_id
    where facts.article_id <> others.article_id
        -- nobody cites what was not out yet
        and coalesce(others.published_on <= facts.published_on, true)
        and coalesce(others.published_at <= facts.published_at, true)
    union all
    select
        facts.fact_id,
        others.fact_id,
        'reuses text',
        1000,
        articles_overlapping.shared_share,
        articles_overlapping.is_directed,
    from facts
    inner join articles_overlapping on facts.article_id = articles_overlapping.article_id
    inner join facts as others
        on articles_overlapping.leans_on_article_id = others.article_id
        and facts.claim_id = others.claim_id
    -- who names a source has it from that source, whoever's words are used
    where facts.is_own_voice or not facts.is_named
),

links_compared as (
    select
        links.*,
        facts.claim_id,
        facts.origin_id = others.origin_id as is_same_origin,
        others.published_on as other_published_on,
    from links
    inner join facts on links.fact_id = facts.fact_id
    inner join facts as others on links.leans_on_fact_id = others.fact_id
    -- who has another figure has it from elsewhere
    where coalesce(facts.value_folded = others.value_folded, true)
        and {{ intervals_meet('facts.low', 'facts.high', 'others.low', 'others.high') }}
        and {{ intervals_meet(
            'facts.earliest_on', 'facts.latest_on', 'others.earliest_on', 'others.latest_on'
        ) }}
),

facts_leaning as (
    select
        fact_id,
        claim_id,
        leans_on_fact_id,
        reason,
        shared_share,
        is_directed,
    from links_compared
    -- one fact has it from one: who is named goes before whose words are used
    qualify row_number() over (
        partition by fact_id
        order by
            distance,
            shared_share desc nulls last,
            is_same_origin desc,
            other_published_on nulls last,
            leans_on_fact_id
    ) = 1
)

select * from facts_leaning

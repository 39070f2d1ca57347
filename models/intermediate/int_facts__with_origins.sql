-- One row per fact, with whom it ultimately comes from.
with facts as (
    select * from {{ ref('int_facts__stated') }}
),

fact_chain as (
    select * from {{ ref('stg_fact_chain') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

credited as (
    select * from {{ ref('int_articles__credited') }}
),

-- An article that credits two agencies may have a fact from either.
wires as (
    select
        article_id,
        min(source_id) as wire_id,
    from credited
    where is_wire
    group by article_id
),

-- The last step of a chain is the farthest from the article.
chain_ends as (
    select
        fact_id,
        arg_max(source_id, position) as source_id,
    from fact_chain
    group by fact_id
),

facts_with_origins as (
    select
        facts.fact_id,
        facts.claim_id,
        facts.article_id,
        coalesce(articles.outlet_id, facts.outlet_id) as outlet_id,
        -- An article whose outlet is not known is a voice of its own.
        coalesce(articles.outlet_id, facts.outlet_id, concat('article:', facts.article_id))
            as voice_id,
        facts.source_id,
        facts.via_id,
        coalesce(
            chain_ends.source_id,
            facts.source_id,
            -- What came through somebody, from nobody who is named, is that somebody's word.
            facts.via_id,
            wires.wire_id,
            articles.outlet_id,
            case when facts.is_own_voice then facts.outlet_id end,
            concat('article:', facts.article_id)
        ) as origin_id,
        case
            when chain_ends.source_id is not null then 'chain'
            when facts.source_id is not null then 'source'
            when facts.via_id is not null then 'via'
            when wires.wire_id is not null then 'wire'
            when articles.outlet_id is not null or facts.is_own_voice then 'outlet'
            else 'article'
        end as origin_is_from,
        -- Two who name nobody mean the same only if they had it from the same hands.
        case
            when coalesce(chain_ends.source_id, facts.source_id) is not null
                then coalesce(facts.via_id, wires.wire_id)
        end as carrier_id,
        articles.published_at,
        coalesce(articles.published_on, facts.recorded_on) as published_on,
    from facts
    left join chain_ends on facts.fact_id = chain_ends.fact_id
    left join articles on facts.article_id = articles.article_id
    left join wires on facts.article_id = wires.article_id
)

select * from facts_with_origins

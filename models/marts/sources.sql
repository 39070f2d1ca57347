-- One row per outlet or origin.
with sources as (
    select * from {{ ref('int_sources__stated') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

facts_cited as (
    select * from {{ ref('int_facts__cited') }}
),

credited as (
    select * from {{ ref('int_articles__credited') }}
),

claim_sources as (
    select * from {{ ref('claim_sources') }}
),

articles_leaning as (
    select * from {{ ref('int_articles__leaning') }}
),

-- The voice of an article whose outlet nobody knows is an origin without a name.
sources_and_voices as (
    select
        source_id,
        owner_id,
        person_id,
        name,
        kind,
    from sources
    union all
    select
        concat('article:', article_id) as source_id,
        cast(null as varchar) as owner_id,
        cast(null as varchar) as person_id,
        concat('the unknown outlet of ', article_id) as name,
        'outlet' as kind,
    from articles
    where outlet_id is null
),

articles_cited as (
    select source_id, article_id from facts_cited
    union
    -- An outlet's article counts even while nothing in it is labelled.
    select outlet_id as source_id, article_id from articles
    where outlet_id is not null
    union
    select source_id, article_id from credited
),

articles_by_source as (
    select source_id, count(*) as article_count
    from articles_cited
    group by source_id
),

facts_by_source as (
    select
        source_id,
        count(*) as fact_count,
        count(distinct claim_id) as claim_count,
    from facts_cited
    group by source_id
),

claims_by_origin as (
    select origin_id, count(distinct claim_id) as claim_count
    from claim_sources
    where stance = 'asserts'
    group by origin_id
),

leaning_by_source as (
    select
        articles_leaning.leans_on_id,
        count(distinct coalesce(articles.outlet_id, concat('article:', articles.article_id)))
            as outlet_count,
    from articles_leaning
    inner join articles on articles_leaning.article_id = articles.article_id
    group by articles_leaning.leans_on_id
),

sources_counted as (
    select
        sources_and_voices.source_id,
        sources_and_voices.owner_id,
        sources_and_voices.person_id,
        sources_and_voices.name,
        sources_and_voices.kind,
        coalesce(articles_by_source.article_count, 0) as article_count,
        coalesce(facts_by_source.fact_count, 0) as fact_count,
        coalesce(facts_by_source.claim_count, 0) as claim_count,
        coalesce(claims_by_origin.claim_count, 0) as origin_claim_count,
        coalesce(leaning_by_source.outlet_count, 0) as leaning_outlet_count,
    from sources_and_voices
    left join articles_by_source on sources_and_voices.source_id = articles_by_source.source_id
    left join facts_by_source on sources_and_voices.source_id = facts_by_source.source_id
    left join claims_by_origin on sources_and_voices.source_id = claims_by_origin.origin_id
    left join leaning_by_source
        on sources_and_voices.source_id = leaning_by_source.leans_on_id
)

select * from sources_counted

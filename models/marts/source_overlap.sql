-- One row per outlet, medium or owner that it leans on, and reason.
with articles_leaning as (
    select * from {{ ref('int_articles__leaning') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

sources_owned as (
    select * from {{ ref('int_sources__owned') }}
),

articles_voiced as (
    select
        article_id,
        coalesce(outlet_id, concat('article:', article_id)) as outlet_id,
    from articles
),

claims_counted as (
    select
        articles_voiced.outlet_id,
        articles_leaning.leans_on_id,
        articles_leaning.reason,
        count(distinct articles_leaning.claim_id) as claim_count,
    from articles_leaning
    inner join articles_voiced on articles_leaning.article_id = articles_voiced.article_id
    group by articles_voiced.outlet_id, articles_leaning.leans_on_id, articles_leaning.reason
),

-- An article that leans by several claims is one pair.
pairs as (
    select distinct
        articles_voiced.outlet_id,
        articles_leaning.leans_on_id,
        articles_leaning.reason,
        articles_leaning.article_id,
        articles_leaning.leans_on_article_id,
        articles_leaning.shared_share,
        articles_leaning.longest_run,
        articles_leaning.shared_words,
        articles_leaning.is_directed,
        -- the longest passage is the best example, and an article that is here before none
        coalesce(articles_leaning.longest_run, 0) * 2
        + case when articles_leaning.leans_on_article_id is null then 0 else 1 end as weight,
    from articles_leaning
    inner join articles_voiced on articles_leaning.article_id = articles_voiced.article_id
),

examples as (
    select * from pairs
    qualify row_number() over (
        partition by outlet_id, leans_on_id, reason
        order by weight desc, article_id, leans_on_article_id
    ) = 1
),

pairs_counted as (
    select
        outlet_id,
        leans_on_id,
        reason,
        count(distinct article_id) as article_count,
        count(leans_on_article_id) as article_pair_count,
        avg(shared_share) as shared_share,
        bool_and(is_directed) as is_directed,
    from pairs
    group by outlet_id, leans_on_id, reason
),

source_overlap as (
    select
        pairs_counted.outlet_id,
        pairs_counted.leans_on_id,
        pairs_counted.reason,
        pairs_counted.article_count,
        pairs_counted.article_pair_count,
        claims_counted.claim_count,
        pairs_counted.shared_share,
        examples.longest_run as longest_run_word_count,
        examples.article_id as example_article_id,
        examples.leans_on_article_id as example_leans_on_article_id,
        examples.shared_words as example_words,
        pairs_counted.is_directed,
    from pairs_counted
    inner join claims_counted using (outlet_id, leans_on_id, reason)
    inner join examples using (outlet_id, leans_on_id, reason)
    union all
    select
        articles_voiced.outlet_id,
        sources_owned.owner_id,
        'same owner',
        count(*),
        0,
        0,
        cast(null as double),
        cast(null as bigint),
        min(articles_voiced.article_id),
        cast(null as varchar),
        cast(null as varchar),
        true,
    from articles_voiced
    inner join sources_owned on articles_voiced.outlet_id = sources_owned.source_id
    where sources_owned.owner_id <> articles_voiced.outlet_id
    group by articles_voiced.outlet_id, sources_owned.owner_id
)

select * from source_overlap

-- One row per article, medium that it leans on, article of that medium, reason, and claim.
with facts_naming as (
    select * from {{ ref('int_facts__naming') }}
),

facts_asserted as (
    select * from {{ ref('int_facts__asserted') }}
),

facts_leaning as (
    select * from {{ ref('int_facts__leaning') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

articles_overlapping as (
    select * from {{ ref('int_articles__overlapping') }}
),

credited as (
    select * from {{ ref('int_articles__credited') }}
),

sources_owned as (
    select * from {{ ref('int_sources__owned') }}
),

facts_and_parents as (
    select
        facts_leaning.fact_id,
        facts_leaning.reason,
        facts_asserted.article_id as leans_on_article_id,
        facts_asserted.outlet_id as leans_on_id,
    from facts_leaning
    inner join facts_asserted on facts_leaning.leans_on_fact_id = facts_asserted.fact_id
),

articles_leaning as (
    select distinct
        facts_asserted.article_id,
        facts_naming.source_id as leans_on_id,
        facts_and_parents.leans_on_article_id,
        facts_asserted.claim_id,
        facts_naming.reason,
        cast(null as double) as shared_share,
        cast(null as bigint) as longest_run,
        cast(null as varchar) as shared_words,
        true as is_directed,
    from facts_naming
    inner join facts_asserted on facts_naming.fact_id = facts_asserted.fact_id
    inner join sources_owned on facts_naming.source_id = sources_owned.source_id
    left join facts_and_parents
        on facts_naming.fact_id = facts_and_parents.fact_id
        and facts_naming.source_id = facts_and_parents.leans_on_id
    -- whom a desk asks itself it does not lean on; a credit is there without facts too
    where sources_owned.is_medium
        and facts_naming.reason <> 'credits'
    union all
    select distinct
        credited.article_id,
        credited.source_id,
        cast(null as varchar),
        facts_asserted.claim_id,
        'credits',
        cast(null as double),
        cast(null as bigint),
        cast(null as varchar),
        true,
    from credited
    left join facts_asserted
        on credited.article_id = facts_asserted.article_id
        -- what a named source says is that source's, also in an agency's story
        and facts_asserted.is_own_voice
    union all
    select distinct
        articles_overlapping.article_id,
        coalesce(articles.outlet_id, concat('article:', articles.article_id)),
        articles_overlapping.leans_on_article_id,
        facts_asserted.claim_id,
        'reuses text',
        articles_overlapping.shared_share,
        articles_overlapping.longest_run,
        articles_overlapping.shared_words,
        articles_overlapping.is_directed,
    from articles_overlapping
    inner join articles on articles_overlapping.leans_on_article_id = articles.article_id
    left join facts_and_parents
        on articles_overlapping.leans_on_article_id = facts_and_parents.leans_on_article_id
        and facts_and_parents.reason = 'reuses text'
    left join facts_asserted
        on facts_and_parents.fact_id = facts_asserted.fact_id
        and articles_overlapping.article_id = facts_asserted.article_id
)

select * from articles_leaning

-- One row per fact and version of its article in the edition in use.
with facts as (
    select * from {{ ref('stg_facts') }}
),

articles_versioned as (
    select * from {{ ref('int_articles__versioned') }}
),

words_located as (
    select * from {{ ref('int_words__located') }}
),

words_by_version as (
    select
        article_id,
        edition,
        version,
        words,
        count(*) as place_count,
    from words_located
    group by article_id, edition, version, words
),

facts_by_version as (
    select
        facts.fact_id,
        facts.claim_id,
        facts.article_id,
        articles_versioned.edition,
        articles_versioned.version,
        coalesce(words_by_version.place_count, 0) as place_count,
        articles_versioned.told_on,
        articles_versioned.is_in_use,
        words_by_version.place_count is not null as is_there,
        lag(words_by_version.place_count is not null) over (
            partition by facts.fact_id
            order by articles_versioned.version
        ) as was_there,
    from facts
    inner join articles_versioned on facts.article_id = articles_versioned.article_id
    left join words_by_version
        on facts.article_id = words_by_version.article_id
        and articles_versioned.edition = words_by_version.edition
        and articles_versioned.version = words_by_version.version
        and facts.exact = words_by_version.words
),

words_that_came as (
    select
        claim_id,
        article_id,
        version,
        min(fact_id) as fact_id,
    from facts_by_version
    where is_there and not was_there
    group by claim_id, article_id, version
),

facts_in_versions as (
    select
        facts_by_version.fact_id,
        facts_by_version.claim_id,
        facts_by_version.article_id,
        facts_by_version.edition,
        facts_by_version.version,
        case
            when facts_by_version.is_there and facts_by_version.was_there then 'kept'
            when facts_by_version.is_there and facts_by_version.version > 1 then 'added'
            when facts_by_version.is_there then 'first'
            when not coalesce(facts_by_version.was_there, false) then 'absent'
            when words_that_came.fact_id is not null then 'changed'
            else 'withdrawn'
        end as change,
        case
            when facts_by_version.was_there and not facts_by_version.is_there
                then words_that_came.fact_id
        end as changed_to_fact_id,
        facts_by_version.place_count,
        facts_by_version.told_on,
        facts_by_version.is_there,
        facts_by_version.is_in_use,
    from facts_by_version
    left join words_that_came
        on facts_by_version.claim_id = words_that_came.claim_id
        and facts_by_version.article_id = words_that_came.article_id
        and facts_by_version.version = words_that_came.version
)

select * from facts_in_versions

-- One row per fact that counts or once did, with the days on which it does.
with facts_live as (
    select * from {{ ref('int_facts__live') }}
),

facts_in_versions as (
    select * from {{ ref('int_facts__in_versions') }}
),

facts_retracted as (
    select * from {{ ref('int_facts__retracted') }}
),

facts_fallen as (
    select * from {{ ref('int_facts__fallen') }}
),

-- Since the first version that says it, until the first after it that does not.
words_by_fact as (
    select
        fact_id,
        min(version) filter (where is_there) as first_version,
        arg_min(told_on, version) filter (where is_there) as told_on,
        max(version) filter (where is_there) as last_version,
    from facts_in_versions
    group by fact_id
),

words_that_went as (
    select
        words_by_fact.fact_id,
        arg_min(facts_in_versions.told_on, facts_in_versions.version) as went_on,
    from words_by_fact
    inner join facts_in_versions
        on words_by_fact.fact_id = facts_in_versions.fact_id
        and facts_in_versions.version > words_by_fact.last_version
    group by words_by_fact.fact_id
),

takings_back as (
    select fact_id, retracted_on from facts_retracted
    union all
    select facts_fallen.fact_id, facts_retracted.retracted_on
    from facts_fallen
    inner join facts_retracted on facts_fallen.fallen_with_id = facts_retracted.fact_id
),

taken_back as (
    select
        fact_id,
        min(retracted_on) as retracted_on,
    from takings_back
    group by fact_id
),

facts_spanned as (
    select
        facts_live.fact_id,
        facts_live.claim_id,
        facts_live.article_id,
        facts_live.stance,
        words_by_fact.told_on as counts_from_on,
        least(
            facts_live.superseded_on, taken_back.retracted_on, words_that_went.went_on
        ) as counts_until_on,
        facts_live.is_live,
    from facts_live
    inner join words_by_fact on facts_live.fact_id = words_by_fact.fact_id
    left join words_that_went on facts_live.fact_id = words_that_went.fact_id
    left join taken_back on facts_live.fact_id = taken_back.fact_id
    -- A label that gave way to another of the same words never counted, nor did words that are
    -- there twice.
    where facts_live.is_live
        or facts_live.superseded_on is not null
        or taken_back.fact_id is not null
        or words_that_went.went_on is not null
)

select * from facts_spanned

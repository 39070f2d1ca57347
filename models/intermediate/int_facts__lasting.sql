-- One row per fact that counts or once did, from its first day to its last.
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

facts_gone as (
    select * from {{ ref('int_facts__gone') }}
),

labels_settled as (
    select * from {{ ref('int_labels__settled') }}
),

recorded as (
    select * from {{ ref('int_records__facts') }}
),

-- Since the first version that says it.
words_by_fact as (
    select
        fact_id,
        arg_min(told_on, version) filter (where is_there) as told_on,
    from facts_in_versions
    group by fact_id
    union all
    -- A record tells it since the day of its last report.
    select fact_id, recorded_on from recorded
),

takings_back as (
    select fact_id, retracted_on from facts_retracted
    union all
    select fact_id, retracted_on from facts_fallen
    where is_standing
),

taken_back as (
    select
        fact_id,
        min(retracted_on) as retracted_on,
    from takings_back
    group by fact_id
),

facts_dated as (
    select
        facts_live.fact_id,
        facts_live.claim_id,
        facts_live.article_id,
        facts_live.stance,
        words_by_fact.told_on as counts_from_on,
        least(
            facts_live.superseded_on, taken_back.retracted_on, facts_gone.gone_on
        ) as counts_until_on,
        facts_live.is_live,
    from facts_live
    inner join words_by_fact on facts_live.fact_id = words_by_fact.fact_id
    left join facts_gone on facts_live.fact_id = facts_gone.fact_id
    left join taken_back on facts_live.fact_id = taken_back.fact_id
    left join labels_settled on facts_live.fact_id = labels_settled.fact_id
    -- A label that gave way to another of the same words never counted, nor did words that are
    -- there twice.
    where labels_settled.fact_id is null
        and (
            facts_live.is_live
            or facts_live.superseded_on is not null
            or taken_back.fact_id is not null
            or facts_gone.fact_id is not null
        )
),

facts_lasting as (
    select * from facts_dated
    -- who repeats what was taken back already never counted
    where coalesce(counts_from_on <= counts_until_on, true)
)

select * from facts_lasting

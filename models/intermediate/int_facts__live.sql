-- One row per fact, with whether it counts and, if not, why.
with facts as (
    select * from {{ ref('int_facts__stated') }}
),

facts_as_intervals as (
    select * from {{ ref('int_facts__as_intervals') }}
),

facts_with_origins as (
    select * from {{ ref('int_facts__with_origins') }}
),

evidence as (
    select * from {{ ref('int_evidence__located') }}
),

facts_taken_back as (
    select * from {{ ref('int_facts__taken_back') }}
),

facts_gone as (
    select * from {{ ref('int_facts__gone') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

facts_judged as (
    select
        facts.fact_id,
        facts.claim_id,
        facts.article_id,
        facts.stance,
        facts_with_origins.voice_id,
        facts_with_origins.origin_id,
        facts_with_origins.published_at,
        facts_with_origins.published_on,
        facts_as_intervals.over_time,
        facts_as_intervals.is_single_valued,
        facts_as_intervals.as_of_earliest_on,
        facts_as_intervals.as_of_latest_on,
        lower(facts.value) as value_folded,
        coalesce(facts_taken_back.is_retracted or articles.is_withdrawn, false) as is_retracted,
        facts_gone.fact_id is not null as is_gone,
        case
            when articles.is_withdrawn then 'its article was withdrawn'
            when evidence.edition is null then 'its article is not in use'
            when evidence.evidence_state = 'ambiguous' then 'its words are in the article twice'
            when evidence.evidence_state = 'orphaned' and facts_gone.fact_id is null
                then 'its words are not in the article'
            -- who took a word back said more than who only dropped it
            when facts_gone.reason is not null and facts_taken_back.is_retracted is not true
                then facts_gone.reason
            when facts_taken_back.reason is not null
                then concat_ws(' ', facts_taken_back.reason, facts_taken_back.other_fact_id)
        end as not_live_because,
    from facts
    inner join facts_as_intervals on facts.fact_id = facts_as_intervals.fact_id
    inner join facts_with_origins on facts.fact_id = facts_with_origins.fact_id
    left join evidence on facts.fact_id = evidence.fact_id
    left join facts_taken_back on facts.fact_id = facts_taken_back.fact_id
    left join facts_gone on facts.fact_id = facts_gone.fact_id
    left join articles on facts.article_id = articles.article_id
),

-- Within one voice (an outlet, or an article without one) an origin's newest word holds.
newer_words as (
    select
        facts_judged.fact_id,
        min(newer.fact_id) as newer_fact_id,
        min(newer.published_on) as newer_on,
    from facts_judged
    inner join facts_judged as newer
        on facts_judged.claim_id = newer.claim_id
        and facts_judged.voice_id = newer.voice_id
        and facts_judged.origin_id = newer.origin_id
    -- What gave way to a word that was itself taken back or dropped later was not said again.
    where (newer.not_live_because is null or newer.is_retracted or newer.is_gone)
        -- A retraction takes back its target alone, and has done so already.
        and newer.stance <> 'retracts'
        and facts_judged.stance <> 'retracts'
        and (
            facts_judged.published_on < newer.published_on
            or (
                facts_judged.published_on = newer.published_on
                and facts_judged.published_at < newer.published_at
            )
        )
        -- A level of another day is no correction, and neither is one more value of several.
        and (
            facts_judged.over_time = 'fixed'
            or {{ intervals_meet(
                'facts_judged.as_of_earliest_on', 'facts_judged.as_of_latest_on',
                'newer.as_of_earliest_on', 'newer.as_of_latest_on'
            ) }}
        )
        and (facts_judged.is_single_valued or facts_judged.value_folded = newer.value_folded)
    group by facts_judged.fact_id
),

facts_live as (
    select
        facts_judged.fact_id,
        facts_judged.claim_id,
        facts_judged.article_id,
        facts_judged.stance,
        coalesce(
            facts_judged.not_live_because,
            'the same voice said later ' || newer_words.newer_fact_id
        ) as not_live_because,
        newer_words.newer_on as superseded_on,
        facts_judged.is_retracted,
        facts_judged.not_live_because is null and newer_words.newer_fact_id is null as is_live,
    from facts_judged
    left join newer_words on facts_judged.fact_id = newer_words.fact_id
)

select * from facts_live

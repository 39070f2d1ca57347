-- One row per fact of an article that two people labelled, with its place and what it says.
with facts as (
    select * from {{ ref('stg_facts') }}
),

facts_as_intervals as (
    select * from {{ ref('int_facts__as_intervals') }}
),

fact_chain as (
    select * from {{ ref('stg_fact_chain') }}
),

evidence as (
    select * from {{ ref('int_evidence__located') }}
),

facts_gone as (
    select * from {{ ref('int_facts__gone') }}
),

words as (
    select * from {{ ref('int_words__located') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

-- Where one person labelled all, nothing is held against anything.
labelled_twice as (
    select article_id
    from facts
    group by article_id
    having min(labelled_by) < max(labelled_by)
),

-- Words that a later version dropped stand where they last stood; 0 is the text in use.
places as (
    select
        fact_id,
        0 as version,
        evidence_start,
        evidence_end,
        context_start,
    from evidence
    where evidence_state in ('anchored', 'moved')
    union all
    select
        facts_gone.fact_id,
        words.version,
        words.words_start,
        words.words_end,
        cast(null as integer),
    from facts_gone
    inner join facts on facts_gone.fact_id = facts.fact_id
    inner join articles on facts.article_id = articles.article_id
    inner join words
        on facts.article_id = words.article_id
        and articles.edition = words.edition
        and facts_gone.gone_in_version - 1 = words.version
        and facts.exact = words.words
    where words.occurrence = 1
),

hands as (
    select
        fact_id,
        string_agg(source_id, ' < ' order by position) as source_ids,
    from fact_chain
    group by fact_id
),

labels_found as (
    select
        facts.fact_id,
        facts.article_id,
        facts.claim_id,
        {{ claim_id_of('facts.event_id', 'facts.subject_id', 'facts.attribute', 'null') }}
            as topic_id,
        facts.attribute,
        facts.scope_id,
        facts.target_fact_id,
        facts_as_intervals.value_kind,
        facts.stance,
        -- `9.5` million and `9500000` say the same, and so do `>50` and `>=51` of a count.
        case
            when facts_as_intervals.value_kind in ('text', 'boolean') then lower(facts.value)
            when facts_as_intervals.value_kind = 'date' and facts_as_intervals.has_interval
                then {{ period_text(
                    'facts_as_intervals.earliest_on', 'facts_as_intervals.latest_on'
                ) }}
            when facts_as_intervals.has_interval then concat_ws(
                '; best ',
                {{ interval_text('facts_as_intervals.low', 'facts_as_intervals.high') }},
                cast(facts_as_intervals.best as varchar)
            )
            else concat_ws(' ', facts.value, facts.unit)
        end as value_read,
        {{ period_text(
            'facts_as_intervals.as_of_earliest_on', 'facts_as_intervals.as_of_latest_on'
        ) }} as time_read,
        concat_ws(' < ', facts.via_id, hands.source_ids, facts.source_id) as source_read,
        places.version,
        places.evidence_start,
        places.evidence_end,
        places.context_start,
        facts.labelled_by,
        facts.labelled_by = 'adjudicated' as is_adjudicated,
    from facts
    inner join labelled_twice on facts.article_id = labelled_twice.article_id
    inner join facts_as_intervals on facts.fact_id = facts_as_intervals.fact_id
    inner join places on facts.fact_id = places.fact_id
    left join hands on facts.fact_id = hands.fact_id
)

select * from labels_found

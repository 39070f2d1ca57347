-- One row per fact: the place of its evidence, its words, and the sentence around it.
with evidence as (
    select * from {{ ref('int_evidence__found') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

recorded as (
    select * from {{ ref('int_records__facts') }}
),

-- Once a text, not once a fact.
articles_marked as (
    select
        article_id,
        text,
        {{ sentences_marked('text') }} as text_marked,
    from articles
),

evidence_read as (
    select
        evidence.fact_id,
        evidence.article_id,
        evidence.edition,
        evidence.evidence_state,
        evidence.occurrence_count,
        evidence.evidence_start,
        evidence.evidence_end,
        articles_marked.text,
        articles_marked.text_marked,
    from evidence
    left join articles_marked on evidence.article_id = articles_marked.article_id
),

sentences_bounded as (
    select
        fact_id,
        article_id,
        edition,
        evidence_state,
        occurrence_count,
        evidence_start,
        evidence_end,
        text,
        length(
            regexp_extract(
                substr(text_marked, 1, evidence_start),
                '(?s)^(?:.*(?:\n|[.!?…]["”’'')\]]*\s))?\s*'
            )
        ) as context_start,
        -- from the last character of the evidence on, which may be the full stop itself
        evidence_end - 1 + length(
            rtrim(
                regexp_extract(
                    substr(text_marked, evidence_end),
                    '(?s)^.*?(?:[.!?…]+["”’'')\]]*(?:\s|$)|\n|$)'
                ),
                ' ' || chr(9) || chr(10) || chr(13)
            )
        ) as context_end,
    from evidence_read
),

words_located as (
    select
        fact_id,
        article_id,
        edition,
        evidence_state,
        occurrence_count,
        evidence_start,
        evidence_end,
        substr(text, evidence_start + 1, evidence_end - evidence_start) as evidence_text,
        cast(context_start as integer) as context_start,
        cast(context_end as integer) as context_end,
        substr(text, context_start + 1, context_end - context_start) as context_text,
    from sentences_bounded
),

evidence_located as (
    select * from words_located
    union all
    -- A row of a structured source is its own evidence.
    select
        fact_id,
        article_id,
        'record',
        'record',
        1,
        null,
        null,
        null,
        null,
        null,
        null,
    from recorded
)

select * from evidence_located

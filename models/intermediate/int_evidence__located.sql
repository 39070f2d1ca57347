-- One row per fact: where its evidence stands in the text in use.
with facts as (
    select * from {{ ref('stg_facts') }}
),

evidence_contexts as (
    select * from {{ ref('stg_evidence') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

words as (
    select * from {{ ref('int_words__located') }}
),

passages as (
    select * from {{ ref('int_passages__located') }}
),

places_found as (
    select
        facts.fact_id,
        articles.article_id,
        articles.version,
        words.words,
        words.words_start,
        words.words_end,
        articles.text,
        evidence_contexts.prefix,
        evidence_contexts.suffix,
    from facts
    inner join articles on facts.article_id = articles.article_id
    inner join words
        on facts.article_id = words.article_id
        and facts.exact = words.words
        and words.is_in_use
    left join evidence_contexts
        on facts.fact_id = evidence_contexts.fact_id
        and articles.edition = evidence_contexts.edition
),

places_in_body as (
    select
        places_found.fact_id,
        places_found.article_id,
        places_found.version,
        places_found.words,
        places_found.words_start,
        places_found.words_end,
    from places_found
    left join passages
        on places_found.article_id = passages.article_id
        and places_found.words_start >= passages.passage_start
        and places_found.words_end <= passages.passage_end
    -- what stands in an excluded passage is not the report
    where
        passages.article_id is null
        -- the words around it choose among several places
        and (
            places_found.prefix is null
            or regexp_matches(
                substr(places_found.text, 1, places_found.words_start),
                {{ folded_pattern('places_found.prefix') }} || '[\s\p{Z}]*$'
            )
        )
        and (
            places_found.suffix is null
            or regexp_matches(
                substr(places_found.text, places_found.words_end + 1),
                '^[\s\p{Z}]*' || {{ folded_pattern('places_found.suffix') }}
            )
        )
),

places_counted as (
    select
        fact_id,
        article_id,
        version,
        words,
        count(*) as occurrence_count,
        min(words_start) as evidence_start,
        min(words_end) as evidence_end,
    from places_in_body
    group by fact_id, article_id, version, words
),

places_before as (
    select
        places_counted.fact_id,
        bool_or(words.words_start = places_counted.evidence_start) as has_same_place,
    from places_counted
    inner join words
        on places_counted.article_id = words.article_id
        and places_counted.words = words.words
        and places_counted.version = words.version + 1
    group by places_counted.fact_id
),

evidence_states as (
    select
        facts.fact_id,
        facts.article_id,
        articles.edition,
        case
            when coalesce(places_counted.occurrence_count, 0) = 0 then 'orphaned'
            when places_counted.occurrence_count > 1 then 'ambiguous'
            when not places_before.has_same_place then 'moved'
            -- also when the version before did not have the words at all
            else 'anchored'
        end as evidence_state,
        coalesce(places_counted.occurrence_count, 0) as occurrence_count,
        -- of ambiguous evidence no place is the right one
        case when places_counted.occurrence_count = 1 then places_counted.evidence_start end
            as evidence_start,
        case when places_counted.occurrence_count = 1 then places_counted.evidence_end end
            as evidence_end,
        articles.text,
    from facts
    left join articles on facts.article_id = articles.article_id
    left join places_counted on facts.fact_id = places_counted.fact_id
    left join places_before on facts.fact_id = places_before.fact_id
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
                substr({{ sentences_marked('text') }}, 1, evidence_start),
                '(?s)^.*(?:\n|[.!?…]["”’'')\]]*\s)\s*'
            )
        ) as context_start,
        -- from the last character of the evidence on, which may be the full stop itself
        evidence_end - 1 + length(
            rtrim(
                regexp_extract(
                    substr({{ sentences_marked('text') }}, evidence_end),
                    '(?s)^.*?(?:[.!?…]+["”’'')\]]*(?:\s|$)|\n|$)'
                ),
                ' ' || chr(9) || chr(10) || chr(13)
            )
        ) as context_end,
    from evidence_states
),

evidence_located as (
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
)

select * from evidence_located

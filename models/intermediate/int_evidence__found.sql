-- One row per fact: where its evidence stands in the text in use, and in which state.
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

places_counted as (
    select
        places_found.fact_id,
        places_found.article_id,
        places_found.version,
        places_found.words,
        count(*) as occurrence_count,
        min(places_found.words_start) as evidence_start,
        min(places_found.words_end) as evidence_end,
    from places_found
    left join passages
        on places_found.article_id = passages.article_id
        and places_found.words_start >= passages.passage_start
        and places_found.words_end <= passages.passage_end
    -- what stands in an excluded passage is not the report
    where
        passages.article_id is null
        -- the words around it choose among several places
        and {{ stands_between(
            'places_found.text', 'places_found.words_start', 'places_found.words_end',
            'places_found.prefix', 'places_found.suffix'
        ) }}
    group by
        places_found.fact_id,
        places_found.article_id,
        places_found.version,
        places_found.words
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

evidence_found as (
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
    from facts
    left join articles on facts.article_id = articles.article_id
    left join places_counted on facts.fact_id = places_counted.fact_id
    left join places_before on facts.fact_id = places_before.fact_id
)

select * from evidence_found

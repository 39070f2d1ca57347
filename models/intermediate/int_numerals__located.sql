-- One row per numeral or number word in a text in use, and what covers it.
with articles as (
    select * from {{ ref('int_articles__newest') }}
),

evidence as (
    select * from {{ ref('int_evidence__located') }}
),

quotes as (
    select * from {{ ref('int_quotes__located') }}
),

passages as (
    select * from {{ ref('int_passages__located') }}
),

numerals_found as (
    select
        article_id,
        edition,
        -- each numeral with what was skipped before it; behind the last one there is none
        list_zip(
            regexp_extract_all(text, {{ numeral_pattern() }}),
            string_split_regex(text, {{ numeral_pattern() }})
        ) as found,
    from articles
),

numerals_placed as (
    select
        numerals_found.article_id,
        numerals_found.edition,
        places.place[1] as numeral,
        -- what was skipped up to here and what was found before it add up to the offset
        cast(
            sum(
                length(places.place[2]) + length(places.place[1])
            ) over (
                partition by numerals_found.article_id
                order by places.occurrence
            ) as integer
        ) as numeral_end,
    from numerals_found
    cross join unnest(numerals_found.found) with ordinality as places (place, occurrence)
    where places.place[1] is not null
),

spans_covering as (
    select
        article_id,
        'excluded' as covered_by,
        passage_start as span_start,
        passage_end as span_end,
    from passages
    union all
    select
        article_id,
        'fact' as covered_by,
        evidence_start as span_start,
        evidence_end as span_end,
    from evidence
    union all
    select
        article_id,
        'quote' as covered_by,
        quote_start as span_start,
        quote_end as span_end,
    from quotes
),

numerals_located as (
    select
        numerals_placed.article_id,
        numerals_placed.edition,
        numerals_placed.numeral,
        cast(numerals_placed.numeral_end - length(numerals_placed.numeral) as integer)
            as numeral_start,
        numerals_placed.numeral_end,
        -- of several that cover it, the first by name, so that a passage goes before a fact
        min(spans_covering.covered_by) as covered_by,
        count(spans_covering.covered_by) > 0 as is_covered,
    from numerals_placed
    left join spans_covering
        on numerals_placed.article_id = spans_covering.article_id
        and numerals_placed.numeral_end - length(numerals_placed.numeral)
        >= spans_covering.span_start
        and numerals_placed.numeral_end <= spans_covering.span_end
    group by
        numerals_placed.article_id,
        numerals_placed.edition,
        numerals_placed.numeral,
        numerals_placed.numeral_end
)

select * from numerals_located

-- One row per article: how many of its numerals are labelled.
with articles as (
    select * from {{ ref('int_articles__newest') }}
),

numerals as (
    select * from {{ ref('int_numerals__located') }}
),

numerals_summed as (
    select
        article_id,
        count(*) as numeral_count,
        count_if(is_covered) as covered_count,
        list_sort(
            array_agg(concat(numeral, ' at ', numeral_start)) filter (where not is_covered)
        ) as uncovered,
    from numerals
    group by article_id
),

coverage_measured as (
    select
        articles.article_id,
        articles.edition,
        coalesce(numerals_summed.numeral_count, 0) as numeral_count,
        coalesce(numerals_summed.covered_count, 0) as covered_count,
        numerals_summed.covered_count / numerals_summed.numeral_count as coverage_share,
        coalesce(numerals_summed.uncovered, []) as uncovered,
    from articles
    left join numerals_summed on articles.article_id = numerals_summed.article_id
)

select * from coverage_measured

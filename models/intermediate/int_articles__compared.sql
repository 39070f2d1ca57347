-- One row per pair of articles, with how much of their text they share.
with pairs as (
    select * from {{ ref('int_articles__paired') }}
),

shingles as (
    select * from {{ ref('int_shingles__telling') }}
),

runs_matched as (
    select
        pairs.earlier_article_id,
        pairs.later_article_id,
        pairs.is_directed,
        earlier.first_word as earlier_word,
        later.first_word as later_word,
        least(earlier.shingle_count, later.shingle_count) as shorter_count,
        -- where a passage stands in both texts word for word, this does not change
        later.first_word - earlier.first_word as shift,
    from pairs
    inner join shingles as later on pairs.later_article_id = later.article_id
    inner join shingles as earlier
        on pairs.earlier_article_id = earlier.article_id
        and later.shingle = earlier.shingle
),

runs_followed as (
    select
        runs_matched.*,
        lag(later_word) over (
            partition by earlier_article_id, later_article_id, shift
            order by later_word
        ) as previous_word,
    from runs_matched
),

passages_numbered as (
    select
        runs_followed.*,
        -- runs of eight words that begin within eight words leave no word out between them
        sum(case when later_word - previous_word <= 8 then 0 else 1 end) over (
            partition by earlier_article_id, later_article_id, shift
            order by later_word
            rows between unbounded preceding and current row
        ) as passage,
    from runs_followed
),

passages as (
    select
        earlier_article_id,
        later_article_id,
        min(later_word) as first_word,
        max(later_word) - min(later_word) + 8 as word_count,
        count(*) as shared_count,
        min(shorter_count) as shorter_count,
        bool_and(is_directed) as is_directed,
    from passages_numbered
    group by earlier_article_id, later_article_id, shift, passage
),

articles_compared as (
    select
        earlier_article_id,
        later_article_id,
        cast(sum(shared_count) as bigint) as shared_count,
        sum(shared_count) / min(shorter_count) as shared_share,
        cast(max(word_count) as bigint) as longest_run,
        -- of two that are as long the first
        arg_max(first_word, word_count * 1000000 - first_word) as longest_run_start,
        bool_and(is_directed) as is_directed,
    from passages
    group by earlier_article_id, later_article_id
)

select * from articles_compared

-- One row per article and run of eight of its own words that was picked to stand for others.
with own_words as (
    select * from {{ ref('int_articles__own_words') }}
),

words_listed as (
    select
        article_id,
        string_split(words, ' ') as words,
    from own_words
),

-- 2026-11-22: eight words, since independent reports of one event share six by chance (up to
-- 1.6 % of the shorter of the five reports) and eight hardly ever (up to 0.4 %).
-- Lists are worth it here: unnested and put together again by windows, the words take twice the
-- time. An engine that numbers lists from 0 wants its own `first`.
runs as (
    select
        article_id,
        list_transform(
            generate_series(1, array_length(words) - 7),
            lambda first: concat_ws(
                ' ', words[first], words[first + 1], words[first + 2], words[first + 3],
                words[first + 4], words[first + 5], words[first + 6], words[first + 7]
            )
        ) as runs,
    from words_listed
    -- a text of fewer words has no run
    where array_length(words) >= 8
),

runs_hashed as (
    select
        article_id,
        list_transform(
            runs,
            lambda run, first: case
                -- no run reaches over what was left out
                when not contains(run, 'ǂ')
                    then substr(md5(run), 1, 15) || lpad(cast(first as varchar), 6, '0')
            end
        ) as runs,
    from runs
),

-- Of every eight runs in a row the least is picked, the same ones in every text: any fifteen
-- words that two texts share have a picked run in common (winnowing). Two in nine are picked.
runs_picked as (
    select
        article_id,
        unnest(list_distinct(list_transform(
            -- a text of fewer than eight runs is one row of them
            generate_series(1, greatest(array_length(runs) - 7, 1)),
            lambda first: least(
                runs[first], runs[first + 1], runs[first + 2], runs[first + 3],
                runs[first + 4], runs[first + 5], runs[first + 6], runs[first + 7]
            )
        ))) as run,
    from runs_hashed
),

shingles_sampled as (
    select
        article_id,
        left(run, 15) as shingle,
        -- what a text says twice counts where it stands first
        min(cast(right(run, 6) as integer)) as first_word,
    from runs_picked
    where run is not null
    group by article_id, left(run, 15)
)

select * from shingles_sampled

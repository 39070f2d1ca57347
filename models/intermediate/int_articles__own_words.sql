-- One row per article: its own words, outside quotations and excluded passages.
-- A view: the words are cheaper to make again than to keep twice.
{{ config(materialized='view') }}

with articles as (
    select * from {{ ref('int_articles__newest') }}
),

passages as (
    select * from {{ ref('int_passages__located') }}
),

quotes as (
    select * from {{ ref('int_quotes__found') }}
),

-- A quotation is the speaker's whether or not marks stand around it.
left_out as (
    select article_id, passage_start as out_start, passage_end as out_end from passages
    where passage_start is not null
    union all
    select article_id, quote_start, quote_end from quotes
    where quote_start is not null
    union all
    -- What follows the last of them is kept up to the end.
    select article_id, length(text), length(text) from articles
),

kept as (
    select
        article_id,
        out_start as kept_end,
        coalesce(
            max(out_end) over (
                partition by article_id
                order by out_start, out_end
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as kept_start,
    from left_out
),

texts_joined as (
    select
        articles.article_id,
        string_agg(
            substr(articles.text, kept.kept_start + 1, kept.kept_end - kept.kept_start), ' ǂ '
            order by kept.kept_start
        ) as text,
    from articles
    inner join kept on articles.article_id = kept.article_id
    where kept.kept_end > kept.kept_start
    group by articles.article_id
),

-- The sign ǂ, a letter that no newspaper prints, holds the place of what was left out, so that
-- no run of words reaches over it.
quotations_left_out as (
    select
        article_id,
        regexp_replace(
            regexp_replace(text, '“[^”]*”|„[^“”]*[“”]|«[^»]*»|"[^"\n]*"', ' ǂ ', 'g'),
            '(^|[\s(\[])[‘''][^‘\n]*?[’'']([^\p{L}\p{N}]|$)', ' ǂ ', 'g'
        ) as text,
    from texts_joined
),

own_words as (
    select
        article_id,
        {{ folded_words('text') }} as words,
    from quotations_left_out
)

select * from own_words

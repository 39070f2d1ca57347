-- One row per quotation: its place, its words, and the quotations that say the same.
with quotes as (
    select * from {{ ref('int_quotes__found') }}
),

quotes_marked as (
    select * from {{ ref('int_quotes__marked') }}
),

sources as (
    select * from {{ ref('stg_sources') }}
),

quotes_spoken as (
    select
        quotes.quote_id,
        -- a person may speak as more than one source
        coalesce(sources.person_id, quotes.source_id) as speaker_id,
        quotes_marked.quote_text,
        quotes_marked.folded_text,
        string_split(quotes_marked.folded_text, ' ') as folded_words,
        quotes_marked.is_verbatim,
    from quotes
    inner join quotes_marked on quotes.quote_id = quotes_marked.quote_id
    left join sources on quotes.source_id = sources.source_id
),

quotes_compared as (
    select
        quotes_spoken.quote_id,
        others.quote_id as other_quote_id,
        array_length(others.folded_words) as other_word_count,
        contains(' ' || others.folded_text || ' ', ' ' || quotes_spoken.folded_text || ' ')
        or contains(' ' || quotes_spoken.folded_text || ' ', ' ' || others.folded_text || ' ')
            as is_contained,
        array_length(array_intersect(quotes_spoken.folded_words, others.folded_words))
            as shared_count,
        least(
            array_length(array_distinct(quotes_spoken.folded_words)),
            array_length(array_distinct(others.folded_words))
        ) as shorter_count,
    from quotes_spoken
    inner join quotes_spoken as others on quotes_spoken.speaker_id = others.speaker_id
),

quotes_alike as (
    select
        quote_id,
        other_quote_id,
        other_word_count,
    from quotes_compared
    where
        quote_id = other_quote_id
        -- 2026-11-22: one or two words ("hostages") recur by chance, three do not
        -- in the five reports
        or (is_contained and shorter_count >= 3)
        -- 2026-11-22: a misquoted word or two leaves four fifths of five words or more; other
        -- sentences of one speaker share at most three fifths in the five reports
        or (shorter_count >= 5 and shared_count >= 0.8 * shorter_count)
),

quotes_grouped as (
    select
        quote_id,
        other_quote_id as quote_group_id,
    from quotes_alike
    -- named after the longest, which says all that the others say; the first by name of two
    qualify row_number() over (
        partition by quote_id
        order by other_word_count desc, other_quote_id
    ) = 1
),

quotes_located as (
    select
        quotes.quote_id,
        quotes.article_id,
        quotes.source_id,
        quotes.said_to_id,
        quotes_spoken.speaker_id,
        -- a quotation without words or speaker is alone
        coalesce(quotes_grouped.quote_group_id, quotes.quote_id) as quote_group_id,
        quotes.quote_state,
        quotes.occurrence_count,
        quotes.quote_start,
        quotes.quote_end,
        quotes_spoken.quote_text,
        quotes_spoken.folded_text,
        quotes_spoken.is_verbatim,
    from quotes
    inner join quotes_spoken on quotes.quote_id = quotes_spoken.quote_id
    left join quotes_grouped on quotes.quote_id = quotes_grouped.quote_id
)

select * from quotes_located

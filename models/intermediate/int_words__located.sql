-- One row per place where words that a label quotes stand in a text.
with words_cut as (
    select * from {{ ref('int_words__cut') }}
),

words_found_once as (
    select
        article_id,
        edition,
        version,
        words,
        1 as occurrence,
        length(pieces[1]) as words_start,
        length(pieces[1]) + length(words_levelled) as words_end,
        -- the characters on both sides of each end, two of them where a number may go on
        right(pieces[1], 2) || left(words_levelled, 1) as around_start,
        right(words_levelled, 1) || left(pieces[2], 2) as around_end,
        is_in_use,
    from words_cut
    where array_length(pieces) = 2
        and piece_count = 2
),

-- Words that are there twice, or with several blanks between two of them.
words_sought as (
    select
        article_id,
        edition,
        version,
        words,
        regexp_extract_all(text, pattern) as found,
        string_split_regex(text, pattern) as skipped,
        is_in_use,
    from words_cut
    where array_length(pieces) > 2
        or piece_count > array_length(pieces)
),

words_placed as (
    select
        words_sought.article_id,
        words_sought.edition,
        words_sought.version,
        words_sought.words,
        places.occurrence,
        -- what was skipped up to here and what was found before it add up to the offset
        sum(length(words_sought.skipped[places.occurrence]) + length(places.found_words)) over (
            partition by words_sought.article_id, words_sought.version, words_sought.words
            order by places.occurrence
        ) as words_end,
        length(places.found_words) as found_length,
        right(words_sought.skipped[places.occurrence], 2) || left(places.found_words, 1)
            as around_start,
        right(places.found_words, 1) || left(words_sought.skipped[places.occurrence + 1], 2)
            as around_end,
        words_sought.is_in_use,
    from words_sought
    cross join unnest(words_sought.found) with ordinality as places (found_words, occurrence)
),

words_at_places as (
    select * from words_found_once
    union all
    select
        article_id,
        edition,
        version,
        words,
        occurrence,
        words_end - found_length,
        words_end,
        around_start,
        around_end,
        is_in_use,
    from words_placed
),

words_located as (
    select
        article_id,
        edition,
        version,
        words,
        cast(occurrence as integer) as occurrence,
        cast(words_start as integer) as words_start,
        cast(words_end as integer) as words_end,
        is_in_use,
    from words_at_places
    -- `12 people` is not in `112 people` or `3,012 people`, nor `Ek` in `Eklund`; a script that
    -- sets no blanks between its words is cut anywhere, so only alphabets are looked at
    where not regexp_matches(around_start, '(\d|\d[.,])\d$|[A-Za-zÀ-ʯͰ-ӿḀ-ỿ]{2}$')
        and not regexp_matches(around_end, '^\d(\d|[.,]\d)|^[A-Za-zÀ-ʯͰ-ӿḀ-ỿ]{2}')
)

select * from words_located

-- One row per quotation: its words as printed, and the quotation marks around them.
with quotes as (
    select * from {{ ref('int_quotes__found') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

quotes_read as (
    select
        quotes.quote_id,
        quotes.quote_start,
        quotes.quote_end,
        substr(articles.text, quotes.quote_start + 1, quotes.quote_end - quotes.quote_start)
            as quote_text,
        articles.text,
    from quotes
    -- a quotation without a place has no text
    left join articles
        on quotes.article_id = articles.article_id
        and quotes.quote_state = 'anchored'
),

-- marks that the labeller took with the words belong to what stands around them
marks_taken_off as (
    select
        quote_id,
        quote_text,
        text,
        quote_start + length(regexp_extract(quote_text, '^["“„«]')) as spoken_start,
        quote_end - length(regexp_extract(quote_text, '["”“»][\s.,;:!?]*$')) as spoken_end,
    from quotes_read
),

surroundings_read as (
    select
        quote_id,
        quote_text,
        substr(text, spoken_start + 1, spoken_end - spoken_start) as spoken_text,
        substr(text, 1, spoken_start) as text_before,
        -- a quotation of several paragraphs opens each of them anew
        regexp_replace(substr(text, spoken_end + 1), '\n\s*“', ' ', 'g') as text_after,
    from marks_taken_off
),

marks_read as (
    select
        quote_id,
        quote_text,
        spoken_text,
        regexp_extract(text_before, '(["“”„«»])[^"“”„«»]*$', 1) as mark_before,
        regexp_extract(text_after, '^[^"“”„«»]*(["“”„«»])', 1) as mark_after,
        -- a straight mark opens where an odd number of them stand in the paragraph up to it
        length(regexp_replace(regexp_extract(text_before, '[^\n]*$'), '[^"]', '', 'g')) % 2 = 1
            as is_straight_open,
        regexp_matches(text_before, '(^|[\s\p{Z}(\[—–-])[‘'']$')
        and regexp_matches(text_after, '^[.,;:!?…]*[’'']([^\p{L}\p{N}]|$)')
            as is_between_single_marks,
    from surroundings_read
),

quotes_marked as (
    select
        quote_id,
        quote_text,
        {{ folded_words('spoken_text') }} as folded_text,
        is_between_single_marks
        or (
            case mark_before
                when '“' then mark_after = '”'
                when '„' then mark_after in ('“', '”')
                when '«' then mark_after = '»'
                when '"' then mark_after = '"' and is_straight_open
                else false
            end
            -- a closing mark within means that the report's own words stand between
            and not regexp_matches(spoken_text, '["”»]')
        ) as is_verbatim,
    from marks_read
)

select * from quotes_marked

-- One row per word of one name that stands for no word of another.
with words as (
    select * from {{ ref('int_names__words') }}
),

pairs as (
    select * from {{ ref('int_names__paired') }}
),

aligned as (
    select * from {{ ref('int_names__aligned') }}
),

words_of_both as (
    select
        pairs.name,
        pairs.other_name,
        true as is_of_first,
        words.place,
        words.word,
        words.kind,
        words.is_given,
        words.last_place,
        list_contains(words.names, 'muhammad') as is_muhammad,
    from pairs
    inner join words on pairs.name = words.name
    -- a nickname is an offer: nothing is missing where the other name leaves it out
    where words.kind <> 'nickname'
    union all
    select
        pairs.name,
        pairs.other_name,
        false as is_of_first,
        words.place,
        words.word,
        words.kind,
        words.is_given,
        words.last_place,
        list_contains(words.names, 'muhammad') as is_muhammad,
    from pairs
    inner join words on pairs.other_name = words.name
    where words.kind <> 'nickname'
),

words_left as (
    select
        words_of_both.name,
        words_of_both.other_name,
        words_of_both.is_of_first,
        words_of_both.place,
        words_of_both.word,
        words_of_both.kind,
        words_of_both.is_given,
        words_of_both.last_place,
        words_of_both.is_muhammad,
    from words_of_both
    left join aligned
        on words_of_both.name = aligned.name
        and words_of_both.other_name = aligned.other_name
        and words_of_both.place = case
            when words_of_both.is_of_first then aligned.place
            else aligned.other_place
        end
    where aligned.name is null
)

select * from words_left

-- One row per two names with words in one or both that stand for none of the other.
with names_read as (
    select * from {{ ref('int_names__read') }}
),

words as (
    select * from {{ ref('int_names__words') }}
),

words_left as (
    select * from {{ ref('int_names__leftover') }}
),

names as (
    select
        names_read.name,
        names_read.has_lineage,
        bool_or(words.has_middle_initial) as has_middle_initial,
        bool_and(words.are_all_given) as are_all_given,
        bool_or((words.is_given or words.is_single) and words.place = words.last_place)
            as is_last_whole,
    from names_read
    inner join words on names_read.name = words.name
    group by names_read.name, names_read.has_lineage
),

words_weighed as (
    select
        words_left.name,
        words_left.other_name,
        words_left.is_of_first,
        words_left.place,
        words_left.word,
        case
            -- George W. Bush is not George H. W. Bush
            when words_left.kind = 'initial'
                then case when shorter.has_middle_initial then 0.5 else 0.98 end
            when words_left.kind = 'patronymic' then 0.98
            -- Uday Saddam Hussein is a son, but Ashraf Ghani is Mohammad Ashraf Ghani
            when words_left.place = 1 and shorter.are_all_given and not words_left.is_muhammad
                then 0.75
            when words_left.place = 1 then 0.93
            when words_left.place < words_left.last_place then 0.96
            -- Mohammed Ali is not Mohammed Ali Jinnah, but Abiy Ahmed is Abiy Ahmed Ali
            when shorter.is_last_whole and not words_left.is_given and not longer.has_lineage
                then 0.78
            else 0.9
        end as weight,
    from words_left
    inner join names as longer
        on case
            when words_left.is_of_first then words_left.name
            else words_left.other_name
        end = longer.name
    inner join names as shorter
        on case
            when words_left.is_of_first then words_left.other_name
            else words_left.name
        end = shorter.name
),

pairs_weighed as (
    select
        name,
        other_name,
        bool_or(is_of_first) and bool_or(not is_of_first) as is_of_both,
        -- words left on both sides are another's name, each two of them
        case
            when bool_or(is_of_first) and bool_or(not is_of_first) then power(
                0.35,
                least(
                    sum(case when is_of_first then 1 else 0 end),
                    sum(case when is_of_first then 0 else 1 end)
                )
            )
            else exp(sum(ln(weight)))
        end as factor,
        case
            when bool_or(is_of_first) and bool_or(not is_of_first) then concat(
                min_by(word, place) filter (where is_of_first),
                ' is not ',
                min_by(word, place) filter (where not is_of_first)
            )
            else concat(string_agg(word, ' ' order by place), ' in one alone')
        end as said,
    from words_weighed
    group by name, other_name
)

select * from pairs_weighed

-- One row per two names that were compared, with how well they go together and why.
with names_read as (
    select * from {{ ref('int_names__read') }}
),

words as (
    select * from {{ ref('int_names__words') }}
),

pairs as (
    select * from {{ ref('int_names__paired') }}
),

aligned as (
    select * from {{ ref('int_names__aligned') }}
),

weighed as (
    select * from {{ ref('int_names__weighed') }}
),

names as (
    select
        names_read.name,
        names_read.joined,
        names_read.gender,
        names_read.ending,
        names_read.generation,
        names_read.has_lineage,
        coalesce(max(words.word_count), 0) as word_count,
    from names_read
    left join words on names_read.name = words.name
    group by all
),

words_in_order as (
    select
        *,
        -- nicknames stand at the end, wherever they were printed
        lag(other_place) over (partition by name, other_name, is_nickname order by place)
            as other_place_before,
    from aligned
),

words_summed as (
    select
        name,
        other_name,
        exp(sum(ln(likeness))) as words_factor,
        bool_or(not is_initial) as has_whole_word,
        sum(case when is_nickname then 0 else 1 end) as aligned_count,
        coalesce(bool_or(other_place_before > other_place and not is_nickname), false)
            as is_turned,
        bool_and(is_nickname or (is_given and is_other_given)) as are_all_given,
        max(place) as place,
        max(other_place) as other_place,
        bool_or(is_common) as is_common,
        bool_or(is_given or is_other_given) as is_given,
        string_agg(case when word = other_word then word else word || ' ~ ' || other_word end,
            ', ' order by place) as words_said,
    from words_in_order
    group by name, other_name
),

pairs_described as (
    select
        pairs.name,
        pairs.other_name,
        coalesce(words_summed.words_factor, 0.0)
        * case when coalesce(words_summed.has_whole_word, false) then 1.0 else 0.2 end
            as words_factor,
        case
            when least(a.word_count, b.word_count) > 1 or weighed.is_of_both
                then coalesce(weighed.factor, 1.0)
            else {{ one_word_factor() }}
        end as left_factor,
        case
            when not coalesce(words_summed.is_turned, false) then 1.0
            when a.has_lineage or b.has_lineage or words_summed.are_all_given then 0.75
            when words_summed.aligned_count = 2 then 0.97
            else 0.93
        end as order_factor,
        {{ marks_factor() }} as marks_factor,
        a.joined = b.joined and length(a.joined) > 5 as is_joined_alike,
        concat_ws(
            ', ',
            words_summed.words_said,
            weighed.said,
            case when words_summed.is_turned then 'in another order' end,
            case when {{ are_woman_and_man() }} then 'a woman and a man' end,
            case when a.generation is distinct from b.generation then 'of two generations' end
        ) as reason,
    from pairs
    inner join names as a on pairs.name = a.name
    inner join names as b on pairs.other_name = b.name
    left join words_summed
        on pairs.name = words_summed.name
        and pairs.other_name = words_summed.other_name
    left join weighed
        on pairs.name = weighed.name
        and pairs.other_name = weighed.other_name
),

pairs_scored as (
    select
        name,
        other_name,
        -- the same letters, parted otherwise: Kim Jongun
        case
            when is_joined_alike and marks_factor = 1.0
                then greatest(0.95, round(words_factor * left_factor * order_factor, 6))
            else round(words_factor * left_factor * order_factor * marks_factor, 6)
        end as score,
        reason,
    from pairs_described
)

select * from pairs_scored

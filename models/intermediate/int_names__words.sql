-- One row per word of a name, and what it may be known by.
with names as (
    select * from {{ ref('int_names__read') }}
),

words_apart as (
    select
        names.name,
        tokens.place,
        string_split(tokens.form, '|') as parts,
    from names
    cross join unnest(names.tokens) with ordinality as tokens (form, place)
),

words_named as (
    select
        name,
        cast(place as integer) as place,
        parts[1] as word,
        parts[2] as kind,
        parts[3] as sound,
        {{ words_of('parts[4]') }} as sounds,
        {{ words_of('parts[5]') }} as keys,
        {{ words_of('parts[6]') }} as tunes,
        {{ words_of('parts[7]') }} as names,
        {{ words_of('parts[8]') }} as cognates,
        {{ words_of('parts[9]') }} as letters,
        {{ words_of('parts[10]') }} as starts,
        contains(parts[11], 'k') as is_known,
        contains(parts[11], 'g') as is_given,
        contains(parts[11], 'c') as is_common,
        contains(parts[11], 'o') as is_single,
        contains(parts[11], 's') as is_script,
        regexp_matches(parts[5], '\S{3}') as is_long,
        parts[2] in ('word', 'asian') as is_whole,
    from words_apart
),

words as (
    select
        words_named.*,
        sum(case when is_whole then 1 else 0 end) over (partition by name) as whole_count,
        sum(case when kind = 'nickname' then 0 else 1 end) over (partition by name)
            as word_count,
        max(case when kind <> 'nickname' then place end) over (partition by name)
            as last_place,
        bool_or(kind = 'initial' and place > 1) over (partition by name)
            as has_middle_initial,
        bool_and(is_given) over (partition by name) as are_all_given,
    from words_named
)

select * from words

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

words_left as (
    {%- for is_of_first, whose, place in [
        ('true', 'name', 'place'), ('false', 'other_name', 'other_place'),
    ] %}
    select
        pairs.name,
        pairs.other_name,
        {{ is_of_first }} as is_of_first,
        words.place,
        words.word,
        words.kind,
        words.is_given,
        words.last_place,
        list_contains(words.names, 'muhammad') as is_muhammad,
    from pairs
    inner join words on pairs.{{ whose }} = words.name
    left join aligned
        on pairs.name = aligned.name
        and pairs.other_name = aligned.other_name
        and words.place = aligned.{{ place }}
    -- a nickname is an offer: nothing is missing where the other name leaves it out
    where words.kind <> 'nickname' and aligned.name is null
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
)

select * from words_left

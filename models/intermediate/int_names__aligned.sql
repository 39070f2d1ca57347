-- One row per two words that stand for each other in two names.
with words as (
    select * from {{ ref('int_names__words') }}
),

pairs as (
    select * from {{ ref('int_names__paired') }}
),

words_likened as (
    select
        pairs.name,
        pairs.other_name,
        a.place,
        b.place as other_place,
        round({{ word_likeness('a', 'b') }}, 6) as likeness,
        a.word,
        b.word as other_word,
        'initial' in (a.kind, b.kind) as is_initial,
        'nickname' in (a.kind, b.kind) as is_nickname,
        a.is_given,
        b.is_given as is_other_given,
        a.is_common or b.is_common as is_common,
    from pairs
    inner join words as a on pairs.name = a.name
    inner join words as b on pairs.other_name = b.name
),

-- of equals, those at nearer places, then the first
words_ranked as (
    select
        *,
        likeness * 1e10
        - abs(place - other_place) * 1000 - (place + other_place) * 40 - place * 2 as fit,
    from words_likened
    where likeness >= 0.4
),

best as (
    select name, other_name, place, max(fit) as fit from words_ranked
    group by name, other_name, place
),

best_of_other as (
    select name, other_name, other_place, max(fit) as fit from words_ranked
    group by name, other_name, other_place
),

words_aligned as (
    select
        words_ranked.name,
        words_ranked.other_name,
        words_ranked.place,
        words_ranked.other_place,
        words_ranked.word,
        words_ranked.other_word,
        words_ranked.likeness,
        words_ranked.is_initial,
        words_ranked.is_nickname,
        words_ranked.is_given,
        words_ranked.is_other_given,
        words_ranked.is_common,
    from words_ranked
    inner join best
        on words_ranked.name = best.name
        and words_ranked.other_name = best.other_name
        and words_ranked.place = best.place
        and words_ranked.fit = best.fit
    inner join best_of_other
        on words_ranked.name = best_of_other.name
        and words_ranked.other_name = best_of_other.other_name
        and words_ranked.other_place = best_of_other.other_place
        and words_ranked.fit = best_of_other.fit
)

select * from words_aligned

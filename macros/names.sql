{# How well names go together: the same numbers as in wh/people/comparing.py; a test holds the two equal. #}

{# From this score on, two names are taken for one person's if nothing else is known. #}
{% macro one_person() -%} 0.8 {%- endmacro %}

{# From this score on, a name that one article alone has is taken for a slip of the pen in one that many have. #}
{% macro slip_of_the_pen() -%} 0.65 {%- endmacro %}

{# Below this score, two names are two people's, whatever joins each of them to a third. #}
{% macro two_people() -%} 0.6 {%- endmacro %}

{# Blocks of more names than this are parted by a second key; what then is still larger is left out. #}
{% macro crowd() -%} 200 {%- endmacro %}

{# True if two lists of words have one in common; Spark calls it arrays_overlap. #}
{% macro lists_meet(a, b) -%}
list_has_any({{ a }}, {{ b }})
{%- endmacro %}

{# A list of words, of none if the text is empty. #}
{% macro words_of(text) -%}
case when {{ text }} = '' then cast([] as varchar[]) else string_split({{ text }}, ' ') end
{%- endmacro %}

{# How many letters of a word's sound differ. damerau_levenshtein counts two that changed places as one fault, as
   people make it; it is not in Spark, where levenshtein counts it as two. #}
{% macro faults(a, b) -%}
damerau_levenshtein({{ a }}.sound, {{ b }}.sound)
{%- endmacro %}

{# True unless as many vowels differ otherwise than spellings of one name do; of fewer or more it cannot tell. #}
{% macro may_be_in_tune(a, b) -%}
(
    coalesce(length({{ a }}.tunes[1]) <> length({{ b }}.tunes[1]), true)
    {%- for habit in [1, 2, 3, 4] %}
    or {{ a }}.tunes[{{ habit }}] = {{ b }}.tunes[{{ habit }}]
    {%- endfor %}
)
{%- endmacro %}

{# How well two rows of int_names__words stand for each other, from 0 to 1. #}
{% macro word_likeness(a, b) -%}
{%- set share -%}
(cast({{ faults(a, b) }} as double) / greatest(length({{ a }}.sound), length({{ b }}.sound), 1))
{%- endset -%}
{%- set fuzzy -%}
greatest(
    case when {{ faults(a, b) }} <= 1 then 0.5 else 0.0 end,
    1 - {{ share }} * case
        -- two syllables of China or Korea allow less
        when 'asian' in ({{ a }}.kind, {{ b }}.kind) then 2.5
        -- one wrong letter in ten is a slip, one in five another word
        else 1.2 + 4 * {{ share }}
    end
)
{%- endset -%}
case
    when 'initial' in ({{ a }}.kind, {{ b }}.kind) then case
        when not {{ lists_meet(a ~ '.letters', b ~ '.letters') }} then 0.0
        when {{ a }}.kind = {{ b }}.kind then 0.97
        else 0.92
    end
    when {{ a }}.word = {{ b }}.word then 1.0
    when {{ lists_meet(a ~ '.names', b ~ '.names') }} then 0.97
    -- two known words that spell no name in common are two names, however alike
    when {{ a }}.is_known and {{ b }}.is_known then greatest(
        case when {{ lists_meet(a ~ '.cognates', b ~ '.cognates') }} then 0.78 else 0.0 end,
        least({{ fuzzy }}, 0.7)
    )
    when {{ lists_meet(a ~ '.keys', b ~ '.keys') }} then case
        when {{ lists_meet(a ~ '.sounds', b ~ '.sounds') }} then 0.96
        when {{ a }}.is_script or {{ b }}.is_script then 0.93
        else greatest(
            {{ fuzzy }},
            case when {{ may_be_in_tune(a, b) }} then 0.97 else 0.82 end
            - {{ share }} * case when {{ a }}.is_long and {{ b }}.is_long then 0.3 else 0.8 end
        )
    end
    else {{ fuzzy }}
end
{%- endmacro %}

{# What a name of one word weighs: a surname may stand for a whole name, a given name hardly. #}
{# Reads `a` and `b` (names with word_count) and `words_summed` (the words that stand for each other). #}
{% macro one_word_factor() -%}
case
    when words_summed.name is null then 1.0
    when greatest(a.word_count, b.word_count) <= 1
        then case when words_summed.is_common then 0.8 else 0.98 end
    when case when a.word_count >= b.word_count then words_summed.place else words_summed.other_place end
        = greatest(a.word_count, b.word_count)
        then case when words_summed.is_common then 0.75 else 0.88 end
    when case when a.word_count >= b.word_count then words_summed.place else words_summed.other_place end = 1
        or words_summed.is_given then 0.6
    else 0.82
end
{%- endmacro %}

{# True if one of the names `a` and `b` is a woman's and the other a man's, by what is said of both. #}
{# The endings of Slavic surnames decide where it is not said of both. #}
{% macro are_woman_and_man() -%}
coalesce(a.gender <> b.gender, a.ending <> b.ending, false)
{%- endmacro %}

{# What gender and marks of generation weigh, of the names `a` and `b`. #}
{# A formal name has the mark (Joseph R. Biden Jr.), and others leave it out; else it tells son from father, #}
{# most of all behind a bare surname: who says Trump Jr. says it for that. #}
{% macro marks_factor() -%}
case when {{ are_woman_and_man() }} then 0.35 else 1.0 end
* case
    when a.generation is not distinct from b.generation then 1.0
    when a.generation <> b.generation then 0.35
    when a.generation is not null and a.word_count > b.word_count and b.word_count > 1 then 0.95
    when b.generation is not null and b.word_count > a.word_count and a.word_count > 1 then 0.95
    when case when a.generation is null then b.word_count else a.word_count end > 1 then 0.75
    else 0.6
end
{%- endmacro %}

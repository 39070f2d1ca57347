{# A text in lower case, its white space and marks made one blank: what is alike in spelling is one. #}
{% macro plain_words(text) -%}
trim(regexp_replace(lower({{ text }}), '[^\p{L}\p{N}]+', ' ', 'g'))
{%- endmacro %}

{# The id of whoever a structured source names; what is too long ends in a hash of it, and so does what has no letter. #}
{% macro id_of_name(name) -%}
case
    when length({{ plain_words(name) }}) between 1 and 60
        then replace({{ plain_words(name) }}, ' ', '-')
    else concat(
        replace(left({{ plain_words(name) }}, 50), ' ', '-'), '-', left(md5({{ name }}), 8)
    )
end
{%- endmacro %}

{#
  What a reviewer's rating says of the claim: the lower quarter of the scale denies it, the upper quarter asserts it.
  Without a number on the scale, the words of the rating tell; what they leave open is unconfirmed.
#}
{% macro stance_of_rating(rating, worst, best, words) -%}
case
    when {{ best }} > {{ worst }} and {{ rating }} between {{ worst }} and {{ best }} then
        case
            when {{ rating }} <= {{ worst }} + 0.25 * ({{ best }} - {{ worst }}) then 'denies'
            when {{ rating }} >= {{ worst }} + 0.75 * ({{ best }} - {{ worst }}) then 'asserts'
            else 'unconfirmed'
        end
    when regexp_matches(
        lower({{ words }}),
        '\b(half|partly|partially|mostly|mixture|mixed|unproven|missing context|disputed)\b'
    ) then 'unconfirmed'
    when regexp_matches(
        lower({{ words }}),
        '\b(false|fake|incorrect|wrong|untrue|not true|not correct|inaccurate|fabricated|hoax|debunked)\b'
    ) then 'denies'
    when regexp_matches(lower({{ words }}), '\b(true|correct|accurate|confirmed)\b') then 'asserts'
    else 'unconfirmed'
end
{%- endmacro %}

{# A bound, moved to the best figure where it is beyond it; an open bound stays open. #}
{% macro not_above(low, best) -%}
case when {{ low }} > {{ best }} then {{ best }} else {{ low }} end
{%- endmacro %}

{% macro not_below(high, best) -%}
case when {{ high }} < {{ best }} then {{ best }} else {{ high }} end
{%- endmacro %}

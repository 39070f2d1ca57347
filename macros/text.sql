{# A regular expression that finds `words` whatever the white space, dashes and quotation marks between them.
   Every kind of dash is one, so is every kind of double and of single mark; letter case counts. #}
{% macro folded_pattern(words) -%}
regexp_replace(
    regexp_replace(
        regexp_replace(
            regexp_replace(
                regexp_replace({{ words }}, '([\\.^$|?*+(){}\[\]])', '\\\1', 'g'),
                '[-‐‑‒–—―−]', '[-‐‑‒–—―−]', 'g'
            ),
            '["“”„‟«»″]', '["“”„‟«»″]', 'g'
        ),
        '[''‘’‚‛′`´]', '[''‘’‚‛′`´]', 'g'
    ),
    '[\s\p{Z}]+', '[\\s\\p{Z}]+', 'g'
)
{%- endmacro %}

{# `text` with one kind of dash, of double and of single quotation mark, and of white space; as long as it was. #}
{% macro levelled(text) -%}
translate(
    {{ text }},
    '‐‑‒–—―−“”„‟«»″‘’‚‛′`´' || chr(9) || chr(10) || chr(12) || chr(13) || chr(160)
    || chr(5760) || chr(8192) || chr(8193) || chr(8194) || chr(8195) || chr(8196) || chr(8197)
    || chr(8198) || chr(8199) || chr(8200) || chr(8201) || chr(8202) || chr(8232) || chr(8233)
    || chr(8239) || chr(8287) || chr(12288),
    repeat('-', 7) || repeat('"', 7) || repeat('''', 7) || repeat(' ', 22)
)
{%- endmacro %}

{# A regular expression that finds every digit run and every cardinal number word; ordinals are no numerals. #}
{# The words are those of wh/figures/words.py; a test holds the two together. #}
{% macro numeral_pattern() -%}
'(?i)\d+(?:[.,]\d+)*|\b(?:zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve'
|| '|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty|thirty|forty|fifty'
|| '|sixty|seventy|eighty|ninety|tens|hundreds?|thousands?|millions?|billions?|trillions?'
|| '|quadrillions?|quintillions?|lakhs?|lac|crores?|milliards?|dozens?|scores|couple|several'
|| '|handful|half)\b'
{%- endmacro %}

{# `words` in lower case without accents and punctuation, one blank between words; `U.S.` is `us`.
   strip_accents is not in Spark: there it is a function of one line, and names cannot do without it. #}
{% macro folded_words(words) -%}
trim(
    regexp_replace(
        regexp_replace(lower(strip_accents({{ words }})), '\b(\p{L})\.', '\1', 'g'),
        '[^\p{L}\p{N}]+', ' ', 'g'
    )
)
{%- endmacro %}

{# `text` with the full stops that end no sentence (initials, titles, before a small letter) as one-dot leaders, so
   that every offset stays what it was. #}
{% macro sentences_marked(text) -%}
regexp_replace(
    regexp_replace(
        {{ text }}, '\b([A-Z]|Mr|Mrs|Ms|Dr|St|Sen|Gov|Gen|Rep|No|Jr|Sr)\.', '\1․', 'g'
    ),
    '[.!?…](["”’'')\]]*[ \t]+[a-z])', '․\1', 'g'
)
{%- endmacro %}

{# Whether a place in a text stands between these words, either of which may be null. #}
{% macro stands_between(text, start, end, prefix, suffix) -%}
(
    {{ prefix }} is null
    or regexp_matches(
        substr({{ text }}, 1, {{ start }}), {{ folded_pattern(prefix) }} || '[\s\p{Z}]*$'
    )
)
and (
    {{ suffix }} is null
    or regexp_matches(
        substr({{ text }}, {{ end }} + 1), '^[\s\p{Z}]*' || {{ folded_pattern(suffix) }}
    )
)
{%- endmacro %}

-- One row per article and agency or author that its credit, dateline or by-line names.
with articles as (
    select * from {{ ref('int_articles__newest') }}
),

sources as (
    select * from {{ ref('stg_sources') }}
),

-- `(Reuters) -` after the place, `By Jane Doe, Associated Press`, `With inputs from AFP`, and a
-- closing `(PTI)` or `- dpa`: where desks put a credit. A name in a sentence is no credit.
lines_read as (
    select
        article_id,
        regexp_extract(
            left(text, 600), '(?m)^\s*\p{Lu}[^\n()]{0,60}\(([^()\n]{2,40})\)\s*[-‐‑‒–—―−]', 1
        ) as dateline,
        regexp_extract(
            left(text, 600), '(?m)^\s*(?i:by)\s(?:[^\n,|]{2,60}[,|]\s*)?([^\n,|]{2,40}?)\s*$', 1
        ) as by_line,
        regexp_extract(
            right(text, 400),
            '(?mi)^\W*(?:with (?:additional )?(?:inputs?|files|reporting|material) (?:from|by)'
            || '|source:|agency:)\s+([^\n.;()]{2,60})', 1
        ) as closing_line,
        regexp_extract(
            right(text, 100), '(?:\(|[-‐‑‒–—―−]\s?)([\p{L}][\p{L} ]{1,30})\)?\s*$', 1
        ) as last_words,
    from articles
),

credits_read as (
    {%- for place in ['dateline', 'by_line', 'closing_line', 'last_words'] %}
    select
        article_id,
        regexp_replace({{ folded_words(place) }}, '^the ', '') as name,
        {% if place == 'last_words' %}'closing_line'{% else %}'{{ place }}'{% endif %} as place,
    from lines_read
    {% if not loop.last %}union{% endif %}
    {%- endfor %}
),

-- An agency goes by its name, its id, and its initials: the Associated Press is the AP.
creditors_named as (
    {%- for name in [
        "regexp_replace(name, '^The ', '')",
        "replace(source_id, '-', ' ')",
        "regexp_replace(regexp_replace(name, '^The ', ''), '[^A-Z]', '', 'g')",
    ] %}
    select
        source_id,
        {{ folded_words(name) }} as name,
        kind = 'agency' as is_agency,
    from sources
    where kind = 'agency' {%- if loop.first %} or person_id is not null{% endif %}
    {% if not loop.last %}union{% endif %}
    {%- endfor %}
),

credits_found as (
    select
        article_id,
        wire_id as source_id,
        'manifest' as place,
    from articles
    where wire_id is not null
    union
    select
        credits_read.article_id,
        creditors_named.source_id,
        credits_read.place,
    from credits_read
    inner join creditors_named on credits_read.name = creditors_named.name
    -- one letter is nobody's initials, and a person is credited where authors are
    where length(credits_read.name) > 1
        and (creditors_named.is_agency or credits_read.place = 'by_line')
),

articles_credited as (
    select
        credits_found.article_id,
        credits_found.source_id,
        string_agg(credits_found.place, ', ' order by credits_found.place) as credited_in,
        count(*) over (partition by credits_found.article_id) = 1
        or articles.wire_id is not distinct from credits_found.source_id as is_wire,
    from credits_found
    inner join articles on credits_found.article_id = articles.article_id
    group by credits_found.article_id, credits_found.source_id, articles.wire_id
)

select * from articles_credited

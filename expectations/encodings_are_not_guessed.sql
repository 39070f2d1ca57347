-- The encoding of each article is said by its file, its server or the settings, and not guessed.
{{ config(severity='warn') }}

select
    article_id,
    concat(
        'it was read as `', rtrim(encoding, '?'), '`, as it looks: if its letters are wrong, '
        '`encoding` in [tool.wh.articles] says what it is in'
    ) as detail,
from {{ ref('stg_articles') }}
where encoding like '%?'

-- The words of an article are about as many as white space sets apart.
with articles as (
    select * from {{ ref('articles') }}
),

texts as (
    select
        article_id,
        array_length(regexp_extract_all(text, '\S+')) as token_count,
    from {{ ref('int_articles__newest') }}
)

select
    articles.article_id,
    concat('word_count of articles is ', word_count, ', and white space sets apart ', token_count) as detail,
from articles
inner join texts on articles.article_id = texts.article_id
-- a dash alone is no word
where word_count > token_count or word_count < token_count / 2

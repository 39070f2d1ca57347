-- One row per article and sampled run of words that tells whom it was copied from.
with shingles as (
    select * from {{ ref('int_shingles__sampled') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

-- What stands in few texts is no boilerplate, and most runs stand in one.
shingles_frequent as (
    select shingle
    from shingles
    group by shingle
    having count(*) >= 4
),

frequent_placed as (
    select
        shingles.shingle,
        articles.outlet_id,
        -- a text without a day counts as a day of its own
        coalesce(cast(articles.published_on as varchar), articles.article_id) as day,
        date_trunc('week', articles.published_on) as week,
    from shingles
    inner join shingles_frequent on shingles.shingle = shingles_frequent.shingle
    inner join articles on shingles.article_id = articles.article_id
),

-- 2026-11-22: an outlet that prints the same words on four days prints them always (a story
-- runs on one to three days there: first word, update, wrap).
boilerplate_of_outlets as (
    select distinct shingle
    from frequent_placed
    where outlet_id is not null
    group by shingle, outlet_id
    having count(distinct day) >= 4
),

-- 2026-11-22: words that come back in five weeks are a stock phrase or a standing paragraph of
-- background, whoever prints them; a story is over in two.
boilerplate_of_all as (
    select shingle
    from frequent_placed
    group by shingle
    having count(distinct week) >= 5
),

boilerplate as (
    select shingle from boilerplate_of_outlets
    union
    select shingle from boilerplate_of_all
),

shingles_telling as (
    select
        shingles.article_id,
        shingles.shingle,
        shingles.first_word,
        count(*) over (partition by shingles.article_id) as shingle_count,
    from shingles
    left join boilerplate on shingles.shingle = boilerplate.shingle
    where boilerplate.shingle is null
)

select * from shingles_telling

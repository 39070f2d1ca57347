-- One row per pair of articles of two voices that may share text.
with shingles as (
    select * from {{ ref('int_shingles__telling') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

articles_ordered as (
    select
        article_id,
        coalesce(outlet_id, concat('article:', article_id)) as voice_id,
        published_at,
        published_on,
        -- by name where the day or the hour is not known: same input, same rows
        row_number() over (
            order by published_on nulls last, published_at nulls last, article_id
        ) as place,
    from articles
),

shingles_shared as (
    select shingle
    from shingles
    group by shingle
    having count(*) > 1
),

holders as (
    select
        shingles.shingle,
        articles_ordered.place,
        articles_ordered.published_on,
        lag(articles_ordered.place) over shingle_in_order as previous_place,
        lag(articles_ordered.published_on) over shingle_in_order as previous_on,
    from shingles
    inner join shingles_shared on shingles.shingle = shingles_shared.shingle
    inner join articles_ordered on shingles.article_id = articles_ordered.article_id
    window shingle_in_order as (partition by shingles.shingle order by articles_ordered.place)
),

holders_in_runs as (
    select
        shingle,
        place,
        previous_place,
        -- after a week in which nobody printed the words they are told anew
        sum(case when date_diff('day', previous_on, published_on) > 7 then 1 else 0 end) over (
            partition by shingle
            order by place
            rows between unbounded preceding and current row
        ) as telling,
    from holders
),

holders_with_first as (
    select
        shingle,
        place,
        previous_place,
        min(place) over (partition by shingle, telling) as first_place,
    from holders_in_runs
),

-- Who printed the words first and who printed them last before stand for all the others, so
-- that a thousand prints of one story make two thousand pairs and not half a million.
pairs as (
    select shingle, place, previous_place as other_place from holders_with_first
    where previous_place is not null
    union
    select shingle, place, first_place from holders_with_first
    where first_place < place
),

pairs_counted as (
    select
        place,
        other_place,
        count(*) as shingle_count,
    from pairs
    group by place, other_place
    -- one run in common is chance
    having count(*) > 1
),

articles_paired as (
    select
        earlier.article_id as earlier_article_id,
        later.article_id as later_article_id,
        coalesce(
            earlier.published_on < later.published_on
            or earlier.published_at < later.published_at, false
        ) as is_directed,
    from pairs_counted
    inner join articles_ordered as later on pairs_counted.place = later.place
    inner join articles_ordered as earlier on pairs_counted.other_place = earlier.place
    where later.voice_id <> earlier.voice_id
        -- words that come up again after a week have another occasion
        and coalesce(date_diff('day', earlier.published_on, later.published_on) <= 7, true)
)

select * from articles_paired

-- A source counts each article once, whether it published, said, passed on or is credited.
with facts as (
    select * from {{ ref('facts') }}
),

articles as (
    select * from {{ ref('articles') }}
),

credited as (
    select * from {{ ref('int_articles__credited') }}
),

sources as (
    select * from {{ ref('sources') }}
),

named as (
    {%- for part in ['outlet_id', 'source_id', 'via_id', 'origin_id'] %}
    select {{ part }} as source_id, article_id from facts where is_live
    union
    {%- endfor %}
    select outlet_id, article_id from articles
    union
    select source_id, article_id from credited
),

counted as (
    select source_id, count(*) as article_count from named group by source_id
)

select
    sources.source_id,
    concat(
        sources.source_id, ' of sources has article_count ', sources.article_count,
        ', and is named in ', coalesce(counted.article_count, 0)
    ) as detail,
from sources
left join counted on sources.source_id = counted.source_id
where sources.article_count <> coalesce(counted.article_count, 0)

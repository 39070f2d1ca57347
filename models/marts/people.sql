-- One row per person, however spelled.
with people as (
    select * from {{ ref('stg_people') }}
),

mentions as (
    select * from {{ ref('int_people__matched') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

-- one row per person, article and label, with null labels where the name is not in the article
mentions_printed as (
    select
        mentions.person_id,
        case when mentions.mention_state = 'anchored' then mentions.name end as name,
        case when mentions.mention_state = 'anchored' then mentions.role end as role,
        case when mentions.mention_state = 'anchored' then mentions.article_id end
            as article_id,
        case when mentions.mention_state = 'anchored' then articles.outlet_id end as outlet_id,
        mentions.name as name_labelled,
    from mentions
    left join articles on mentions.article_id = articles.article_id
),

mentions_summed as (
    select
        person_id,
        array_agg(distinct name) filter (where name is not null) as name_variants,
        array_agg(distinct role) filter (where role is not null) as roles,
        -- the fullest spelling names a person that people.csv does not know
        max_by(
            name_labelled,
            concat(lpad(cast(length(name_labelled) as varchar), 4, '0'), name_labelled)
        ) as longest_name,
        count(distinct article_id) as article_count,
        count(distinct outlet_id) as outlet_count,
    from mentions_printed
    group by person_id
),

people_described as (
    select
        coalesce(people.person_id, mentions_summed.person_id) as person_id,
        people.wikidata_id,
        coalesce(people.name, mentions_summed.longest_name) as name,
        coalesce(list_sort(mentions_summed.name_variants), []) as name_variants,
        coalesce(list_sort(mentions_summed.roles), []) as roles,
        coalesce(mentions_summed.article_count, 0) as article_count,
        coalesce(mentions_summed.outlet_count, 0) as outlet_count,
        people.born_earliest_on,
        people.born_latest_on,
        people.died_earliest_on,
        people.died_latest_on,
        people.person_id is not null as is_known,
    from people
    full outer join mentions_summed on people.person_id = mentions_summed.person_id
)

select * from people_described

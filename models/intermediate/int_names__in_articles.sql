-- One row per article and name of one word that a whole name of the same article explains.
with mentions as (
    select * from {{ ref('stg_mentions') }}
),

scored as (
    select * from {{ ref('int_names__scored') }}
),

grouped as (
    select * from {{ ref('int_names__grouped') }}
),

groups as (
    select * from {{ ref('int_groups__people') }}
),

judged as (
    select * from {{ ref('int_names__judged') }}
),

mentions_named as (
    select distinct
        mentions.article_id,
        mentions.exact_folded as name,
        mentions.person_id is null as is_open,
        coalesce(mentions.person_id, groups.person_id) as person_id,
        grouped.name is not null as is_whole,
    from mentions
    left join grouped on mentions.exact_folded = grouped.name
    left join groups on grouped.group_name = groups.group_name
),

pairs as (
    select name, other_name, score, reason from scored
    union all
    select other_name as name, name as other_name, score, reason from scored
    union all
    -- the same word, which the labeller gave to somebody in this article
    select distinct name, name as other_name, 1.0 as score, name as reason from mentions_named
),

names_explained as (
    select
        open.article_id,
        open.name,
        others.person_id,
        others.name as whole_name,
        pairs.score,
        pairs.reason,
    from mentions_named as open
    inner join mentions_named as others on open.article_id = others.article_id
    inner join pairs
        on open.name = pairs.name
        and others.name = pairs.other_name
    left join judged
        on open.name = judged.name
        and others.name = judged.other_name
        and not judged.is_one_person
    -- beside the whole name, also a common surname is enough
    where open.is_open and not open.is_whole
        and others.person_id is not null
        and pairs.score >= 0.7
        and judged.name is null
),

names_counted as (
    select
        article_id,
        name,
        count(distinct person_id) as candidate_count,
        min(person_id) as person_id,
        min_by(whole_name, concat(1 - score, whole_name)) as matched_name,
        max(score) as score,
        min_by(reason, concat(1 - score, whole_name)) as reason,
    from names_explained
    group by article_id, name
)

select * from names_counted

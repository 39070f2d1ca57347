-- One row per folded name that some mention leaves open, and whom it names in any article.
with mentions as (
    select * from {{ ref('stg_mentions') }}
),

grouped as (
    select * from {{ ref('int_names__grouped') }}
),

groups as (
    select * from {{ ref('int_groups__people') }}
),

linked as (
    select * from {{ ref('int_names__linked') }}
),

known as (
    select * from {{ ref('int_names__known') }}
),

candidates as (
    select * from {{ ref('int_names__candidates') }}
),

names_open as (
    select distinct
        mentions.exact_folded as name,
        coalesce(grouped.group_name, mentions.exact_folded) as group_name,
        grouped.name is not null as is_whole,
    from mentions
    left join grouped on mentions.exact_folded = grouped.name
    -- where the labeller says who it is, nothing is to be matched
    where mentions.person_id is null
),

-- a name that somebody is known by goes before what only looks like it
candidates_left as (
    select
        candidates.*,
        bool_or(is_same_name) over (partition by name) as has_same_name,
    from candidates
),

candidates_counted as (
    select
        name,
        count(*) as candidate_count,
        min(person_id) as person_id,
        bool_or(is_same_name) as is_same_name,
        max(score) as score,
        min_by(whole_name, -score) as whole_name,
        min_by(reason, -score) as reason,
    from candidates_left
    where is_same_name or not has_same_name
    group by name
),

names_known as (
    select distinct name from known
),

names_matched as (
    select
        names_open.name,
        case
            when names_open.is_whole then groups.person_id
            when candidates_counted.candidate_count = 1 then candidates_counted.person_id
            else groups.new_id
        end as person_id,
        case
            when greatest(candidates_counted.candidate_count, groups.known_count) > 1
                then 'ambiguous'
            when candidates_counted.is_same_name then 'name'
            when candidates_counted.name is not null then 'score'
            when groups.known_count = 0 or not names_open.is_whole then 'new'
            when names_known.name is not null then 'name'
            else linked.linked_by
        end as matched_by,
        coalesce(
            candidates_counted.candidate_count,
            case when names_open.is_whole then groups.known_count else 0 end
        ) as candidate_count,
        coalesce(linked.other_name, candidates_counted.whole_name) as matched_name,
        coalesce(linked.score, candidates_counted.score) as score,
        coalesce(linked.reason, candidates_counted.reason) as reason,
        names_open.is_whole,
    from names_open
    inner join groups on names_open.group_name = groups.group_name
    left join candidates_counted on names_open.name = candidates_counted.name
    left join linked on names_open.name = linked.name
    left join names_known on names_open.name = names_known.name
)

select * from names_matched

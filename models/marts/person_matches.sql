-- One row per two names that were judged, or that go together well enough to be one person's.
with scored as (
    select * from {{ ref('int_names__scored') }}
),

judged as (
    select * from {{ ref('int_names__judged') }}
),

grouped as (
    select * from {{ ref('int_names__grouped') }}
),

groups as (
    select * from {{ ref('int_groups__people') }}
),

people as (
    select * from {{ ref('stg_people') }}
),

pairs as (
    select
        scored.name,
        scored.other_name,
        scored.score,
        scored.reason,
        judged.is_one_person,
    from scored
    left join judged
        on scored.name = judged.name
        and scored.other_name = judged.other_name
    where scored.score >= {{ slip_of_the_pen() }} or judged.name is not null
),

pairs_placed as (
    select
        pairs.*,
        groups.person_id,
        others.person_id as other_person_id,
        grouped.group_name = others_grouped.group_name as is_joined,
        people.person_id is not null and other_people.person_id is not null
            and people.person_id <> other_people.person_id as are_two_entries,
        {{ intervals_meet(
            'people.born_earliest_on', 'people.born_latest_on',
            'other_people.born_earliest_on', 'other_people.born_latest_on',
        ) }} as may_be_born_at_once,
    from pairs
    left join grouped on pairs.name = grouped.name
    left join grouped as others_grouped on pairs.other_name = others_grouped.name
    left join groups on coalesce(grouped.group_name, pairs.name) = groups.group_name
    left join groups as others
        on coalesce(others_grouped.group_name, pairs.other_name) = others.group_name
    left join people on groups.person_id = people.person_id
    left join people as other_people on others.person_id = other_people.person_id
    -- a name of one word is decided in each article: marts.person_names tells how
    where pairs.is_one_person is not null
        or (
            grouped.name is not null
            and others_grouped.name is not null
            and (
                pairs.score >= {{ one_person() }}
                or grouped.group_name = others_grouped.group_name
            )
        )
),

pairs_decided as (
    select
        name,
        other_name,
        person_id,
        other_person_id,
        case
            when is_joined or person_id = other_person_id then 'one_person'
            when is_one_person = false or are_two_entries then 'two_people'
            else 'open'
        end as decision,
        case
            when is_one_person = false then 'judgement'
            when are_two_entries and not may_be_born_at_once then 'birth'
            when are_two_entries then 'people'
            when is_one_person then 'judgement'
            when is_joined then 'score'
            else 'ambiguous'
        end as decided_by,
        score,
        reason,
    from pairs_placed
)

select * from pairs_decided

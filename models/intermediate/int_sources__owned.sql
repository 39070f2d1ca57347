-- One row per source, with the owner at the top and the group that counts once with it.
with sources as (
    select * from {{ ref('int_sources__stated') }}
),

-- Who owns nothing that is owned in turn is its own owner.
owners_0 as (
    select
        source_id,
        coalesce(owner_id, source_id) as owner_id,
        least(source_id, coalesce(owner_id, source_id)) as least_id,
    from sources
),

-- Each round doubles the steps: three reach eight owners up, and two were met so far (2026-11).
{%- for round in [1, 2, 3] %}
owners_{{ round }} as (
    select
        nearer.source_id,
        coalesce(further.owner_id, nearer.owner_id) as owner_id,
        least(nearer.least_id, coalesce(further.least_id, nearer.least_id)) as least_id,
    from owners_{{ round - 1 }} as nearer
    left join owners_{{ round - 1 }} as further on nearer.owner_id = further.source_id
),
{%- endfor %}

owners_reached as (
    select
        owners_3.source_id,
        -- Two that own each other have no top: the first of them by name stands for both.
        case when tops.owner_id is null then owners_3.owner_id else owners_3.least_id end
            as owner_id,
    from owners_3
    left join sources as tops on owners_3.owner_id = tops.source_id
),

sources_owned as (
    select
        sources.source_id,
        owners_reached.owner_id,
        -- A person may be known as several sources, and may own a medium.
        case
            when owners.person_id is not null then concat('person:', owners.person_id)
            else owners_reached.owner_id
        end as owner_group_id,
        case
            when sources.person_id is not null then concat('person:', sources.person_id)
            else sources.source_id
        end as speaker_id,
        coalesce(sources.kind, '') = 'anonymous' as is_anonymous,
        coalesce(sources.kind, '') in ('outlet', 'agency', 'state_media') as is_medium,
    from sources
    inner join owners_reached on sources.source_id = owners_reached.source_id
    left join sources as owners on owners_reached.owner_id = owners.source_id
)

select * from sources_owned

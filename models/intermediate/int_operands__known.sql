-- One row per operand of a relation: what it can be at all, and how it goes with time.
with relations as (
    select * from {{ ref('int_relations__stated') }}
),

attributes as (
    select * from {{ ref('int_attributes__stated') }}
),

people as (
    select * from {{ ref('stg_people') }}
),

events as (
    select * from {{ ref('int_events__stated') }}
),

units as (
    select * from {{ ref('stg_units') }}
),

positions as (
    select * from {{ ref('int_facts__positioned') }}
),

operands as (
    select distinct operand from relations
),

-- One and a half days are no whole number of days.
fractions as (
    select distinct claim_id
    from positions
    where floor(low) <> low
        or floor(high) <> high
),

operands_described as (
    select
        operands.operand,
        attributes.attribute,
        coalesce(
            attributes.value_kind,
            case when coalesce(people.person_id, events.event_id) is not null then 'date' end
        ) as value_kind,
        attributes.unit,
        coalesce(attributes.over_time, 'fixed') as over_time,
        coalesce(units.base_unit, attributes.unit) as base_unit,
        coalesce(units.factor, 1.0) as factor,
        coalesce(people.born_earliest_on, events.happened_earliest_on) as earliest_on,
        coalesce(people.born_latest_on, events.happened_latest_on) as latest_on,
        fractions.claim_id is not null as has_fraction,
    from operands
    left join people on operands.operand = concat('people/', people.person_id, '/born_on')
    left join events
        on operands.operand = concat('events/', events.event_id, '/happened_on')
    left join attributes
        on split_part(operands.operand, '/', 3) = attributes.attribute
        and people.person_id is null
        and events.event_id is null
    left join units on attributes.unit = units.unit
    left join fractions on operands.operand = fractions.claim_id
),

operands_known as (
    select
        row_number() over (order by operand) - 1 as operand_no,
        operand,
        case when attribute is not null then operand end as claim_id,
        value_kind,
        unit,
        base_unit,
        factor,
        over_time,
        case
            when value_kind = 'date' then {{ day_number('earliest_on') }}
            -- Nothing is fewer than none; a quantity may be below nought.
            when value_kind in ('count', 'share', 'duration') then 0.0
        end as low,
        case when value_kind = 'date' then {{ day_number('latest_on') }} end as high,
        coalesce(
            value_kind = 'date'
            or (value_kind = 'count' and not has_fraction)
            or (value_kind = 'duration' and base_unit in ('day', 'days') and factor = 1
                and not has_fraction),
            false
        ) as is_whole,
        coalesce(value_kind = 'date', false) as is_day,
        earliest_on is not null or latest_on is not null as is_known,
    from operands_described
)

select * from operands_known

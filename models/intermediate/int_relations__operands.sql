-- One row per operand of a relation, with its value as an interval in the relation's own unit.
with relations as (
    select * from {{ ref('stg_relations') }}
),

claims as (
    select * from {{ ref('int_claims__compared') }}
),

people as (
    select * from {{ ref('stg_people') }}
),

events as (
    select * from {{ ref('stg_events') }}
),

units as (
    select * from {{ ref('stg_units') }}
),

operands_valued as (
    select
        relations.relation_id,
        relations.kind,
        relations.role,
        relations.operand,
        relations.note,
        claims.claim_id,
        claims.value_kind,
        claims.unit,
        coalesce(units.base_unit, claims.unit) as base_unit,
        coalesce(units.factor, 1.0) as factor,
        claims.low,
        claims.high,
        coalesce(claims.earliest_on, people.born_earliest_on, events.happened_earliest_on)
            as earliest_on,
        coalesce(claims.latest_on, people.born_latest_on, events.happened_latest_on)
            as latest_on,
    from relations
    left join claims on relations.operand = claims.claim_id
    left join people on relations.operand = concat('people/', people.person_id, '/born_on')
    left join events
        on relations.operand = concat('events/', events.event_id, '/happened_on')
    left join units on claims.unit = units.unit
),

-- A calendar year is 365.25 days give or take one, a month 30.4375 give or take three.
operands_with_length as (
    select
        operands_valued.*,
        kind in ('duration', 'age') and role in ('length', 'age') as is_length,
        case
            when base_unit in ('day', 'days') then factor
            when base_unit in ('week', 'weeks') then factor * 7.0
            when base_unit in ('month', 'months') then factor * 30.4375
            when base_unit in ('year', 'years') then factor * 365.25
        end as days_per_unit,
        earliest_on is not null or latest_on is not null as is_day,
    from operands_valued
),

-- A relation is a sum: its operands times their signs come to nought.
operands_scaled as (
    select
        operands_with_length.*,
        case
            when role in ('part', 'subtrahend', 'result', 'smaller', 'earlier', 'end', 'on')
                then -1.0
            else 1.0
        end as sign,
        case
            when is_length then days_per_unit
            when is_day then 1.0
            -- People and tonnes do not add up: the relation then cannot say.
            when min(base_unit) over (partition by relation_id)
                = max(base_unit) over (partition by relation_id) or base_unit is null
                then factor
        end as scale,
        case
            when not is_length or days_per_unit < 28 then 0.0
            when days_per_unit < 365 then 3.0
            else 1.0
        end as slack,
        case
            when is_day then {{ day_number('earliest_on') }}
            -- A part of which nothing is said is not less than nothing.
            when low is null and role = 'part' and value_kind in ('count', 'share', 'duration')
                then 0.0
            else low
        end as value_low,
        case when is_day then {{ day_number('latest_on') }} else high end as value_high,
    from operands_with_length
),

relations_operands as (
    select
        relation_id,
        operand,
        claim_id,
        kind,
        role,
        note,
        sign,
        scale,
        slack,
        round(value_low * scale - slack, 9) as low,
        round(value_high * scale + slack, 9) as high,
        {{ value_said('low', 'high', 'earliest_on', 'latest_on', 'null') }} as value_said,
        value_kind,
        unit,
        earliest_on,
        latest_on,
        is_day,
        -- The operand that the others are held against.
        role in ('whole', 'result', 'length', 'age', 'later', 'larger') as is_stated,
    from operands_scaled
)

select * from relations_operands

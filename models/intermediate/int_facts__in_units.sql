-- One row per fact whose value is a number, in the unit of its attribute.
with facts as (
    select * from {{ ref('stg_facts') }}
),

attributes as (
    select * from {{ ref('stg_attributes') }}
),

units as (
    select * from {{ ref('stg_units') }}
),

facts_with_factor as (
    select
        facts.fact_id,
        attributes.value_kind,
        attributes.unit,
        coalesce(attributes.tolerance_share, 0.1) as tolerance_share,
        facts.value_qualifier,
        facts.value_word,
        facts.value_times,
        facts.value_low,
        facts.value_high,
        case
            when facts.unit is null or facts.unit = attributes.unit then 1.0
            -- `20%` was read as 0.2: the sign is the conversion.
            when facts.value like '%\%%' escape '\' then 1.0
            -- A unit without a base is a pure number, such as million.
            when printed_units.unit is not null and printed_units.base_unit is null
                then printed_units.factor / coalesce(attribute_units.factor, 1.0)
            when coalesce(printed_units.base_unit, facts.unit)
                = coalesce(attribute_units.base_unit, attributes.unit)
                then coalesce(printed_units.factor, 1.0) / coalesce(attribute_units.factor, 1.0)
            -- Units that do not convert leave the value open, never wrong: see has_interval.
        end as factor,
        coalesce(facts.unit = attributes.unit, facts.unit is null) as is_in_unit,
    from facts
    left join attributes on facts.attribute = attributes.attribute
    left join units as printed_units on facts.unit = printed_units.unit
    left join units as attribute_units on attributes.unit = attribute_units.unit
    -- Only these kinds are numbers: a date such as 2021 reads as a number too.
    where attributes.value_kind in ('count', 'quantity', 'share', 'duration')
),

-- Rounded to nine places, so that 0.1 * 3 is 0.3.
facts_in_units as (
    select
        fact_id,
        value_kind,
        unit,
        value_qualifier as qualifier,
        tolerance_share,
        round(value_low * factor, 9) as low,
        round(value_high * factor, 9) as high,
        value_word as word,
        round(value_times * factor, 9) as times,
        round({{ vague_low('value_word') }} * coalesce(value_times, 1.0) * factor, 9)
            as vague_low,
        case when value_word is not null then {{ vague_policy() }} end as vague_policy,
        round(abs(value_low * factor) * tolerance_share, 9) as margin,
        is_in_unit,
    from facts_with_factor
)

select * from facts_in_units

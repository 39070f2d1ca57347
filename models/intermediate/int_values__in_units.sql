-- One row per number of a fact's label or of its words, in the unit of its attribute.
with facts as (
    select * from {{ ref('stg_facts') }}
),

attributes as (
    select * from {{ ref('stg_attributes') }}
),

units as (
    select * from {{ ref('stg_units') }}
),

values_read as (
    select
        fact_id,
        attribute,
        'label' as said_by,
        1 as position,
        value as value_said,
        value_qualifier as qualifier,
        value_low as low,
        value_high as high,
        -- `20%` was read as 0.2: the sign is the conversion.
        case when value not like '%\%%' escape '\' then unit end as unit,
        value_word as word,
        value_times as times,
        null as side,
    from facts
    union all
    select
        facts.fact_id,
        facts.attribute,
        'words' as said_by,
        figures.position,
        figures.value_said,
        facts.exact_qualifiers[figures.position] as qualifier,
        facts.exact_lows[figures.position] as low,
        facts.exact_highs[figures.position] as high,
        facts.exact_units[figures.position] as unit,
        facts.exact_words[figures.position] as word,
        facts.exact_times[figures.position] as times,
        facts.exact_sides[figures.position] as side,
    from facts
    cross join unnest(facts.exact_values) with ordinality as figures (value_said, position)
),

values_with_factor as (
    select
        values_read.*,
        attributes.value_kind,
        attributes.unit as attribute_unit,
        coalesce(attributes.tolerance_share, 0.1) as tolerance_share,
        case
            when values_read.unit is null or values_read.unit = attributes.unit then 1.0
            -- A share was read as a part of 1, whatever the attribute calls its unit.
            when values_read.unit = 'share' and attributes.value_kind = 'share' then 1.0
            -- A unit without a base is a pure number, such as million.
            when printed_units.unit is not null and printed_units.base_unit is null
                then printed_units.factor / coalesce(attribute_units.factor, 1.0)
            when coalesce(printed_units.base_unit, values_read.unit)
                = coalesce(attribute_units.base_unit, attributes.unit)
                then coalesce(printed_units.factor, 1.0) / coalesce(attribute_units.factor, 1.0)
            -- Units that do not convert leave the value open, never wrong: see has_interval.
        end as factor,
        coalesce(values_read.unit = attributes.unit, values_read.unit is null) as is_in_unit,
    from values_read
    inner join attributes on values_read.attribute = attributes.attribute
    left join units as printed_units on values_read.unit = printed_units.unit
    left join units as attribute_units on attributes.unit = attribute_units.unit
    -- Only these kinds are numbers: a date such as 2021 reads as a number too.
    where attributes.value_kind in ('count', 'quantity', 'share', 'duration')
),

-- Rounded to nine places, so that 0.1 * 3 is 0.3.
values_in_units as (
    select
        fact_id,
        said_by,
        cast(position as integer) as position,
        value_kind,
        attribute_unit as unit,
        value_said,
        qualifier,
        side,
        tolerance_share,
        round(low * factor, 9) as low,
        round(high * factor, 9) as high,
        word,
        round(times * factor, 9) as times,
        round({{ vague_low('word') }} * coalesce(times, 1.0) * factor, 9) as vague_low,
        case when word is not null then {{ vague_policy() }} end as vague_policy,
        round(abs(low * factor) * tolerance_share, 9) as margin,
        is_in_unit,
    from values_with_factor
)

select * from values_in_units

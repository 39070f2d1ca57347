-- One row per figure that the evidence of a fact gives, for facts whose value is a number.
with facts as (
    select * from {{ ref('stg_facts') }}
),

attributes as (
    select * from {{ ref('stg_attributes') }}
),

units as (
    select * from {{ ref('stg_units') }}
),

figures_listed as (
    select
        facts.fact_id,
        attributes.value_kind,
        attributes.unit as attribute_unit,
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
    inner join attributes on facts.attribute = attributes.attribute
    cross join unnest(facts.exact_values) with ordinality as figures (value_said, position)
    -- Only these kinds are numbers.
    where attributes.value_kind in ('count', 'quantity', 'share', 'duration')
),

figures_with_factor as (
    select
        figures_listed.*,
        case
            when figures_listed.unit is null then 1.0
            when figures_listed.unit = figures_listed.attribute_unit then 1.0
            -- A share was read as a part of 1, whatever the attribute calls its unit.
            when figures_listed.unit = 'share' and figures_listed.value_kind = 'share' then 1.0
            when coalesce(printed_units.base_unit, figures_listed.unit)
                = coalesce(attribute_units.base_unit, figures_listed.attribute_unit)
                then coalesce(printed_units.factor, 1.0) / coalesce(attribute_units.factor, 1.0)
            -- A figure in another unit is of something else: it has no number here.
        end as factor,
    from figures_listed
    left join units as printed_units on figures_listed.unit = printed_units.unit
    left join units as attribute_units on figures_listed.attribute_unit = attribute_units.unit
),

phrases_read as (
    select
        fact_id,
        cast(position as integer) as position,
        value_said,
        qualifier,
        round(low * factor, 9) as low,
        round(high * factor, 9) as high,
        unit,
        word,
        round(times * factor, 9) as times,
        side,
    from figures_with_factor
)

select * from phrases_read

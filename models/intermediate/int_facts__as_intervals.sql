-- One row per fact, its value read as a closed interval in the unit of its attribute.
with facts as (
    select * from {{ ref('int_facts__stated') }}
),

attributes as (
    select * from {{ ref('int_attributes__stated') }}
),

labels_in_units as (
    select * from {{ ref('int_values__in_units') }}
    where said_by = 'label'
),

facts_worded as (
    select * from {{ ref('int_facts__worded') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

facts_closed as (
    select
        labels_in_units.fact_id,
        qualifier,
        vague_policy,
        case
            -- "Up to several hundred" may be few.
            when qualifier = 'vague' and facts_worded.side = 'below' then null
            when qualifier = 'vague' then vague_low
            -- The least count within the margin: nobody counts 22.5 people.
            when qualifier = 'about' and value_kind = 'count' then ceil(low - margin)
            when qualifier = 'about' then round(low - margin, 9)
            when qualifier = 'more_than' and value_kind = 'count' then floor(low) + 1
            -- Nothing is fewer than none; a quantity may be below nought.
            when qualifier = 'less_than' and facts_worded.side = 'near' and value_kind = 'count'
                then ceil(high - abs(high) * tolerance_share)
            when qualifier = 'less_than' and facts_worded.side = 'near'
                then round(high - abs(high) * tolerance_share, 9)
            when qualifier in ('less_than', 'at_most') and value_kind <> 'quantity' then 0.0
            else low
        end as low,
        case when qualifier in ('exact', 'about') then low end as best,
        case
            -- "Nearly 200" and "just over 200" have their other end within the margin.
            when qualifier = 'about' and facts_worded.side = 'below' then high
            when qualifier = 'more_than' and facts_worded.side = 'near' and value_kind = 'count'
                then floor(low + margin)
            when qualifier = 'more_than' and facts_worded.side = 'near'
                then round(low + margin, 9)
            when qualifier = 'about' and value_kind = 'count' then floor(high + margin)
            when qualifier = 'about' and value_kind = 'share'
                then least(round(high + margin, 9), 1.0)
            when qualifier = 'about' then round(high + margin, 9)
            when qualifier = 'less_than' and value_kind = 'count' then ceil(high) - 1
            -- Years are printed when completed: 69 is anything short of 70, to the day.
            -- A tolerance of 0 says that the figure is exact, as a sentence of 11 years is.
            when qualifier = 'exact' and value_kind = 'duration' and is_in_unit
                and unit = 'years' and high = floor(high)
                and tolerance_share > 0
                then high + 0.9973
            else high
        end as high,
    from labels_in_units
    left join facts_worded on labels_in_units.fact_id = facts_worded.fact_id
),

facts_as_intervals as (
    select
        facts.fact_id,
        facts.claim_id,
        facts.article_id,
        attributes.value_kind,
        attributes.unit,
        attributes.over_time,
        facts.value,
        case
            when not facts.is_record then facts_closed.qualifier
            when facts.recorded_low = facts.recorded_high then 'exact'
            when facts.recorded_low is not null then 'estimate'
        end as qualifier,
        facts_closed.vague_policy,
        case when attributes.value_kind in ('text', 'boolean') then facts.value end
            as value_text,
        -- A record's own three numbers, also where they are in no order.
        coalesce(facts_closed.low, facts.recorded_low) as low,
        coalesce(facts_closed.best, facts.recorded_best) as best,
        coalesce(facts_closed.high, facts.recorded_high) as high,
        coalesce(facts.as_of, cast(articles.published_on as varchar)) as as_of,
        case when attributes.value_kind = 'date' then facts.value_earliest_on end
            as earliest_on,
        case when attributes.value_kind = 'date' then facts.value_latest_on end as latest_on,
        -- What holds for no stated time holds for the day of publication.
        case when facts.as_of is null then articles.published_on
            else facts.as_of_earliest_on
        end as as_of_earliest_on,
        case when facts.as_of is null then articles.published_on
            else facts.as_of_latest_on
        end as as_of_latest_on,
        -- Two texts may both be true unless the attribute says no.
        coalesce(attributes.is_single_valued, attributes.value_kind <> 'text')
            as is_single_valued,
        case
            when attributes.value_kind in ('text', 'boolean') then facts.value is not null
            when attributes.value_kind = 'date'
                then facts.value_earliest_on is not null or facts.value_latest_on is not null
            else coalesce(
                facts_closed.low, facts_closed.high, facts.recorded_low, facts.recorded_high
            ) is not null
        end as has_interval,
    from facts
    left join attributes on facts.attribute = attributes.attribute
    left join facts_closed on facts.fact_id = facts_closed.fact_id
    left join articles on facts.article_id = articles.article_id
)

select * from facts_as_intervals

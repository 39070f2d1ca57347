-- One row per live fact that takes a position: asserts, denies, or tells it unconfirmed.
with facts_live as (
    select * from {{ ref('int_facts__live') }}
),

facts_as_intervals as (
    select * from {{ ref('int_facts__as_intervals') }}
),

-- Spelling, case and white space make no two values of one text.
facts_said as (
    select
        facts_live.fact_id,
        facts_live.claim_id,
        facts_live.article_id,
        facts_live.stance,
        facts_as_intervals.over_time,
        facts_as_intervals.value_text,
        lower(trim(regexp_replace(facts_as_intervals.value_text, '\s+', ' ', 'g')))
            as text_folded,
        -- A record's best figure is admitted whatever its bounds are; a rule names it.
        {{ not_above('facts_as_intervals.low', 'facts_as_intervals.best') }}
            as low,
        facts_as_intervals.best,
        {{ not_below('facts_as_intervals.high', 'facts_as_intervals.best') }}
            as high,
        facts_as_intervals.earliest_on,
        facts_as_intervals.latest_on,
        -- What is fixed has no time that could keep two values apart.
        case
            when facts_as_intervals.over_time <> 'fixed'
                then facts_as_intervals.as_of_earliest_on
        end as as_of_earliest_on,
        case
            when facts_as_intervals.over_time <> 'fixed'
                then facts_as_intervals.as_of_latest_on
        end as as_of_latest_on,
        facts_as_intervals.is_single_valued,
        facts_as_intervals.has_interval,
    from facts_live
    inner join facts_as_intervals on facts_live.fact_id = facts_as_intervals.fact_id
    -- A retraction and a `not known` hold no value against another's.
    where facts_live.is_live
        and facts_live.stance in ('asserts', 'denies', 'unconfirmed')
),

facts_positioned as (
    select
        fact_id,
        claim_id,
        article_id,
        -- concat_ws would leave out what is null, and make one of two.
        concat_ws(
            '|',
            {%- for part in ['low', 'high', 'earliest_on', 'latest_on', 'text_folded'] %}
            coalesce(cast({{ part }} as varchar), ''){{ ',' if not loop.last }}
            {%- endfor %}
        ) as value_key,
        concat_ws(
            '|',
            {%- for part in [
                'stance', 'as_of_earliest_on', 'as_of_latest_on',
                'low', 'high', 'earliest_on', 'latest_on', 'text_folded',
            ] %}
            coalesce(cast({{ part }} as varchar), ''){{ ',' if not loop.last }}
            {%- endfor %}
        ) as position_key,
        stance,
        over_time,
        value_text,
        text_folded,
        low,
        best,
        high,
        earliest_on,
        latest_on,
        as_of_earliest_on,
        as_of_latest_on,
        is_single_valued,
        has_interval,
        -- The newest state of a claim: all that is said of the newest day, or of no one day.
        coalesce(
            as_of_latest_on >= max(case when stance = 'asserts' then as_of_earliest_on end)
                over (partition by claim_id),
            true
        ) as is_current,
    from facts_said
)

select * from facts_positioned

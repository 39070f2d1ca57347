-- One row per fact whose value is a number or a day: what its label says beside its words.
{#- A third is 33.3 % to whoever labels it; other numbers are as printed. -#}
{%- set slack = "case when labels.value_kind = 'share' then 0.0005 else 0 end" %}
with facts as (
    select * from {{ ref('stg_facts') }}
),

values_in_units as (
    select * from {{ ref('int_values__in_units') }}
),

labels as (
    select * from values_in_units
    where said_by = 'label'
),

phrases as (
    select * from values_in_units
    where said_by = 'words'
),

days as (
    select * from {{ ref('int_days__read') }}
),

figures_held_against_values as (
    select
        labels.fact_id,
        phrases.value_said,
        phrases.position,
        phrases.side,
        coalesce(
            case
                when labels.qualifier = 'vague' then
                    phrases.word = labels.word and phrases.times = labels.times
                -- One number alone is its own lower and upper end here, whatever is said of it.
                else
                    abs(
                        coalesce(phrases.low, phrases.high)
                        - coalesce(labels.low, labels.high)
                    ) <= {{ slack }}
                    and abs(
                        coalesce(phrases.high, phrases.low)
                        - coalesce(labels.high, labels.low)
                    ) <= {{ slack }}
            end,
            false
        ) as is_same_number,
        coalesce(phrases.qualifier = labels.qualifier, false) as is_same_qualifier,
    from labels
    inner join phrases on labels.fact_id = phrases.fact_id
),

facts_held as (
    select
        fact_id,
        bool_or(is_same_number) as is_borne_out,
        bool_or(is_same_number and is_same_qualifier) as is_alike,
        string_agg(value_said, ', ' order by position) as words_say,
        arg_min(side, position) filter (where is_same_number and is_same_qualifier) as side,
    from figures_held_against_values
    group by fact_id
),

-- Words say less than a label that draws on its neighbours, or more: they clash only where no
-- day of the one is a day of the other, nor where the words count from a day told elsewhere.
days_held as (
    select
        facts.fact_id,
        string_agg(days.words_say, ' or ' order by days.position, days.reading) as words_say,
        bool_or({{ intervals_meet(
            'days.earliest_on', 'days.latest_on',
            'facts.value_earliest_on', 'facts.value_latest_on'
        ) }}) as is_alike,
    from facts
    inner join days on facts.fact_id = days.fact_id
    where facts.value_earliest_on is not null or facts.value_latest_on is not null
    group by facts.fact_id
    having not bool_or(days.is_told)
),

facts_held_by_kind as (
    select
        labels.fact_id,
        facts_held.words_say,
        facts_held.side,
        coalesce(facts_held.is_borne_out, false) as is_borne_out,
        coalesce(facts_held.is_alike, false) as is_alike,
    from labels
    left join facts_held on labels.fact_id = facts_held.fact_id
    -- without a value there is nothing to hold against the words
    where labels.qualifier is not null
    union all
    select
        fact_id,
        words_say,
        cast(null as varchar) as side,
        true as is_borne_out,
        is_alike,
    from days_held
),

facts_worded as (
    select
        facts.fact_id,
        facts.claim_id,
        facts.article_id,
        facts.exact,
        facts.value,
        facts_held_by_kind.words_say,
        facts_held_by_kind.side,
        facts_held_by_kind.is_borne_out,
        facts_held_by_kind.is_alike,
        facts.file,
        facts.line,
    from facts_held_by_kind
    inner join facts on facts_held_by_kind.fact_id = facts.fact_id
)

select * from facts_worded

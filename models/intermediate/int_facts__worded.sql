-- One row per fact whose value is a number: what its label says beside what its words say.
{#- A third is 33.3 % to whoever labels it; other numbers are as printed. -#}
{%- set slack = "case when facts_in_units.value_kind = 'share' then 0.0005 else 0 end" %}
with facts as (
    select * from {{ ref('stg_facts') }}
),

facts_in_units as (
    select * from {{ ref('int_facts__in_units') }}
),

phrases as (
    select * from {{ ref('int_phrases__read') }}
),

figures_held_against_values as (
    select
        facts_in_units.fact_id,
        phrases.value_said,
        phrases.position,
        phrases.side,
        coalesce(
            case
                when facts_in_units.qualifier = 'vague' then
                    phrases.word = facts_in_units.word and phrases.times = facts_in_units.times
                -- One number alone is its own lower and upper end here, whatever is said of it.
                else
                    abs(
                        coalesce(phrases.low, phrases.high)
                        - coalesce(facts_in_units.low, facts_in_units.high)
                    ) <= {{ slack }}
                    and abs(
                        coalesce(phrases.high, phrases.low)
                        - coalesce(facts_in_units.high, facts_in_units.low)
                    ) <= {{ slack }}
            end,
            false
        ) as is_same_number,
        coalesce(phrases.qualifier = facts_in_units.qualifier, false) as is_same_qualifier,
    from facts_in_units
    inner join phrases on facts_in_units.fact_id = phrases.fact_id
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

facts_worded as (
    select
        facts.fact_id,
        facts.claim_id,
        facts.article_id,
        facts.exact,
        facts.value,
        facts_held.words_say,
        facts_held.side,
        coalesce(facts_held.is_borne_out, false) as is_borne_out,
        coalesce(facts_held.is_alike, false) as is_alike,
        facts.file,
        facts.line,
    from facts_in_units
    inner join facts on facts_in_units.fact_id = facts.fact_id
    left join facts_held on facts_in_units.fact_id = facts_held.fact_id
    -- Without a value there is nothing to hold against the words.
    where facts_in_units.qualifier is not null
)

select * from facts_worded

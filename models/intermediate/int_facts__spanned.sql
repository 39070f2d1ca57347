-- One row per fact that counts or once did, and run of days on which it does.
with facts_lasting as (
    select * from {{ ref('int_facts__lasting') }}
),

retractions as (
    select * from {{ ref('int_retractions__weighed') }}
),

facts_fallen as (
    select * from {{ ref('int_facts__fallen') }}
),

facts_in_versions as (
    select * from {{ ref('int_facts__in_versions') }}
),

-- Words that a version dropped, and the next change brought back.
words_away as (
    select
        fact_id,
        change,
        told_on as retracted_on,
        lead(told_on) over (partition by fact_id order by version) as taken_back_on,
        false as is_standing,
    from facts_in_versions
    where change in ('added', 'changed', 'withdrawn')
),

-- What was taken back and said again counts on no day between, nor does what rests on it.
pauses as (
    {%- for takings_back in ['retractions', 'facts_fallen', 'words_away'] %}
    select
        fact_id,
        retracted_on as paused_on,
        taken_back_on as resumed_on,
    from {{ takings_back }}
    where not is_standing
        and retracted_on < taken_back_on
    {%- if takings_back == 'words_away' %}
        and change <> 'added'
    {%- endif %}
    {%- if not loop.last %}
    union
    {%- endif %}
    {%- endfor %}
),

starts as (
    select fact_id, counts_from_on, true as is_first from facts_lasting
    union all
    select facts_lasting.fact_id, pauses.resumed_on, false
    from facts_lasting
    inner join pauses on facts_lasting.fact_id = pauses.fact_id
    where coalesce(pauses.resumed_on > facts_lasting.counts_from_on, true)
        and coalesce(pauses.resumed_on < facts_lasting.counts_until_on, true)
),

starts_until as (
    select
        starts.fact_id,
        starts.counts_from_on,
        min(pauses.paused_on) filter (
            where coalesce(pauses.paused_on >= starts.counts_from_on, true)
        ) as paused_on,
    from starts
    left join pauses on starts.fact_id = pauses.fact_id
    group by starts.fact_id, starts.counts_from_on
    -- one pause may begin before another ends
    having not coalesce(bool_or(
        not starts.is_first
        and starts.counts_from_on >= pauses.paused_on
        and starts.counts_from_on < pauses.resumed_on
    ), false)
),

facts_spanned as (
    select
        facts_lasting.fact_id,
        facts_lasting.claim_id,
        facts_lasting.article_id,
        facts_lasting.stance,
        row_number() over (
            partition by facts_lasting.fact_id order by starts_until.counts_from_on nulls first
        ) as run_number,
        starts_until.counts_from_on,
        least(facts_lasting.counts_until_on, starts_until.paused_on) as counts_until_on,
        facts_lasting.is_live,
    from facts_lasting
    inner join starts_until on facts_lasting.fact_id = starts_until.fact_id
)

select * from facts_spanned

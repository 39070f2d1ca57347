-- One row per claim and day on which what is said of it changes.
with facts_spanned as (
    select * from {{ ref('int_facts__spanned') }}
),

facts_as_intervals as (
    select * from {{ ref('int_facts__as_intervals') }}
),

days as (
    select claim_id, counts_from_on as day from facts_spanned
    union
    select claim_id, counts_until_on as day from facts_spanned
    where counts_until_on is not null
),

facts_by_day as (
    select
        days.claim_id,
        days.day,
        facts_spanned.article_id,
        facts_spanned.stance,
        lower(facts_as_intervals.value_text) as value_folded,
        {{ not_above('facts_as_intervals.low', 'facts_as_intervals.best') }} as low,
        {{ not_below('facts_as_intervals.high', 'facts_as_intervals.best') }} as high,
        facts_as_intervals.earliest_on,
        facts_as_intervals.latest_on,
        facts_as_intervals.over_time,
        facts_as_intervals.is_single_valued,
        -- The newest state of a claim: all that is said of the newest day, or of no one day.
        facts_as_intervals.over_time = 'fixed' or coalesce(
            facts_as_intervals.as_of_latest_on >= max(
                case
                    when facts_spanned.stance = 'asserts'
                        then facts_as_intervals.as_of_earliest_on
                end
            ) over (partition by days.claim_id, days.day),
            true
        ) as is_current,
    from days
    inner join facts_spanned
        on days.claim_id = facts_spanned.claim_id
        -- what is told on no known day counts on each, and before each it stands alone
        and (days.day is not null or facts_spanned.counts_from_on is null)
        and coalesce(facts_spanned.counts_from_on <= days.day, true)
        and coalesce(facts_spanned.counts_until_on > days.day, true)
        -- what ended on no known day counts on none that is known
        and (facts_spanned.counts_until_on is not null or facts_spanned.is_live)
    inner join facts_as_intervals on facts_spanned.fact_id = facts_as_intervals.fact_id
),

facts_spanning as (
    select
        facts_by_day.*,
        -- Of a growing count an earlier one says more than the newest only if it is above it.
        stance = 'asserts' and (
            over_time <> 'cumulative' or is_current or coalesce(
                low > min(high) filter (where is_current and stance = 'asserts')
                    over (partition by claim_id, day), false
            )
        ) as is_spanning,
    from facts_by_day
),

claims_by_day as (
    select
        claim_id,
        day,
        {%- for bound, wider, tighter in [
            ('low', 'min', 'max'), ('high', 'max', 'min'),
            ('earliest_on', 'min', 'max'), ('latest_on', 'max', 'min'),
        ] %}
        case
            when count(*) filter (where is_spanning)
                = count({{ bound }}) filter (where is_spanning)
                then {{ wider }}({{ bound }}) filter (where is_spanning)
        end as span_{{ bound }},
        {{ tighter }}({{ bound }}) filter (
            where stance = 'asserts'
            and (is_current{{ " or over_time = 'cumulative'" if bound == 'low' }})
        ) as shared_{{ bound }},
        {%- endfor %}
        count(*) filter (where stance = 'asserts') as support,
        count(*) filter (where stance in ('denies', 'unconfirmed')) as dissent_count,
        count(distinct article_id) as article_count,
        count(distinct value_folded) filter (
            where stance = 'asserts' and is_current and is_single_valued
        ) > 1 as has_rival_texts,
    from facts_spanning
    group by claim_id, day
),

claim_history as (
    select
        days.claim_id,
        days.day as known_on,
        coalesce(claims_by_day.support, 0) as support,
        coalesce(claims_by_day.dissent_count, 0) as dissent_count,
        coalesce(claims_by_day.article_count, 0) as article_count,
        {%- for bound in ['low', 'high', 'earliest_on', 'latest_on'] %}
        case
            when shared_low > shared_high or shared_earliest_on > shared_latest_on
                then span_{{ bound }}
            else shared_{{ bound }}
        end as {{ bound }},
        {%- endfor %}
        coalesce(shared_low > shared_high, false)
            or coalesce(shared_earliest_on > shared_latest_on, false)
            or coalesce(has_rival_texts, false) as is_apart,
    from days
    left join claims_by_day
        on days.claim_id = claims_by_day.claim_id
        and days.day is not distinct from claims_by_day.day
)

select * from claim_history

-- One row per claim that somebody asserts: what all can be held to, and all that is said.
with facts_positioned as (
    select * from {{ ref('int_facts__positioned') }}
),

asserted as (
    select
        facts_positioned.*,
        -- Of a growing count an earlier one says more than the newest only if it is above it.
        over_time <> 'cumulative' or is_current or coalesce(
            low > min(high) filter (where is_current) over (partition by claim_id), false
        ) as is_spanning,
    from facts_positioned
    -- Only what is asserted enters an interval.
    where stance = 'asserts'
),

asserted_by_claim as (
    select
        claim_id,
        count(distinct article_id) as article_count,
        count(distinct value_key) as value_count,
        count(*) filter (where has_interval) as interval_count,
        -- An earlier count holds the later ones up from below.
        max(low) filter (where is_current or over_time = 'cumulative') as shared_low,
        min(high) filter (where is_current) as shared_high,
        max(earliest_on) filter (where is_current) as shared_earliest_on,
        min(latest_on) filter (where is_current) as shared_latest_on,
        -- An open end is wider than any.
        case
            when count(*) filter (where is_spanning)
                = count(low) filter (where is_spanning)
                then min(low) filter (where is_spanning)
        end as span_low,
        case
            when count(*) filter (where is_spanning)
                = count(high) filter (where is_spanning)
                then max(high) filter (where is_spanning)
        end as span_high,
        case
            when count(*) filter (where is_spanning)
                = count(earliest_on) filter (where is_spanning)
                then min(earliest_on) filter (where is_spanning)
        end as span_earliest_on,
        case
            when count(*) filter (where is_spanning)
                = count(latest_on) filter (where is_spanning)
                then max(latest_on) filter (where is_spanning)
        end as span_latest_on,
        min(best) filter (where is_current) as best_low,
        max(best) filter (where is_current) as best_high,
    from asserted
    group by claim_id
),

texts as (
    select
        claim_id,
        text_folded,
        min(value_text) as value_text,
    from asserted
    where is_current
    group by claim_id, text_folded
),

texts_by_claim as (
    select
        claim_id,
        string_agg(value_text, '; ' order by text_folded) as value_text,
    from texts
    group by claim_id
),

claims_summed as (
    select
        asserted_by_claim.claim_id,
        asserted_by_claim.article_count,
        asserted_by_claim.value_count,
        asserted_by_claim.interval_count,
        texts_by_claim.value_text,
        asserted_by_claim.shared_low,
        asserted_by_claim.shared_high,
        asserted_by_claim.span_low,
        asserted_by_claim.span_high,
        asserted_by_claim.best_low,
        asserted_by_claim.best_high,
        asserted_by_claim.shared_earliest_on,
        asserted_by_claim.shared_latest_on,
        asserted_by_claim.span_earliest_on,
        asserted_by_claim.span_latest_on,
        coalesce(shared_low > shared_high, false)
            or coalesce(shared_earliest_on > shared_latest_on, false) as is_apart,
    from asserted_by_claim
    left join texts_by_claim on asserted_by_claim.claim_id = texts_by_claim.claim_id
)

select * from claims_summed

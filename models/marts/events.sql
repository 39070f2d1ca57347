-- One row per event.
with events as (
    select * from {{ ref('int_events__stated') }}
),

facts as (
    select * from {{ ref('facts') }}
),

facts_by_event as (
    select
        event_id,
        count(distinct claim_id) as claim_count,
        count(distinct article_id) as article_count,
    from facts
    -- What is not live is counted nowhere.
    where is_live
    group by event_id
),

events_counted as (
    select
        events.event_id,
        events.name,
        events.place,
        coalesce(facts_by_event.claim_count, 0) as claim_count,
        coalesce(facts_by_event.article_count, 0) as article_count,
        events.happened_earliest_on as earliest_on,
        events.happened_latest_on as latest_on,
    from events
    left join facts_by_event on events.event_id = facts_by_event.event_id
)

select * from events_counted

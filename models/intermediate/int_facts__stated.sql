-- One row per fact, labelled in an article or stated by a record.
{{ config(materialized='view') }}

with labelled as (
    select * from {{ ref('stg_facts') }}
),

recorded as (
    select * from {{ ref('int_records__facts') }}
),

facts_stated as (
    select
        fact_id,
        claim_id,
        article_id,
        event_id,
        subject_id,
        scope_id,
        source_id,
        via_id,
        target_fact_id,
        -- Of a label its article knows the outlet.
        cast(null as varchar) as outlet_id,
        attribute,
        value,
        cast(null as double) as recorded_low,
        cast(null as double) as recorded_best,
        cast(null as double) as recorded_high,
        stance,
        exact,
        note,
        as_of,
        as_of_earliest_on,
        as_of_latest_on,
        value_earliest_on,
        value_latest_on,
        cast(null as date) as recorded_on,
        false as is_own_voice,
        false as is_record,
        labelled_on,
        labelled_by,
        file,
        line,
    from labelled
    union all
    select
        fact_id,
        claim_id,
        article_id,
        event_id,
        subject_id,
        scope_id,
        source_id,
        null,
        null,
        outlet_id,
        attribute,
        value,
        recorded_low,
        recorded_best,
        recorded_high,
        stance,
        null,
        note,
        as_of,
        as_of_earliest_on,
        as_of_latest_on,
        null,
        null,
        recorded_on,
        is_own_voice,
        true,
        null,
        labelled_by,
        file,
        line,
    from recorded
)

select * from facts_stated

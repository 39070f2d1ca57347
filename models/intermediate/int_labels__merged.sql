-- One row per fact of an article that two people labelled, with what was labelled alike as one.
with labels_found as (
    select * from {{ ref('int_labels__found') }}
),

labels_united as (
    select * from {{ ref('int_labels__united') }}
),

labels_in_units as (
    select
        labels_found.*,
        coalesce(labels_united.unit_id, labels_found.fact_id) as unit_id,
        -- Each labeller takes back a row of his own; both mean one thing said.
        coalesce(targets.unit_id, labels_found.target_fact_id) as target_read,
    from labels_found
    left join labels_united on labels_found.fact_id = labels_united.fact_id
    left join labels_united as targets on labels_found.target_fact_id = targets.fact_id
),

labels_merged as (
    select
        fact_id,
        unit_id,
        -- The least of those that say the same stands for all.
        min(fact_id) over (
            partition by
                unit_id, is_adjudicated, claim_id, value_read, stance, source_read, time_read,
                target_read
        ) as standing_fact_id,
        max(case when is_adjudicated then fact_id end) over (partition by unit_id)
            as adjudicated_fact_id,
        article_id,
        claim_id,
        topic_id,
        attribute,
        scope_id,
        value_kind,
        stance,
        value_read,
        time_read,
        source_read,
        target_read,
        version,
        context_start,
        labelled_by,
        is_adjudicated,
    from labels_in_units
)

select * from labels_merged

-- One row per thing that was labelled and labeller of its article who has nothing there.
with labels_merged as (
    select * from {{ ref('int_labels__merged') }}
    -- what a later version dropped is nobody's to label any more
    where version = 0
),

labels_shared as (
    select * from {{ ref('int_labels__shared') }}
),

units as (
    select
        labels_merged.unit_id,
        labels_merged.article_id,
        min(labels_merged.standing_fact_id) as fact_id,
    from labels_merged
    inner join labels_shared
        on labels_merged.article_id = labels_shared.article_id
        and labels_merged.labelled_by = labels_shared.labelled_by
    -- where an adjudicated row stands, somebody has looked
    where labels_merged.adjudicated_fact_id is null
    group by labels_merged.unit_id, labels_merged.article_id
),

labels_missing as (
    select
        units.fact_id,
        units.unit_id,
        units.article_id,
        labels_shared.labelled_by as missing_labeller,
    from units
    inner join labels_shared on units.article_id = labels_shared.article_id
    left join labels_merged
        on units.unit_id = labels_merged.unit_id
        and labels_shared.labelled_by = labels_merged.labelled_by
    where labels_merged.fact_id is null
)

select * from labels_missing

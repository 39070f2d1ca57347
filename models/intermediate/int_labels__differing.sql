-- One row per label and other labeller of its article who says otherwise, or nothing.
with labels_merged as (
    select * from {{ ref('int_labels__merged') }}
),

labels_missing as (
    select * from {{ ref('int_labels__missing') }}
),

-- One label stands for those that say the same; an adjudicated row is no party.
labels as (
    select * from labels_merged
    where fact_id = standing_fact_id
        and not is_adjudicated
),

labels_differing as (
    select
        labels.fact_id,
        others.fact_id as other_fact_id,
        labels.unit_id,
        labels.article_id,
        labels.adjudicated_fact_id,
        concat_ws(
            ', ',
            case when labels.value_read is distinct from others.value_read then 'value' end,
            case when labels.scope_id is distinct from others.scope_id then 'scope' end,
            case when labels.stance <> others.stance then 'stance' end,
            case when labels.source_read <> others.source_read then 'source' end,
            case when labels.time_read is distinct from others.time_read then 'time' end,
            case when labels.target_read is distinct from others.target_read then 'target' end
        ) as differs_in,
        labels.labelled_by,
        others.labelled_by as other_labelled_by,
    from labels
    inner join labels as others on labels.unit_id = others.unit_id
    where labels.fact_id < others.fact_id
    union all
    select
        labels.fact_id,
        cast(null as varchar),
        labels.unit_id,
        labels.article_id,
        labels.adjudicated_fact_id,
        'presence',
        labels.labelled_by,
        labels_missing.missing_labeller,
    from labels_missing
    inner join labels on labels_missing.fact_id = labels.fact_id
)

select * from labels_differing

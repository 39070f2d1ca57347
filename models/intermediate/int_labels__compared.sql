-- One row per rating and circle of labellers in which it is compared: all of them, or two.
with labels_rated as (
    select * from {{ ref('int_labels__rated') }}
),

pairs as (
    select distinct
        labels.unit_id,
        labels.attribute,
        labels.aspect,
        labels.labelled_by,
        concat_ws(
            ', ',
            least(labels.labelled_by, others.labelled_by),
            greatest(labels.labelled_by, others.labelled_by)
        ) as circle,
    from labels_rated as labels
    inner join labels_rated as others
        on labels.unit_id = others.unit_id
        and labels.attribute = others.attribute
        and labels.aspect = others.aspect
    where labels.labelled_by <> others.labelled_by
),

ratings as (
    select
        'all' as circle,
        labels_rated.*,
    from labels_rated
    union all
    select
        pairs.circle,
        labels_rated.*,
    from labels_rated
    inner join pairs
        on labels_rated.unit_id = pairs.unit_id
        and labels_rated.attribute = pairs.attribute
        and labels_rated.aspect = pairs.aspect
        and labels_rated.labelled_by = pairs.labelled_by
),

labels_compared as (
    select
        circle,
        fact_id,
        unit_id,
        attribute,
        aspect,
        metric,
        rated_text,
        rated_number,
        count(*) over (partition by circle, unit_id, attribute, aspect) as rating_count,
        labelled_by,
    from ratings
)

select * from labels_compared

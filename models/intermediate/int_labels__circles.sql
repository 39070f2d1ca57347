-- One row per circle of labellers, all of an article's or two, article and labeller in it.
with labels_shared as (
    select * from {{ ref('int_labels__shared') }}
),

labels_circles as (
    select
        'all' as circle,
        article_id,
        labelled_by,
    from labels_shared
    union all
    select
        concat_ws(
            ', ',
            least(labels_shared.labelled_by, others.labelled_by),
            greatest(labels_shared.labelled_by, others.labelled_by)
        ),
        labels_shared.article_id,
        labels_shared.labelled_by,
    from labels_shared
    inner join labels_shared as others on labels_shared.article_id = others.article_id
    where labels_shared.labelled_by <> others.labelled_by
)

select * from labels_circles

-- One row per article and labeller who labelled a thing there that another labelled as well.
with labels_merged as (
    select * from {{ ref('int_labels__merged') }}
    where not is_adjudicated
),

-- Who shares out the work labels other things: only who has one thing in common labelled both.
topics_shared as (
    select
        article_id,
        topic_id,
    from labels_merged
    group by article_id, topic_id
    having min(labelled_by) < max(labelled_by)
),

labels_shared as (
    select distinct
        labels_merged.article_id,
        labels_merged.labelled_by,
    from labels_merged
    inner join topics_shared
        on labels_merged.article_id = topics_shared.article_id
        and labels_merged.topic_id = topics_shared.topic_id
)

select * from labels_shared

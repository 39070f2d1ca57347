-- One row per two facts of two labellers that share words in an article and ask one thing.
with labels_found as (
    select * from {{ ref('int_labels__found') }}
),

labels_overlapping as (
    select
        labels.fact_id,
        others.fact_id as other_fact_id,
        cast(
            (labels.value_read is not distinct from others.value_read)::int
            + (labels.stance = others.stance)::int
            + (labels.source_read = others.source_read)::int
            + (labels.time_read is not distinct from others.time_read)::int
            as integer
        ) as alike_count,
        least(labels.evidence_end, others.evidence_end)
        - greatest(labels.evidence_start, others.evidence_start) as shared_length,
        labels.claim_id = others.claim_id as is_same_claim,
        labels.labelled_by,
        others.labelled_by as other_labelled_by,
    from labels_found as labels
    -- the scope may be what they differ in
    inner join labels_found as others
        on labels.article_id = others.article_id
        and labels.topic_id = others.topic_id
        and labels.version = others.version
    where labels.fact_id < others.fact_id
        and labels.labelled_by <> others.labelled_by
        and labels.evidence_start < others.evidence_end
        and others.evidence_start < labels.evidence_end
)

select * from labels_overlapping

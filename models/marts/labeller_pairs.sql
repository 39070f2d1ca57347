-- One row per two labellers, attribute and question on which they may differ.
with labels_agreed as (
    select * from {{ ref('int_labels__agreed') }}
),

labeller_pairs as (
    select
        circle as labellers,
        attribute,
        aspect,
        metric,
        unit_count,
        label_count,
        observed_disagreement,
        expected_disagreement,
        alpha,
    from labels_agreed
    -- all together are in labeller_agreement
    where circle <> 'all'
)

select * from labeller_pairs

-- One row per attribute and question on which labellers of one article may differ.
with labels_agreed as (
    select * from {{ ref('int_labels__agreed') }}
),

labeller_agreement as (
    select
        attribute,
        aspect,
        metric,
        labellers,
        unit_count,
        label_count,
        observed_disagreement,
        expected_disagreement,
        alpha,
    from labels_agreed
    -- each two of them are in labeller_pairs
    where circle = 'all'
)

select * from labeller_agreement

-- One row per circle of labellers, attribute and question on which they may differ.
with labels_observed as (
    select * from {{ ref('int_labels__observed') }}
),

labels_expected as (
    select * from {{ ref('int_labels__expected') }}
),

labels_present as (
    select * from {{ ref('int_labels__present') }}
),

disagreements as (
    select
        labels_observed.circle,
        labels_observed.attribute,
        labels_observed.aspect,
        labels_observed.metric,
        labels_observed.labellers,
        labels_observed.unit_count,
        labels_observed.label_count,
        labels_observed.observed_disagreement,
        labels_expected.expected_disagreement,
    from labels_observed
    inner join labels_expected
        on labels_observed.circle = labels_expected.circle
        and labels_observed.attribute = labels_expected.attribute
        and labels_observed.aspect = labels_expected.aspect
    union all
    select
        circle,
        attribute,
        'presence',
        'nominal',
        labellers,
        unit_count,
        label_count,
        observed_disagreement,
        expected_disagreement,
    from labels_present
),

labels_agreed as (
    select
        circle,
        attribute,
        aspect,
        metric,
        labellers,
        unit_count,
        label_count,
        observed_disagreement,
        expected_disagreement,
        -- where all labels say the same, chance would have done as well
        case
            when expected_disagreement > 0
                then 1 - observed_disagreement / expected_disagreement
        end as alpha,
    from disagreements
)

select * from labels_agreed

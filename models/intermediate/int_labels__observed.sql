-- One row per circle of labellers, attribute and question: how far labels are apart.
with labels_compared as (
    select * from {{ ref('int_labels__compared') }}
),

-- Each two labels of a unit once.
distances as (
    select
        labels.circle,
        labels.attribute,
        labels.aspect,
        labels.rating_count,
        case
            when labels.rated_text = others.rated_text then 0.0
            when labels.metric = 'nominal' then 1.0
            when labels.rated_number = others.rated_number then 0.0
            when labels.metric = 'interval'
                then power(labels.rated_number - others.rated_number, 2)
            else power(
                (labels.rated_number - others.rated_number)
                / (labels.rated_number + others.rated_number),
                2
            )
        end as squared_distance,
    from labels_compared as labels
    inner join labels_compared as others
        on labels.unit_id = others.unit_id
        and labels.circle = others.circle
        and labels.attribute = others.attribute
        and labels.aspect = others.aspect
    where labels.fact_id < others.fact_id
),

sums as (
    select
        circle,
        attribute,
        aspect,
        sum(2 * squared_distance / (rating_count - 1)) as distance_sum,
    from distances
    group by circle, attribute, aspect
),

counts as (
    select
        circle,
        attribute,
        aspect,
        metric,
        string_agg(distinct labelled_by, ', ' order by labelled_by) as labellers,
        count(distinct unit_id) as unit_count,
        count(*) as label_count,
    from labels_compared
    group by circle, attribute, aspect, metric
),

labels_observed as (
    select
        counts.circle,
        counts.attribute,
        counts.aspect,
        counts.metric,
        counts.labellers,
        counts.unit_count,
        counts.label_count,
        sums.distance_sum / counts.label_count as observed_disagreement,
    from counts
    inner join sums
        on counts.circle = sums.circle
        and counts.attribute = sums.attribute
        and counts.aspect = sums.aspect
)

select * from labels_observed

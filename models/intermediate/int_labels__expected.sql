-- One row per circle of labellers, attribute and question: how far chance would go.
{#- More different values than these are compared by their first three digits. -#}
{%- set many = 1000 %}
with labels_compared as (
    select * from {{ ref('int_labels__compared') }}
),

counts as (
    select
        circle,
        attribute,
        aspect,
        metric,
        count(*) as label_count,
        2 * var_samp(rated_number) as number_spread,
        count(distinct rated_number) > {{ many }} as is_rounded,
    from labels_compared
    group by circle, attribute, aspect, metric
),

ratings as (
    select
        labels_compared.circle,
        labels_compared.attribute,
        labels_compared.aspect,
        labels_compared.metric,
        labels_compared.rated_text,
        case
            when counts.is_rounded and labels_compared.rated_number > 0 then
                round(
                    labels_compared.rated_number
                    / power(10, floor(log10(labels_compared.rated_number)) - 2)
                ) * power(10, floor(log10(labels_compared.rated_number)) - 2)
            else labels_compared.rated_number
        end as rated_number,
    from labels_compared
    inner join counts
        on labels_compared.circle = counts.circle
        and labels_compared.attribute = counts.attribute
        and labels_compared.aspect = counts.aspect
    -- the variance tells it without holding each against each
    where labels_compared.metric <> 'interval'
),

values_counted as (
    select
        circle,
        attribute,
        aspect,
        metric,
        rated_text,
        rated_number,
        cast(count(*) as double) as value_count,
    from ratings
    group by circle, attribute, aspect, metric, rated_text, rated_number
),

text_spreads as (
    select
        circle,
        attribute,
        aspect,
        power(sum(value_count), 2) - sum(power(value_count, 2)) as distance_sum,
    from values_counted
    where metric = 'nominal'
    group by circle, attribute, aspect
),

ratio_spreads as (
    select
        labels.circle,
        labels.attribute,
        labels.aspect,
        sum(
            2 * labels.value_count * others.value_count * power(
                (labels.rated_number - others.rated_number)
                / (labels.rated_number + others.rated_number),
                2
            )
        ) as distance_sum,
    from values_counted as labels
    inner join values_counted as others
        on labels.circle = others.circle
        and labels.attribute = others.attribute
        and labels.aspect = others.aspect
    where labels.metric = 'ratio'
        and labels.rated_number < others.rated_number
    group by labels.circle, labels.attribute, labels.aspect
),

labels_expected as (
    select
        counts.circle,
        counts.attribute,
        counts.aspect,
        case
            when counts.metric = 'interval' then counts.number_spread
            else coalesce(text_spreads.distance_sum, ratio_spreads.distance_sum, 0)
                / (counts.label_count * (counts.label_count - 1))
        end as expected_disagreement,
    from counts
    left join text_spreads
        on counts.circle = text_spreads.circle
        and counts.attribute = text_spreads.attribute
        and counts.aspect = text_spreads.aspect
    left join ratio_spreads
        on counts.circle = ratio_spreads.circle
        and counts.attribute = ratio_spreads.attribute
        and counts.aspect = ratio_spreads.aspect
)

select * from labels_expected

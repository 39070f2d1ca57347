-- One row per circle of labellers and attribute: whether they labelled it in the same places.
with labels_merged as (
    select * from {{ ref('int_labels__merged') }}
    where version = 0
),

circles as (
    select * from {{ ref('int_labels__circles') }}
),

labellers as (
    select
        circle,
        article_id,
        cast(count(*) as double) as labeller_count,
    from circles
    group by circle, article_id
),

-- A sentence in which nobody labelled anything tells nothing of this attribute or that.
marks as (
    select distinct
        circles.circle,
        labels_merged.article_id,
        labels_merged.context_start,
        labels_merged.attribute,
        labels_merged.labelled_by,
    from labels_merged
    inner join circles
        on labels_merged.article_id = circles.article_id
        and labels_merged.labelled_by = circles.labelled_by
),

sentences as (
    select distinct
        circle,
        article_id,
        context_start,
    from marks
),

totals as (
    select
        sentences.circle,
        count(*) as sentence_count,
        sum(labellers.labeller_count) as rating_count,
    from sentences
    inner join labellers
        on sentences.circle = labellers.circle
        and sentences.article_id = labellers.article_id
    group by sentences.circle
),

marks_counted as (
    select
        circle,
        article_id,
        context_start,
        attribute,
        cast(count(*) as double) as mark_count,
    from marks
    group by circle, article_id, context_start, attribute
),

sums as (
    select
        marks_counted.circle,
        marks_counted.attribute,
        sum(marks_counted.mark_count) as mark_count,
        sum(
            2 * marks_counted.mark_count
            * (labellers.labeller_count - marks_counted.mark_count)
            / (labellers.labeller_count - 1)
        ) as distance_sum,
    from marks_counted
    inner join labellers
        on marks_counted.circle = labellers.circle
        and marks_counted.article_id = labellers.article_id
    group by marks_counted.circle, marks_counted.attribute
),

names as (
    select
        circle,
        attribute,
        string_agg(distinct labelled_by, ', ' order by labelled_by) as labellers,
    from marks
    group by circle, attribute
),

labels_present as (
    select
        sums.circle,
        sums.attribute,
        names.labellers,
        totals.sentence_count as unit_count,
        cast(totals.rating_count as bigint) as label_count,
        sums.distance_sum / totals.rating_count as observed_disagreement,
        2 * sums.mark_count * (totals.rating_count - sums.mark_count)
        / (totals.rating_count * (totals.rating_count - 1)) as expected_disagreement,
    from sums
    inner join names
        on sums.circle = names.circle
        and sums.attribute = names.attribute
    inner join totals on sums.circle = totals.circle
)

select * from labels_present

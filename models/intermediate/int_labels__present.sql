-- One row per attribute: whether labellers of one article labelled it in the same sentences.
with labels_merged as (
    select * from {{ ref('int_labels__merged') }}
    where version = 0
),

labels_shared as (
    select * from {{ ref('int_labels__shared') }}
),

labellers as (
    select
        article_id,
        cast(count(*) as double) as labeller_count,
    from labels_shared
    group by article_id
),

-- A sentence in which nobody labelled anything tells nothing of this attribute or that.
marks as (
    select distinct
        labels_merged.article_id,
        labels_merged.context_start,
        labels_merged.attribute,
        labels_merged.labelled_by,
    from labels_merged
    inner join labels_shared
        on labels_merged.article_id = labels_shared.article_id
        and labels_merged.labelled_by = labels_shared.labelled_by
),

sentences as (
    select distinct
        article_id,
        context_start,
    from marks
),

totals as (
    select
        count(*) as sentence_count,
        sum(labellers.labeller_count) as rating_count,
    from sentences
    inner join labellers on sentences.article_id = labellers.article_id
),

marks_counted as (
    select
        article_id,
        context_start,
        attribute,
        cast(count(*) as double) as mark_count,
    from marks
    group by article_id, context_start, attribute
),

sums as (
    select
        marks_counted.attribute,
        sum(marks_counted.mark_count) as mark_count,
        sum(
            2 * marks_counted.mark_count
            * (labellers.labeller_count - marks_counted.mark_count)
            / (labellers.labeller_count - 1)
        ) as distance_sum,
    from marks_counted
    inner join labellers on marks_counted.article_id = labellers.article_id
    group by marks_counted.attribute
),

names as (
    select
        attribute,
        string_agg(distinct labelled_by, ', ' order by labelled_by) as labellers,
    from marks
    group by attribute
),

labels_present as (
    select
        sums.attribute,
        names.labellers,
        totals.sentence_count as unit_count,
        cast(totals.rating_count as bigint) as label_count,
        sums.distance_sum / totals.rating_count as observed_disagreement,
        2 * sums.mark_count * (totals.rating_count - sums.mark_count)
        / (totals.rating_count * (totals.rating_count - 1)) as expected_disagreement,
    from sums
    inner join names on sums.attribute = names.attribute
    cross join totals
)

select * from labels_present

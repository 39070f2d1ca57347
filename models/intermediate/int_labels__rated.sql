-- One row per fact that another labelled as well, and question on which they may differ.
with labels_merged as (
    select * from {{ ref('int_labels__merged') }}
    -- the adjudicator saw what the others wrote
    where not is_adjudicated
),

facts_as_intervals as (
    select * from {{ ref('int_facts__as_intervals') }}
),

labels as (
    select
        labels_merged.fact_id,
        labels_merged.unit_id,
        labels_merged.attribute,
        labels_merged.labelled_by,
        labels_merged.value_kind,
        labels_merged.value_read,
        labels_merged.stance,
        coalesce(labels_merged.scope_id, '') as scope,
        labels_merged.source_read as source,
        case
            when labels_merged.value_kind in ('count', 'share', 'duration') then 'ratio'
            -- below nought there is no saying how many times
            when labels_merged.value_kind in ('quantity', 'date') then 'interval'
            else 'nominal'
        end as metric,
        facts_as_intervals.best,
        coalesce(facts_as_intervals.low, {{ day_number('facts_as_intervals.earliest_on') }})
            as low,
        coalesce(facts_as_intervals.high, {{ day_number('facts_as_intervals.latest_on') }})
            as high,
    from labels_merged
    inner join facts_as_intervals on labels_merged.fact_id = facts_as_intervals.fact_id
),

ratings as (
    select
        fact_id,
        unit_id,
        attribute,
        'value' as aspect,
        metric,
        case when metric = 'nominal' then value_read end as rated_text,
        -- a range is told by its middle, a bound by its closed end
        case when metric <> 'nominal' then coalesce(best, (low + high) / 2, low, high) end
            as rated_number,
        labelled_by,
    from labels
    {%- for aspect in ['stance', 'scope', 'source'] %}
    union all
    select
        fact_id,
        unit_id,
        attribute,
        '{{ aspect }}',
        'nominal',
        {{ aspect }},
        cast(null as double),
        labelled_by,
    from labels
    {%- endfor %}
),

-- What one labeller alone rates can be compared with nothing.
labels_rated as (
    select
        fact_id,
        unit_id,
        attribute,
        aspect,
        metric,
        rated_text,
        rated_number,
        count(*) over (partition by unit_id, attribute, aspect) as rating_count,
        labelled_by,
    from ratings
    where rated_text is not null
        or rated_number is not null
    qualify count(*) over (partition by unit_id, attribute, aspect) > 1
)

select * from labels_rated

-- One row per fact whose words an earlier version of its article had and the one in use lacks.
with facts_in_versions as (
    select * from {{ ref('int_facts__in_versions') }}
),

last_had as (
    select
        fact_id,
        max(version) as version,
    from facts_in_versions
    where is_there
    group by fact_id
    -- words that came back are there
    having not bool_or(is_in_use)
),

facts_gone as (
    select
        facts_in_versions.fact_id,
        facts_in_versions.changed_to_fact_id,
        facts_in_versions.version as gone_in_version,
        facts_in_versions.change,
        concat(
            'its words were ', facts_in_versions.change,
            ' in version ', facts_in_versions.version
        ) as reason,
        facts_in_versions.told_on as gone_on,
    from last_had
    inner join facts_in_versions on last_had.fact_id = facts_in_versions.fact_id
    -- the first version after the last that had them
    where facts_in_versions.version > last_had.version
        and facts_in_versions.change in ('changed', 'withdrawn')
)

select * from facts_gone

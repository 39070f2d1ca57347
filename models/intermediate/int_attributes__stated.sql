-- One row per attribute, labelled or of records.
{{ config(materialized='view') }}

with attributes as (
    select * from {{ ref('stg_attributes') }}
),

of_records as (
    select * from (values
        ('deaths', 'count', 'How many people were killed?', true),
        ('statement', 'text', 'What is claimed?', false)
    ) as known (attribute, value_kind, question, is_single_valued)
),

attributes_stated as (
    select
        attribute,
        value_kind,
        unit,
        over_time,
        tolerance_share,
        question,
        is_single_valued,
    from attributes
    union all
    select
        of_records.attribute,
        of_records.value_kind,
        null,
        'fixed',
        null,
        of_records.question,
        of_records.is_single_valued,
    from of_records
    -- The desk may have an attribute of that name: then it is the desk's.
    left join attributes on of_records.attribute = attributes.attribute
    where attributes.attribute is null
)

select * from attributes_stated

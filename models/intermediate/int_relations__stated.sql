-- One row per operand of a relation, labelled or of a record.
{{ config(materialized='view') }}

with relations as (
    select * from {{ ref('stg_relations') }}
),

figures as (
    select * from {{ ref('int_records__figures') }}
),

-- UCDP's four parts are disjoint, and all that it counts.
parts_of_records as (
    select
        concat(record_id, '-parts') as relation_id,
        'sum' as kind,
        case when scope_id is null then 'whole' else 'part' end as role,
        {{ claim_id_of('record_id', 'subject_id', 'attribute', 'scope_id') }} as operand,
    from figures
    where record_id in (select record_id from figures where scope_id is not null)
),

relations_stated as (
    select
        relation_id,
        kind,
        role,
        operand,
        note,
        is_complete,
        file,
        line,
    from relations
    union all
    select
        relation_id,
        kind,
        role,
        operand,
        null,
        true,
        null,
        null,
    from parts_of_records
)

select * from relations_stated

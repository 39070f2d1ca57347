-- One row per operand of a relation.
with relations as (
    select * from {{ source('raw', 'relations_now') }}
),

rejects as (
    select * from {{ source('raw', 'rejects_now') }}
),

-- A refused row of another file costs no relation an operand.
relations_cut as (
    select distinct record_key
    from rejects
    where file like '%relations.csv'
),

renamed as (
    select
        relations.relation_id,
        relations.kind,
        relations.role,
        relations.operand,
        relations.note,
        relations_cut.record_key is null as is_complete,
        relations.file,
        relations.line,
    from relations
    left join relations_cut on relations.relation_id = relations_cut.record_key
)

select * from renamed

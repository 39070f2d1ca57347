-- One row per operand of a relation.
with relations as (
    select * from {{ source('raw', 'relations_now') }}
),

rejects as (
    select * from {{ source('raw', 'rejects_now') }}
),

-- What was refused has no columns: one of its cells names the relation that lost an operand.
cells_refused as (
    select distinct trim(cells.cell) as cell
    from rejects
    cross join unnest(string_split(replace(rejects.record, '"', ''), ',')) as cells (cell)
    where rejects.file like '%relations.csv'
),

renamed as (
    select
        relations.relation_id,
        relations.kind,
        relations.role,
        relations.operand,
        relations.note,
        cells_refused.cell is null as is_complete,
        relations.file,
        relations.line,
    from relations
    left join cells_refused on relations.relation_id = cells_refused.cell
)

select * from renamed

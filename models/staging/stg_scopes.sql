-- One row per scope: who or what is counted, and where.
with scopes as (
    select * from {{ source('raw', 'scopes_now') }}
),

renamed as (
    select
        scope_id,
        within_scope_id,
        description,
        file,
        line,
    from scopes
)

select * from renamed

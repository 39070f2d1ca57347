-- One row per subject of claims.
with subjects as (
    select * from {{ source('raw', 'subjects_now') }}
),

renamed as (
    select
        subject_id,
        name,
        kind,
        file,
        line,
    from subjects
)

select * from renamed

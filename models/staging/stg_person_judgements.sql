-- One row per judgement on two names.
with person_judgements as (
    select * from {{ source('raw', 'person_judgements_now') }}
),

renamed as (
    select
        name_a,
        name_b,
        judgement,
        reason,
        decided_by,
        decided_on,
        file,
        line,
    from person_judgements
)

select * from renamed

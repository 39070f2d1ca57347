-- One row per judgement on two names.
with person_judgements as (
    select * from {{ source('raw', 'person_judgements_now') }}
),

renamed as (
    select
        name_a,
        name_b,
        name_a_folded,
        name_a_joined,
        name_a_gender,
        name_a_ending,
        name_a_generation,
        name_a_has_lineage,
        name_a_tokens,
        name_b_folded,
        name_b_joined,
        name_b_gender,
        name_b_ending,
        name_b_generation,
        name_b_has_lineage,
        name_b_tokens,
        judgement,
        reason,
        decided_by,
        decided_on,
        file,
        line,
    from person_judgements
)

select * from renamed

-- One row per person known to the labels.
with people as (
    select * from {{ source('raw', 'people_now') }}
),

renamed as (
    select
        person_id,
        wikidata_id,
        name,
        name_folded,
        name_joined,
        name_gender,
        name_ending,
        name_generation,
        name_has_lineage,
        name_tokens,
        born_on as born_edtf,
        born_on_earliest as born_earliest_on,
        born_on_latest as born_latest_on,
        died_on as died_edtf,
        died_on_earliest as died_earliest_on,
        died_on_latest as died_latest_on,
        file,
        line,
    from people
)

select * from renamed

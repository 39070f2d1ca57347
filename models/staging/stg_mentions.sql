-- One row per labelled mention: a spelling of a person in an article, with a role.
with mentions as (
    select * from {{ source('raw', 'mentions_now') }}
),

renamed as (
    select
        article_id,
        person_id,
        exact,
        exact_folded,
        exact_joined,
        exact_gender,
        exact_ending,
        exact_generation,
        exact_has_lineage,
        exact_tokens,
        role,
        as_of,
        as_of_earliest as as_of_earliest_on,
        as_of_latest as as_of_latest_on,
        file,
        line,
    from mentions
)

select * from renamed

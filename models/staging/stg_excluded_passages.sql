-- One row per passage that is not the report.
with excluded_passages as (
    select * from {{ source('raw', 'excluded_passages_now') }}
),

renamed as (
    select
        article_id,
        edition,
        exact_from,
        exact_to,
        reason,
        file,
        line,
    from excluded_passages
)

select * from renamed

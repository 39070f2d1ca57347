-- One row per labelled quotation.
with quotes as (
    select * from {{ source('raw', 'quotes_now') }}
),

renamed as (
    select
        quote_id,
        article_id,
        source_id,
        said_to_id,
        exact_from,
        exact_to,
        prefix,
        suffix,
        file,
        line,
    from quotes
)

select * from renamed

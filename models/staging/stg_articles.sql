-- One row per file of an article in the newest load.
{# A view: a table would hold every text a second time. #}
{{ config(materialized='view') }}

with articles as (
    select * from {{ source('raw', 'articles_now') }}
),

renamed as (
    select
        article_id,
        edition,
        version,
        outlet_id,
        wire_id,
        title,
        language,
        url,
        text,
        published_at_utc as published_at,
        cast(published_at_local as timestamp) as published_local_at,
        regexp_extract(published_at, '(Z|[+-]\d\d:?\d\d)$', 1) as published_offset,
        published_on,
        fetched_at,
        author,
        credit_line,
        editor_note,
        item_status,
        encoding,
        passages,
        content_sha256,
        file,
        line,
        file_sha256,
        load_id,
    from articles
)

select * from renamed

-- One row per text or description of an article ever loaded.
{# A view: a table would hold every text a second time. #}
{{ config(materialized='view') }}

with articles as (
    select * from {{ source('raw', 'articles') }}
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
        cast(loaded_at as date) as loaded_on,
        fetched_at,
        updated_at,
        content_sha256,
        file,
        line,
        file_sha256,
        load_id,
    from articles
)

select * from renamed

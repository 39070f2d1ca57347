-- The best figure of a record lies between its low and its high one.
{{ config(severity='warn') }}

select
    record_id as article_id,
    concat(
        record_id, ' at ', file, ':', line, ' has low ', low, ', best ', best, ' and high ', high
    ) as detail
from {{ ref('records') }}
where not (low <= best and best <= high)

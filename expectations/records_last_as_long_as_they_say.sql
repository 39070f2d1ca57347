-- The days of an event of UCDP are as many as its precision says.
{{ config(severity='warn') }}

with records as (
    select
        *,
        date_diff('day', earliest_on, latest_on) + 1 as day_count,
    from {{ ref('records') }}
    where dataset = 'ucdp'
)

select
    record_id as article_id,
    concat(
        record_id, ' at ', file, ':', line, ' lasts ', day_count, ' days, with a precision of ',
        day_precision
    ) as detail
from records
-- to the day; to a few days; to the week; to the month; to the year
where not case day_precision
    when 1 then day_count = 1
    when 2 then day_count between 2 and 6
    when 3 then day_count = 7
    when 4 then day_count between 8 and 31
    when 5 then day_count between 32 and 366
    else false
end

-- Each number and day of an event of a structured source can be read.
{{ config(severity='warn') }}

select
    record_id as article_id,
    concat(
        record_id, ' at ', file, ':', line, ' has no ',
        concat_ws(
            ', no ',
            case when low is null then 'low' end,
            case when best is null then 'best' end,
            case when high is null then 'high' end,
            case when earliest_on is null then 'first day' end,
            case when latest_on is null then 'last day' end
        ),
        ' that can be read'
    ) as detail
from {{ ref('records') }}
-- a review is of words
where dataset <> 'claim_reviews'
    and (low is null or best is null or high is null or earliest_on is null or latest_on is null)

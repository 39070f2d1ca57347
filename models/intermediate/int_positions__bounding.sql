-- One row per interval that an article gives an operand of a relation, with the days it is for.
with facts_positioned as (
    select * from {{ ref('int_facts__positioned') }}
),

operands as (
    select * from {{ ref('int_operands__known') }}
),

positions_bounding as (
    select distinct
        facts_positioned.claim_id,
        facts_positioned.position_key,
        facts_positioned.article_id,
        operands.operand_no,
        case
            when operands.is_day then {{ day_number('facts_positioned.earliest_on') }}
            else facts_positioned.low
        end as low,
        case
            when operands.is_day then {{ day_number('facts_positioned.latest_on') }}
            else facts_positioned.high
        end as high,
        {{ day_number('facts_positioned.as_of_earliest_on') }} as since,
        {{ day_number('facts_positioned.as_of_latest_on') }} as until,
        facts_positioned.is_single_valued as is_rival,
    from facts_positioned
    inner join operands on facts_positioned.claim_id = operands.claim_id
    -- Only what is asserted enters an interval.
    where facts_positioned.stance = 'asserts'
        and facts_positioned.has_interval
        and operands.value_kind in ('count', 'quantity', 'share', 'duration', 'date')
),

positions_numbered as (
    select
        row_number() over (order by claim_id, position_key, article_id) - 1 as position_no,
        claim_id,
        position_key,
        article_id,
        operand_no,
        dense_rank() over (order by article_id) - 1 as article_no,
        low,
        high,
        since,
        until,
        is_rival,
    from positions_bounding
)

select * from positions_numbered

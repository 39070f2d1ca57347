-- One row per pair of positions on a claim that cannot both be held, and rule that says so.
with facts_positioned as (
    select * from {{ ref('int_facts__positioned') }}
),

-- Positions rather than facts are paired: a hundred articles that say 123 are one position.
positions as (
    select distinct
        claim_id,
        position_key,
        stance,
        over_time,
        text_folded,
        low,
        high,
        earliest_on,
        latest_on,
        as_of_earliest_on,
        as_of_latest_on,
        is_single_valued,
        has_interval,
    from facts_positioned
),

pairs as (
    select
        asserted.claim_id,
        asserted.position_key,
        others.position_key as other_position_key,
        others.stance as other_stance,
        asserted.over_time,
        asserted.is_single_valued,
        others.has_interval as other_has_interval,
        asserted.low > others.high as is_above,
        asserted.as_of_latest_on <= others.as_of_earliest_on as is_no_later,
        asserted.as_of_earliest_on = others.as_of_latest_on as is_one_day,
        {{ intervals_meet(
            'asserted.as_of_earliest_on', 'asserted.as_of_latest_on',
            'others.as_of_earliest_on', 'others.as_of_latest_on'
        ) }} as is_same_time,
        coalesce(asserted.text_folded = others.text_folded, true)
            and {{ intervals_meet(
                'asserted.low', 'asserted.high', 'others.low', 'others.high'
            ) }}
            and {{ intervals_meet(
                'asserted.earliest_on', 'asserted.latest_on',
                'others.earliest_on', 'others.latest_on'
            ) }} as is_compatible,
        coalesce(asserted.text_folded = others.text_folded, true)
            and {{ interval_is_inside(
                'asserted.low', 'asserted.high', 'others.low', 'others.high'
            ) }}
            and {{ interval_is_inside(
                'asserted.earliest_on', 'asserted.latest_on',
                'others.earliest_on', 'others.latest_on'
            ) }} as is_inside,
    from positions as asserted
    inner join positions as others
        on asserted.claim_id = others.claim_id
        and asserted.position_key <> others.position_key
    where asserted.stance = 'asserts'
),

pairs_judged as (
    select
        claim_id,
        position_key,
        other_position_key,
        case
            -- A count that may have been the later one may have grown.
            when other_stance = 'asserts' and over_time = 'cumulative'
                then case
                    when is_above and is_no_later and is_one_day then 'sources_agree'
                    when is_above and is_no_later then 'counts_do_not_fall'
                end
            when other_stance = 'asserts' and is_same_time and is_single_valued
                and not is_compatible
                then 'sources_agree'
            -- Who denies without a value denies whatever is asserted; who denies `more than 50`
            -- does not deny 40.
            when other_stance = 'denies' and is_same_time
                and (not other_has_interval or is_inside)
                then 'status_agree'
            when other_stance = 'unconfirmed' and is_same_time
                and (not other_has_interval or is_inside)
                then 'status_confirmed'
        end as rule,
    from pairs
),

positions_conflicting as (
    select
        claim_id,
        position_key,
        other_position_key,
        rule,
        -- Somebody's word that a thing is not confirmed leaves room for its being true.
        rule <> 'status_confirmed' as is_contradiction,
    from pairs_judged
    where rule is not null
)

select * from positions_conflicting

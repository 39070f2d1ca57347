-- One row per relation: what its operands give, what is stated, and whether that holds.
with relations_said as (
    select * from {{ ref('int_relations__said') }}
),

systems_solved as (
    select * from {{ ref('int_systems__solved') }}
),

relations_solved as (
    select
        relations_said.*,
        concat(
            case when note is not null then concat(note, ': ') else '' end, operands_said
        ) as arithmetic,
        solved.low as stated_low,
        solved.high as stated_high,
        solved.left_low as computed_low,
        solved.left_high as computed_high,
        solved.verdict = 1 as holds,
        coalesce(solved.has_gap = 1, false) as has_gap,
    from relations_said
    left join systems_solved as solved
        on solved.finding = 'relation'
        and relations_said.relation_no = solved.relation_no
),

relations_checked as (
    select
        relation_id,
        claim_id,
        kind,
        note,
        operand_count,
        valued_count,
        stated_low,
        stated_high,
        computed_low,
        computed_high,
        arithmetic,
        case
            when is_cut then concat_ws(': ', note, 'an entry of it was refused')
            when has_gap then concat(arithmetic, '; no whole number does it')
            else concat(
                arithmetic, '; so the ', stated_role, ' must be ',
                coalesce(
                    case
                        when is_day
                            then {{ period_text(
                                day_of('computed_low'), day_of('computed_high')
                            ) }}
                        else {{ interval_words('computed_low', 'computed_high') }}
                    end,
                    'anything'
                ),
                -- Parts that come to less than their whole may not be all of them.
                case
                    when kind = 'sum' and computed_high < stated_low
                        then concat(
                            ': the parts come to ',
                            {{ interval_words('computed_low', 'computed_high') }}, ' of ',
                            {{ interval_words('stated_low', 'stated_high') }},
                            ', a part may be missing'
                        )
                    else ''
                end
            )
        end as detail,
        {{ intervals_meet('stated_low', 'stated_high', 'computed_low', 'computed_high') }}
            and not has_gap as is_met,
        holds,
    from relations_solved
)

select * from relations_checked

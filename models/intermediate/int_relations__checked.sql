-- One row per relation: what its operands give, what is stated, and whether that holds.
with relations_operands as (
    select * from {{ ref('int_relations__operands') }}
),

relations_solved as (
    select * from {{ ref('int_relations__solved') }}
),

operands_by_relation as (
    select
        relation_id,
        min(kind) as kind,
        min(note) as note,
        count(*) as operand_count,
        count(distinct role) = {{ role_count_of('min(kind)') }} as has_every_role,
        -- A value in a unit that does not convert is none.
        count(*) filter (where value_said is not null and scale is not null) as valued_count,
        -- Who holds the relation to account: its stated operand, or else any claim in it.
        coalesce(min(case when is_stated then claim_id end), min(claim_id)) as claim_id,
        string_agg(
            concat(
                role, ' ', {{ operand_name('operand') }}, ' = ',
                coalesce(value_said, 'not said')
            ),
            '; ' order by is_stated desc, role, operand
        ) as operands_said,
        min(earliest_on) filter (where role = 'born') as born_earliest_on,
        max(latest_on) filter (where role = 'born') as born_latest_on,
        min(earliest_on) filter (where role = 'on') as on_earliest_on,
        max(latest_on) filter (where role = 'on') as on_latest_on,
    from relations_operands
    group by relation_id
),

stated as (
    select
        relations_solved.relation_id,
        relations_solved.role,
        relations_solved.is_day,
        relations_solved.is_met,
        relations_solved.derived_low,
        relations_solved.derived_high,
        round((low + slack) / scale, 6) as stated_low,
        round((high - slack) / scale, 6) as stated_high,
    from relations_solved
    inner join relations_operands
        on relations_solved.relation_id = relations_operands.relation_id
        and relations_solved.role = relations_operands.role
        and relations_solved.operand = relations_operands.operand
    where relations_solved.is_stated
),

-- An age is counted by the calendar: whole years from the one day to the other.
computed as (
    select
        operands_by_relation.*,
        coalesce(stated.role, 'stated') as stated_role,
        stated.is_day,
        stated.stated_low,
        stated.stated_high,
        case
            when kind = 'age' then {{ completed_years('born_latest_on', 'on_earliest_on') }}
            else derived_low
        end as computed_low,
        case
            when kind = 'age'
                then {{ completed_years('born_earliest_on', 'on_latest_on') }} + 0.9973
            else derived_high
        end as computed_high,
        case
            when kind = 'age' then {{ intervals_meet(
                'stated_low', 'stated_high',
                completed_years('born_latest_on', 'on_earliest_on'),
                completed_years('born_earliest_on', 'on_latest_on') ~ ' + 0.9973'
            ) }}
            else is_met
        end as is_met,
    from operands_by_relation
    left join stated on operands_by_relation.relation_id = stated.relation_id
),

computed_said as (
    select
        computed.*,
        case
            when is_day then {{ period_text(day_of('computed_low'), day_of('computed_high')) }}
            else {{ interval_text('computed_low', 'computed_high') }}
        end as computed_said,
    from computed
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
        concat(
            case when note is not null then concat(note, ': ') else '' end,
            operands_said, '; so the ', stated_role, ' must be ',
            coalesce(computed_said, 'anything')
        ) as detail,
        case
            -- What clashes, clashes even while an operand is missing.
            when not is_met then false
            when valued_count = operand_count and has_every_role then true
        end as holds,
    from computed_said
)

select * from relations_checked

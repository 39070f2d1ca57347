-- One row per operand of a relation, with its factor in the sum that the relation stands for.
with relations as (
    select
        *,
        count(*) over (partition by relation_id) as entry_count,
    from {{ ref('int_relations__stated') }}
),

kinds as (
    select * from {{ ref('int_kinds__known') }}
),

operands as (
    select * from {{ ref('int_operands__known') }}
),

roles_by_kind as (
    select
        kind,
        count(*) as role_count,
    from kinds
    group by kind
),

relations_roled as (
    select
        relations.relation_id,
        relations.kind,
        relations.role,
        relations.operand,
        relations.note,
        operands.operand_no,
        operands.is_day,
        operands.base_unit,
        operands.factor,
        kinds.times,
        kinds.total_low,
        kinds.total_high,
        kinds.is_stated,
        kinds.kind in ('duration', 'age') and role in ('length', 'age') as is_length,
        count(*) over (partition by relations.relation_id, relations.role) > 1
            and not kinds.takes_many as is_too_many,
        -- A day has its place, and a number is none.
        coalesce(kinds.takes_days <> operands.is_day, false) as is_misplaced,
        case
            when operands.base_unit in ('day', 'days') then operands.factor
            when operands.base_unit in ('week', 'weeks') then operands.factor * 7.0
            when operands.base_unit in ('month', 'months') then operands.factor * 30.4375
            when operands.base_unit in ('year', 'years') then operands.factor * 365.25
        end as days_per_unit,
        roles_by_kind.role_count,
        -- Reckoned without an operand, what is left would be held to the whole.
        count(*) over (partition by relations.relation_id) < entry_count
            or not coalesce(relations.is_complete, true) as is_cut,
    from relations
    inner join kinds using (kind, role)
    inner join operands using (operand)
    inner join roles_by_kind using (kind)
),

relations_scaled as (
    select
        relations_roled.*,
        case
            -- The calendar counts an age in years.
            when kind = 'age' and is_length then days_per_unit / 365.25
            when is_length then days_per_unit
            when is_day then 1.0
            -- People and tonnes do not add up: the relation then cannot say.
            when min(base_unit) over (partition by relation_id)
                = max(base_unit) over (partition by relation_id) or base_unit is null
                then factor
        end as scale,
        -- Months and years are not all of one length: a year is a day off, a month three.
        case
            when kind <> 'duration' or not is_length or days_per_unit < 28 then 0.0
            when days_per_unit < 365 then 3.0
            else 1.0
        end as slack,
    from relations_roled
),

relations_judged as (
    select
        relations_scaled.*,
        max(slack) over (partition by relation_id) as spare,
        count(*) filter (where scale is null or is_too_many or is_misplaced or is_cut)
            over (partition by relation_id) = 0
            and dense_rank() over (partition by relation_id order by role)
            + dense_rank() over (partition by relation_id order by role desc) - 1
            = role_count as is_usable,
    from relations_scaled
),

relations_weighed as (
    select
        relation_id,
        role,
        operand,
        dense_rank() over (order by relation_id) - 1 as relation_no,
        operand_no,
        kind,
        note,
        -- Born, on, age: in this order the calendar takes them.
        row_number() over (
            partition by relation_id
            order by case role when 'born' then 1 when 'on' then 2 else 3 end, operand, role
        ) - 1 as place,
        times * scale as times,
        total_low - spare as total_low,
        total_high + spare as total_high,
        kind = 'age' as is_age,
        is_stated,
        is_usable,
    from relations_judged
)

select * from relations_weighed

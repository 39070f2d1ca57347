-- One row per operand of a relation, with what the other operands leave for it.
with relations_operands as (
    select * from {{ ref('int_relations__operands') }}
),

roles_by_relation as (
    select
        relation_id,
        count(distinct role) = {{ role_count_of('min(kind)') }} as has_every_role,
    from relations_operands
    group by relation_id
),

terms as (
    select
        relations_operands.relation_id,
        operand,
        role,
        claim_id,
        kind,
        case when sign > 0 then low else - high end as term_low,
        case when sign > 0 then high else - low end as term_high,
        -- A part may be less than its whole, and the earlier day any time before the later.
        case
            when kind in ('part_of', 'at_most', 'before') then null
            -- From Monday to Tuesday is one day, or two if both are counted.
            when kind = 'duration' then 1.0
            else 0.0
        end as spare,
        roles_by_relation.has_every_role,
    from relations_operands
    inner join roles_by_relation
        on relations_operands.relation_id = roles_by_relation.relation_id
),

-- The sum of the others; open as soon as one of them is open, or is not there at all.
terms_of_others as (
    select
        terms.*,
        case
            when has_every_role and count(*) over (partition by relation_id) - 1
                = count(term_low) over (partition by relation_id)
                - case when term_low is null then 0 else 1 end
                then coalesce(sum(term_low) over (partition by relation_id), 0)
                - coalesce(term_low, 0)
        end as others_low,
        case
            when has_every_role and count(*) over (partition by relation_id) - 1
                = count(term_high) over (partition by relation_id)
                - case when term_high is null then 0 else 1 end
                then coalesce(sum(term_high) over (partition by relation_id), 0)
                - coalesce(term_high, 0)
        end as others_high,
    from terms
),

derived as (
    select
        terms_of_others.relation_id,
        terms_of_others.role,
        terms_of_others.operand,
        case
            when relations_operands.sign > 0 then - others_high else others_low - spare
        end as low,
        case
            when relations_operands.sign > 0 then spare - others_low else others_high
        end as high,
    from terms_of_others
    inner join relations_operands
        on terms_of_others.relation_id = relations_operands.relation_id
        and terms_of_others.role = relations_operands.role
        and terms_of_others.operand = relations_operands.operand
),

relations_solved as (
    select
        relations_operands.relation_id,
        relations_operands.operand,
        relations_operands.claim_id,
        relations_operands.kind,
        relations_operands.role,
        relations_operands.value_kind,
        relations_operands.unit,
        -- Whole people and whole days only; a hair's breadth is the rounding of fractions, and
        -- nought is added because -0 is a number too.
        case
            when is_day or (value_kind = 'count' and scale = 1)
                then ceil(round((derived.low - slack) / scale, 6)) + 0.0
            else round((derived.low - slack) / scale, 6) + 0.0
        end as derived_low,
        case
            when is_day or (value_kind = 'count' and scale = 1)
                then floor(round((derived.high + slack) / scale, 6)) + 0.0
            else round((derived.high + slack) / scale, 6) + 0.0
        end as derived_high,
        is_day,
        is_stated,
        {{ intervals_meet(
            'relations_operands.low - 0.000001', 'relations_operands.high + 0.000001',
            'derived.low', 'derived.high'
        ) }} as is_met,
    from relations_operands
    inner join derived
        on relations_operands.relation_id = derived.relation_id
        and relations_operands.role = derived.role
        and relations_operands.operand = derived.operand
)

select * from relations_solved

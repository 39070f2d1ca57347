-- One row per relation: its operands with what is said of them, in words.
with relations_weighed as (
    select * from {{ ref('int_relations__weighed') }}
),

relations as (
    select * from {{ ref('int_relations__stated') }}
),

kinds as (
    select * from {{ ref('int_kinds__known') }}
),

operands as (
    select * from {{ ref('int_operands__known') }}
),

systems_solved as (
    select * from {{ ref('int_systems__solved') }}
),

positions as (
    select distinct operand_no from {{ ref('int_positions__bounding') }}
),

operands_judged as (
    select
        relations.relation_id,
        relations.kind,
        relations.role,
        relations.operand,
        relations.note,
        relations.is_complete,
        relations_weighed.relation_no,
        coalesce(kinds.is_stated, false) as is_stated,
        coalesce(relations_weighed.is_usable, false) as is_usable,
        operands.is_day,
        case when positions.operand_no is not null then operands.claim_id end as claim_id,
        judged.operand_no is not null as is_valued,
        case
            when operands.is_day
                then {{ period_text(day_of('judged.low'), day_of('judged.high')) }}
            else {{ interval_words('judged.low', 'judged.high') }}
        end as value_said,
    from relations
    inner join operands on relations.operand = operands.operand
    left join kinds on relations.kind = kinds.kind and relations.role = kinds.role
    left join relations_weighed
        on relations.relation_id = relations_weighed.relation_id
        and relations.role = relations_weighed.role
        and relations.operand = relations_weighed.operand
    left join positions on operands.operand_no = positions.operand_no
    left join systems_solved as judged
        on judged.finding = 'relation_operand'
        and relations_weighed.relation_no = judged.relation_no
        and operands.operand_no = judged.operand_no
),

operands_by_relation as (
    select
        relation_id,
        min(kind) as kind,
        min(note) as note,
        min(relation_no) filter (where is_usable) as relation_no,
        bool_or(not is_complete) as is_cut,
        count(*) as operand_count,
        count(*) filter (where is_valued) as valued_count,
        -- Who holds the relation to account: its stated operand, or else any claim in it.
        coalesce(min(case when is_stated then claim_id end), min(claim_id)) as claim_id,
        coalesce(min(case when is_stated then role end), 'stated') as stated_role,
        bool_or(is_stated and is_day) as is_day,
        string_agg(
            concat(
                role, ' ', {{ operand_name('operand') }}, ' = ',
                coalesce(value_said, 'not said')
            ),
            '; ' order by is_stated desc, role, operand
        ) as operands_said,
    from operands_judged
    group by relation_id
)

select * from operands_by_relation

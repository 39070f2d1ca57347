-- One row per claim and step by which a relation narrows it, in order.
with systems_solved as (
    select * from {{ ref('int_systems__solved') }}
),

operands as (
    select * from {{ ref('int_operands__known') }}
),

relations as (
    select distinct
        relation_no,
        relation_id,
        kind,
    from {{ ref('int_relations__weighed') }}
),

rings_told as (
    select * from {{ ref('int_rings__told') }}
),

bounds_used as (
    select
        systems_solved.operand_no,
        systems_solved.step,
        operands.operand,
        operands.is_day,
        systems_solved.low,
        systems_solved.high,
    from systems_solved
    inner join operands on systems_solved.from_operand_no = operands.operand_no
    where systems_solved.finding = 'step_operand'
),

bounds_said as (
    select
        bounds_used.*,
        case
            when is_day then {{ period_text(day_of('low'), day_of('high')) }}
            else {{ interval_words('low', 'high') }}
        end as value_said,
    from bounds_used
),

operands_by_step as (
    select
        operand_no,
        step,
        string_agg(
            concat({{ operand_name('operand') }}, ' = ', coalesce(value_said, 'anything')),
            '; ' order by operand
        ) as given_by,
    from bounds_said
    group by operand_no, step
),

steps as (
    select
        operands.claim_id,
        systems_solved.step,
        relations.relation_id,
        -- A cumulative count that narrows its later self needs no relation.
        case
            when systems_solved.relation_no is not null then relations.kind
            when rings_told.kind is not null then rings_told.kind
            when operands_by_step.given_by is not null then 'growth'
        end as kind,
        coalesce(rings_told.given_by, operands_by_step.given_by) as given_by,
        operands.is_day,
        {{ day_of('systems_solved.low_before') }} as earliest_before_on,
        {{ day_of('systems_solved.high_before') }} as latest_before_on,
        {{ day_of('systems_solved.low') }} as earliest_on,
        {{ day_of('systems_solved.high') }} as latest_on,
        systems_solved.low_before,
        systems_solved.high_before,
        systems_solved.low,
        systems_solved.high,
    from systems_solved
    inner join operands on systems_solved.operand_no = operands.operand_no
    left join relations on systems_solved.relation_no = relations.relation_no
    left join operands_by_step
        on systems_solved.operand_no = operands_by_step.operand_no
        and systems_solved.step = operands_by_step.step
    left join rings_told on systems_solved.ring_no = rings_told.ring_no
    where systems_solved.finding = 'step'
        and operands.claim_id is not null
),

claims_stepped as (
    select
        claim_id,
        step,
        relation_id,
        kind,
        given_by,
        case when not is_day then low_before end as low_before,
        case when not is_day then high_before end as high_before,
        case when not is_day then low end as low,
        case when not is_day then high end as high,
        case when is_day then earliest_before_on end as earliest_before_on,
        case when is_day then latest_before_on end as latest_before_on,
        case when is_day then earliest_on end as earliest_on,
        case when is_day then latest_on end as latest_on,
    from steps
)

select * from claims_stepped

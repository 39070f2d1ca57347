-- One row per disagreement and fact or quotation that takes part in it, in its own words.
with facts_positioned as (
    select * from {{ ref('int_facts__positioned') }}
),

positions_conflicting as (
    select * from {{ ref('int_positions__conflicting') }}
),

relations_operands as (
    select * from {{ ref('int_relations__operands') }}
),

relations_checked as (
    select * from {{ ref('int_relations__checked') }}
),

quotes_differing as (
    select * from {{ ref('int_quotes__differing') }}
),

facts_phrased as (
    select * from {{ ref('int_facts__phrased') }}
),

positions_in_conflict as (
    select claim_id, rule, position_key from positions_conflicting
    union
    select claim_id, rule, other_position_key from positions_conflicting
),

claim_parts as (
    select
        positions_in_conflict.rule,
        positions_in_conflict.claim_id as about_id,
        positions_in_conflict.claim_id,
        facts_positioned.fact_id as part_id,
    from positions_in_conflict
    inner join facts_positioned
        on positions_in_conflict.claim_id = facts_positioned.claim_id
        and positions_in_conflict.position_key = facts_positioned.position_key
),

-- A relation is about all that is asserted of its operands.
relation_parts as (
    select distinct
        case relations_checked.kind
            when 'sum' then 'parts_sum_to_whole'
            when 'part_of' then 'part_within_whole'
            when 'difference' then 'difference_holds'
            when 'duration' then 'duration_matches_dates'
            when 'age' then 'age_matches_birth'
            when 'before' then 'earlier_before_later'
            when 'at_most' then 'at_most_holds'
        end as rule,
        relations_checked.relation_id as about_id,
        relations_checked.claim_id,
        facts_positioned.fact_id as part_id,
    from relations_checked
    inner join relations_operands
        on relations_checked.relation_id = relations_operands.relation_id
    inner join facts_positioned on relations_operands.claim_id = facts_positioned.claim_id
    where not relations_checked.holds
        and facts_positioned.stance = 'asserts'
        and facts_positioned.is_current
),

fact_parts as (
    select rule, about_id, claim_id, part_id from claim_parts
    union all
    select rule, about_id, claim_id, part_id from relation_parts
),

disagreements_parts as (
    select
        fact_parts.rule,
        fact_parts.about_id,
        fact_parts.part_id,
        fact_parts.claim_id,
        facts_phrased.value_said,
        facts_phrased.phrase,
        true as is_fact,
    from fact_parts
    inner join facts_phrased on fact_parts.part_id = facts_phrased.fact_id
    union all
    select
        'quotation_alike' as rule,
        quote_group_id as about_id,
        quote_id as part_id,
        cast(null as varchar) as claim_id,
        cast(null as varchar) as value_said,
        phrase,
        false as is_fact,
    from quotes_differing
)

select * from disagreements_parts

-- One row per disagreement and fact or quotation that takes part in it, in its own words.
with facts_positioned as (
    select * from {{ ref('int_facts__positioned') }}
),

positions_conflicting as (
    select * from {{ ref('int_positions__conflicting') }}
),

clashes_told as (
    select * from {{ ref('int_clashes__told') }}
),

systems_solved as (
    select * from {{ ref('int_systems__solved') }}
),

positions_bounding as (
    select * from {{ ref('int_positions__bounding') }}
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

fact_parts as (
    select
        positions_in_conflict.rule,
        positions_in_conflict.claim_id as about_id,
        facts_positioned.fact_id as part_id,
        positions_in_conflict.claim_id,
        cast(null as varchar) as arithmetic,
    from positions_in_conflict
    inner join facts_positioned
        on positions_in_conflict.claim_id = facts_positioned.claim_id
        and positions_in_conflict.position_key = facts_positioned.position_key
    union all
    select
        clashes_told.rule,
        clashes_told.about_id,
        facts_positioned.fact_id as part_id,
        clashes_told.claim_id,
        clashes_told.arithmetic,
    from clashes_told
    inner join systems_solved
        on systems_solved.finding = 'clash_position'
        and clashes_told.clash_no = systems_solved.clash_no
    inner join positions_bounding on systems_solved.position_no = positions_bounding.position_no
    inner join facts_positioned
        on positions_bounding.claim_id = facts_positioned.claim_id
        and positions_bounding.position_key = facts_positioned.position_key
        and positions_bounding.article_id = facts_positioned.article_id
),

disagreements_parts as (
    select
        fact_parts.rule,
        fact_parts.about_id,
        fact_parts.part_id,
        fact_parts.claim_id,
        fact_parts.arithmetic,
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
        cast(null as varchar) as arithmetic,
        cast(null as varchar) as value_said,
        phrase,
        false as is_fact,
    from quotes_differing
)

select * from disagreements_parts

-- One row per rule that related claims break and claim that has a part in it.
with relations_operands as (
    select * from {{ ref('int_relations__operands') }}
),

relations_checked as (
    select * from {{ ref('int_relations__checked') }}
),

claims_inferred as (
    select * from {{ ref('int_claims__inferred') }}
),

-- A relation that does not hold is about all its operands.
relations_broken as (
    select
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
        relations_operands.claim_id as part_claim_id,
        relations_checked.claim_id,
        relations_checked.detail as arithmetic,
    from relations_checked
    inner join relations_operands
        on relations_checked.relation_id = relations_operands.relation_id
    -- Where an operand is missing, nothing can be said.
    where not relations_checked.holds
        and relations_operands.claim_id is not null
),

-- Relations that hold one by one, and together leave nothing of a claim.
relations_apart as (
    select
        'relations_agree' as rule,
        claims_inferred.claim_id as about_id,
        others.claim_id as part_claim_id,
        claims_inferred.claim_id,
        claims_inferred.inferred_because as arithmetic,
    from claims_inferred
    inner join relations_operands on claims_inferred.claim_id = relations_operands.claim_id
    inner join relations_checked
        on relations_operands.relation_id = relations_checked.relation_id
    inner join relations_operands as others
        on relations_operands.relation_id = others.relation_id
    where claims_inferred.is_clashing
        and coalesce(relations_checked.holds, true)
        and others.claim_id is not null
),

relations_clashing as (
    select rule, about_id, part_claim_id, claim_id, arithmetic from relations_broken
    union
    select rule, about_id, part_claim_id, claim_id, arithmetic from relations_apart
)

select * from relations_clashing

-- One row per relation between claims.
with relations_checked as (
    select * from {{ ref('int_relations__checked') }}
),

relations_told as (
    select
        relation_id,
        claim_id,
        kind,
        detail,
        case
            when holds then 'holds'
            when not holds then 'does not hold'
            else 'cannot say'
        end as verdict,
        note,
        stated_low,
        stated_high,
        computed_low,
        computed_high,
        operand_count,
        valued_count,
        holds,
    from relations_checked
)

select * from relations_told

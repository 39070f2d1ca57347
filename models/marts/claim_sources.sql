-- One row per claim, article and origin that the article has it from.
with facts as (
    select * from {{ ref('facts') }}
),

facts_with_groups as (
    select * from {{ ref('int_facts__with_groups') }}
),

origins_joined as (
    select * from {{ ref('int_origins__joined') }}
),

facts_leaning as (
    select * from {{ ref('int_facts__leaning') }}
),

facts_ranked as (
    select
        facts.*,
        case stance
            when 'asserts' then 1
            when 'denies' then 2
            when 'unconfirmed' then 3
            when 'unknown' then 4
            else 5
        end as stance_rank,
    from facts
    -- What is not live is counted nowhere.
    where is_live
),

-- An article that has two stances from one origin is told by the stronger.
facts_leading as (
    select
        facts_ranked.*,
        min(stance_rank) over (partition by claim_id, article_id, origin_id) as leading_rank,
    from facts_ranked
),

-- Two wordings of one value are two accounts: `8..9; dozens`.
values_listed as (
    select
        claim_id,
        article_id,
        origin_id,
        string_agg(distinct value, '; ' order by value) as value,
    from facts_leading
    where stance_rank = leading_rank
    group by claim_id, article_id, origin_id
),

first_words as (
    select
        claim_id,
        article_id,
        origin_id,
        fact_id,
        outlet_id,
        source_id,
        via_id,
        stance,
        count(*) over (partition by claim_id, article_id, origin_id) as fact_count,
    from facts_leading
    -- Whom the article names first speaks for the rest.
    qualify row_number() over (
        partition by claim_id, article_id, origin_id
        order by stance_rank, evidence_start, fact_id
    ) = 1
),

claim_sources as (
    select
        first_words.claim_id,
        first_words.article_id,
        first_words.outlet_id,
        first_words.origin_id,
        first_words.source_id,
        first_words.via_id,
        case when first_words.stance = 'asserts' then origins_joined.independent_origin_id end
            as independent_origin_id,
        leaning_facts.article_id as leans_on_article_id,
        facts_leaning.reason as leans_because,
        values_listed.value,
        first_words.stance,
        first_words.fact_count,
    from first_words
    inner join values_listed
        on first_words.claim_id = values_listed.claim_id
        and first_words.article_id = values_listed.article_id
        and first_words.origin_id = values_listed.origin_id
    left join facts_with_groups on first_words.fact_id = facts_with_groups.fact_id
    left join origins_joined
        on first_words.claim_id = origins_joined.claim_id
        and facts_with_groups.origin_group_id = origins_joined.origin_group_id
    left join facts_leaning on first_words.fact_id = facts_leaning.fact_id
    left join facts as leaning_facts on facts_leaning.leans_on_fact_id = leaning_facts.fact_id
)

select * from claim_sources

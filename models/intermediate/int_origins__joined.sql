-- One row per claim and group of origins, with the origin that it leads to.
with facts as (
    select * from {{ ref('int_facts__asserted') }}
),

facts_leaning as (
    select * from {{ ref('int_facts__leaning') }}
),

groups as (
    select
        claim_id,
        origin_group_id,
        bool_or(is_named) as is_named,
        bool_and(is_passed_on) as is_passed_on,
    from facts
    group by claim_id, origin_group_id
),

-- What a voice says first on a claim tells whom it has it from.
first_words as (
    select
        claim_id,
        origin_group_id,
        fact_id,
    from facts
    qualify row_number() over (
        partition by claim_id, origin_group_id
        order by published_on nulls last, published_at nulls last, article_id, fact_id
    ) = 1
),

steps_0 as (
    select
        groups.claim_id,
        groups.origin_group_id,
        others.origin_group_id as leads_to_id,
        least(groups.origin_group_id, others.origin_group_id) as least_id,
    from groups
    inner join first_words
        on groups.claim_id = first_words.claim_id
        and groups.origin_group_id = first_words.origin_group_id
    inner join facts_leaning on first_words.fact_id = facts_leaning.fact_id
    inner join facts as others on facts_leaning.leans_on_fact_id = others.fact_id
    -- the word of a named source is its own, whoever printed it first
    where groups.is_passed_on
        and groups.origin_group_id <> others.origin_group_id
),

-- Each round doubles the steps: six reach through 64 copies of copies.
{%- for round in [1, 2, 3, 4, 5, 6] %}
steps_{{ round }} as (
    select
        nearer.claim_id,
        nearer.origin_group_id,
        coalesce(further.leads_to_id, nearer.leads_to_id) as leads_to_id,
        least(nearer.least_id, coalesce(further.least_id, nearer.least_id)) as least_id,
    from steps_{{ round - 1 }} as nearer
    left join steps_{{ round - 1 }} as further
        on nearer.claim_id = further.claim_id
        and nearer.leads_to_id = further.origin_group_id
),
{%- endfor %}

led as (
    select
        groups.claim_id,
        groups.origin_group_id,
        case
            when steps_6.claim_id is null then groups.origin_group_id
            -- of those that name each other the first by name stands for all
            when unended.claim_id is not null then steps_6.least_id
            else steps_6.leads_to_id
        end as independent_origin_id,
        steps_0.leads_to_id as leans_on_group_id,
    from groups
    left join steps_0
        on groups.claim_id = steps_0.claim_id
        and groups.origin_group_id = steps_0.origin_group_id
    left join steps_6
        on groups.claim_id = steps_6.claim_id
        and groups.origin_group_id = steps_6.origin_group_id
    left join steps_0 as unended
        on steps_6.claim_id = unended.claim_id
        and steps_6.leads_to_id = unended.origin_group_id
),

origins_joined as (
    select
        led.claim_id,
        led.origin_group_id,
        led.independent_origin_id,
        led.leans_on_group_id,
        ends.is_named,
    from led
    inner join groups as ends
        on led.claim_id = ends.claim_id
        and led.independent_origin_id = ends.origin_group_id
)

select * from origins_joined

-- One row per ruling, thing that its disagreement rests on, and aspect of that thing.
with rulings as (
    select * from {{ ref('int_rulings__newest') }}
),

disagreements_identified as (
    select * from {{ ref('int_disagreements__identified') }}
),

disagreements_parts as (
    select * from {{ ref('int_disagreements__parts') }}
),

facts as (
    select * from {{ ref('int_facts__stated') }}
),

labels as (
    select * from {{ ref('stg_facts') }}
),

quotes as (
    select * from {{ ref('int_quotes__located') }}
),

clashes_told as (
    select * from {{ ref('int_clashes__told') }}
),

systems_solved as (
    select * from {{ ref('int_systems__solved') }}
),

relations_weighed as (
    select * from {{ ref('int_relations__weighed') }}
),

operands as (
    select * from {{ ref('int_operands__known') }}
),

things_ruled as (
    select
        rulings.disagreement_id,
        rulings.ruling_md5,
        disagreements_identified.rule,
        disagreements_identified.about_id,
    from rulings
    inner join disagreements_identified
        on rulings.disagreement_id = disagreements_identified.disagreement_id
),

parts_ruled as (
    select distinct
        things_ruled.disagreement_id,
        things_ruled.ruling_md5,
        disagreements_parts.part_id,
        disagreements_parts.is_fact,
    from things_ruled
    inner join disagreements_parts
        on things_ruled.rule = disagreements_parts.rule
        and things_ruled.about_id = disagreements_parts.about_id
),

facts_ruled as (
    select
        parts_ruled.disagreement_id,
        parts_ruled.ruling_md5,
        facts.fact_id as thing_id,
        facts.value,
        labels.unit,
        facts.stance,
        facts.source_id,
        facts.via_id,
        facts.as_of,
    from parts_ruled
    inner join facts on parts_ruled.part_id = facts.fact_id
    left join labels on facts.fact_id = labels.fact_id
    where parts_ruled.is_fact
),

-- A person's birth and the day of an event are no facts, and a relation may rest on them.
days_ruled as (
    select distinct
        things_ruled.disagreement_id,
        things_ruled.ruling_md5,
        operands.operand as thing_id,
        {{ period_text(day_of('operands.low'), day_of('operands.high')) }} as day,
    from things_ruled
    inner join clashes_told
        on things_ruled.rule = clashes_told.rule
        and things_ruled.about_id = clashes_told.about_id
    inner join systems_solved
        on systems_solved.finding = 'clash'
        and clashes_told.clash_no = systems_solved.clash_no
    inner join relations_weighed on systems_solved.relation_no = relations_weighed.relation_no
    inner join operands on relations_weighed.operand = operands.operand
    where operands.claim_id is null
),

rulings_grounds as (
    {%- for aspect in ['value', 'unit', 'stance', 'as_of', 'source_id', 'via_id'] %}
    select
        disagreement_id, thing_id, '{{ aspect }}' as aspect, ruling_md5, {{ aspect }} as said
    from facts_ruled
    union all
    {%- endfor %}
    select disagreement_id, thing_id, 'day', ruling_md5, day
    from days_ruled
    union all
    -- What is remembered of a text is no text.
    select parts_ruled.disagreement_id, quotes.quote_id, 'words', ruling_md5, md5(folded_text)
    from parts_ruled
    inner join quotes on parts_ruled.part_id = quotes.quote_id
    where not parts_ruled.is_fact
)

select * from rulings_grounds

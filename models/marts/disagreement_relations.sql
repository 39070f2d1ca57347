-- One row per disagreement and relation that it takes to see it.
with disagreements_identified as (
    select * from {{ ref('int_disagreements__identified') }}
),

clashes_told as (
    select * from {{ ref('int_clashes__told') }}
),

systems_solved as (
    select * from {{ ref('int_systems__solved') }}
),

relations as (
    select distinct
        relation_no,
        relation_id,
    from {{ ref('int_relations__weighed') }}
),

disagreement_relations as (
    select distinct
        disagreements_identified.disagreement_id,
        relations.relation_id,
    from disagreements_identified
    inner join clashes_told
        on disagreements_identified.rule = clashes_told.rule
        and disagreements_identified.about_id = clashes_told.about_id
    inner join systems_solved
        on systems_solved.finding = 'clash'
        and clashes_told.clash_no = systems_solved.clash_no
    inner join relations on systems_solved.relation_no = relations.relation_no
)

select * from disagreement_relations

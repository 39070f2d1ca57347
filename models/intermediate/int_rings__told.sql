-- One row per ring of relations that were taken together, in words.
with systems_solved as (
    select * from {{ ref('int_systems__solved') }}
),

relations as (
    select distinct
        relation_no,
        relation_id,
        kind,
    from {{ ref('int_relations__weighed') }}
),

relations_by_ring as (
    select
        systems_solved.ring_no,
        count(*) as relation_count,
        string_agg(relations.relation_id, '; ' order by relations.relation_id)
            as relations_named,
    from systems_solved
    inner join relations on systems_solved.relation_no = relations.relation_no
    where systems_solved.finding = 'ring_relation'
    group by systems_solved.ring_no
),

rings_told as (
    select
        rings.ring_no,
        case when rings.verdict = 0 then 'large ring' else 'ring' end as kind,
        case
            when rings.verdict = 0
                then concat('not tightened further: ', rings.claim_count, ' claims in a ring')
            -- Nobody reads more names than that.
            when relations_by_ring.relation_count > 12
                then concat(relations_by_ring.relation_count, ' relations in a ring')
            else relations_by_ring.relations_named
        end as given_by,
    from systems_solved as rings
    left join relations_by_ring on rings.ring_no = relations_by_ring.ring_no
    where rings.finding = 'ring'
)

select * from rings_told

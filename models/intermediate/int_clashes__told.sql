-- One row per clash between related claims: the rule that it breaks, and its arithmetic.
with systems_solved as (
    select * from {{ ref('int_systems__solved') }}
),

relations_weighed as (
    select distinct
        relation_no,
        relation_id,
        kind,
    from {{ ref('int_relations__weighed') }}
),

relations_checked as (
    select * from {{ ref('int_relations__checked') }}
),

kinds as (
    select distinct
        kind,
        rule,
    from {{ ref('int_kinds__known') }}
),

articles as (
    select distinct
        article_no,
        article_id,
    from {{ ref('int_positions__bounding') }}
),

clash_relations as (
    select
        systems_solved.clash_no,
        relations_checked.relation_id,
        relations_checked.claim_id,
        kinds.rule,
        articles.article_id,
        case
            when articles.article_id is not null then concat(
                coalesce(relations_checked.note, relations_checked.relation_id),
                ': the figures of ', articles.article_id, ' alone do not fit'
            )
            -- Where the relation can hold, it is one account that does not fit the rest.
            when relations_checked.holds then concat(
                coalesce(relations_checked.note, relations_checked.relation_id),
                ': one of the accounts does not fit the others'
            )
            -- What several relations show is no matter of what one of them leaves.
            when relations_checked.is_met
                and count(*) over (partition by systems_solved.clash_no) > 1
                then relations_checked.arithmetic
            else relations_checked.detail
        end as arithmetic,
    from systems_solved
    inner join relations_weighed on systems_solved.relation_no = relations_weighed.relation_no
    inner join relations_checked
        on relations_weighed.relation_id = relations_checked.relation_id
    inner join kinds on relations_weighed.kind = kinds.kind
    left join articles on systems_solved.article_no = articles.article_no
    where systems_solved.finding = 'clash'
),

clashes_told as (
    select
        clash_no,
        concat(string_agg(relation_id, ',' order by relation_id), ' ', clash_no) as about_id,
        -- What no relation shows alone is a matter between them.
        case when count(*) = 1 then min(rule) else 'relations_agree' end as rule,
        min(claim_id) as claim_id,
        string_agg(arithmetic, ' / ' order by relation_id) as arithmetic,
    from clash_relations
    group by clash_no
)

select * from clashes_told

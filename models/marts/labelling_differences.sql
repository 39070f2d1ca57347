-- One row per label and other labeller of its article who says otherwise, or nothing.
with labels_decided as (
    select * from {{ ref('int_labels__decided') }}
),

labels_settled as (
    select * from {{ ref('int_labels__settled') }}
),

facts as (
    select * from {{ ref('stg_facts') }}
),

adjudications as (
    select * from {{ ref('stg_adjudications') }}
),

labels_read as (
    select
        *,
        concat_ws(' ', value, unit) as value_said,
        concat_ws(' through ', source_id, via_id) as source_said,
    from facts
),

differences as (
    select
        labels_decided.fact_id,
        labels_decided.other_fact_id,
        labels_decided.article_id,
        labels.claim_id,
        others.claim_id as other_claim_id,
        labels.attribute,
        labels_decided.differs_in,
        labels.value_said as value,
        others.value_said as other_value,
        labels.scope_id,
        others.scope_id as other_scope_id,
        labels.stance,
        others.stance as other_stance,
        nullif(labels.source_said, '') as source,
        nullif(others.source_said, '') as other_source,
        labels.as_of,
        others.as_of as other_as_of,
        labels.exact,
        others.exact as other_exact,
        -- who has lost against a third waits for nobody
        case
            when labels_decided.state in ('open', 'contradictory')
                and (labels_settled.rank <= 3 or others_settled.rank <= 3) then 'decided'
            else labels_decided.state
        end as state,
        labels_decided.decision,
        labels_decided.preferred_fact_id,
        adjudications.reason,
        adjudications.decided_by,
        adjudications.decided_on,
        labels_decided.labelled_by,
        labels_decided.other_labelled_by,
        labels.file,
        labels.line,
        others.file as other_file,
        others.line as other_line,
        adjudications.file as decided_file,
        adjudications.line as decided_line,
    from labels_decided
    inner join labels_read as labels on labels_decided.fact_id = labels.fact_id
    left join labels_read as others on labels_decided.other_fact_id = others.fact_id
    left join labels_settled on labels_decided.fact_id = labels_settled.fact_id
    left join labels_settled as others_settled
        on labels_decided.other_fact_id = others_settled.fact_id
    left join adjudications
        on labels_decided.file = adjudications.file
        and labels_decided.line = adjudications.line
)

select * from differences

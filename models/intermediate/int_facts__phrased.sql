-- One row per fact, told in a phrase: who says it, in what words, and what that gives.
with facts as (
    select * from {{ ref('int_facts__stated') }}
),

facts_as_intervals as (
    select * from {{ ref('int_facts__as_intervals') }}
),

facts_with_origins as (
    select * from {{ ref('int_facts__with_origins') }}
),

sources as (
    select * from {{ ref('int_sources__stated') }}
),

facts_named as (
    select
        facts.fact_id,
        facts.claim_id,
        facts.article_id,
        facts.stance,
        facts.exact,
        speakers.name as speaker_name,
        vias.name as via_name,
        coalesce(
            {{ value_said('low', 'high', 'earliest_on', 'latest_on', 'value_text') }},
            facts.value,
            'no value'
        ) as value_said,
        case
            when outlets.name is not null then concat(outlets.name, ' (', facts.article_id, ')')
            else facts.article_id
        end as article_name,
    from facts
    inner join facts_as_intervals on facts.fact_id = facts_as_intervals.fact_id
    inner join facts_with_origins on facts.fact_id = facts_with_origins.fact_id
    left join sources as outlets on facts_with_origins.outlet_id = outlets.source_id
    left join sources as speakers on facts.source_id = speakers.source_id
    left join sources as vias on facts.via_id = vias.source_id
),

facts_phrased as (
    select
        fact_id,
        claim_id,
        article_id,
        value_said,
        -- A part that is null would leave its comma behind.
        concat(
            article_name,
            case when speaker_name is not null then concat(', from ', speaker_name) else '' end,
            case when via_name is not null then concat(' through ', via_name) else '' end,
            ': ',
            -- a record has no words but its value
            case when exact is not null then concat('"', exact, '" ') else '' end,
            case when stance <> 'asserts' then concat(stance, ' ') else '' end,
            '[', value_said, ']'
        ) as phrase,
    from facts_named
)

select * from facts_phrased

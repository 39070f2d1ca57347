-- One row per claim: what it is about, in names and as a question.
with facts as (
    select * from {{ ref('stg_facts') }}
),

attributes as (
    select * from {{ ref('stg_attributes') }}
),

subjects as (
    select * from {{ ref('stg_subjects') }}
),

people as (
    select * from {{ ref('stg_people') }}
),

sources as (
    select * from {{ ref('stg_sources') }}
),

scopes as (
    select * from {{ ref('stg_scopes') }}
),

events as (
    select * from {{ ref('stg_events') }}
),

claims as (
    select distinct
        claim_id,
        event_id,
        subject_id,
        attribute,
        scope_id,
    from facts
),

claims_named as (
    select
        claims.claim_id,
        claims.event_id,
        claims.subject_id,
        claims.attribute,
        claims.scope_id,
        events.name as event_name,
        -- People and sources may be subjects too.
        coalesce(subjects.name, people.name, sources.name, claims.subject_id) as subject_name,
        scopes.description as scope_description,
        attributes.question,
    from claims
    left join attributes on claims.attribute = attributes.attribute
    left join subjects on claims.subject_id = subjects.subject_id
    left join people on claims.subject_id = people.person_id
    left join sources on claims.subject_id = sources.source_id
    left join scopes on claims.scope_id = scopes.scope_id
    left join events on claims.event_id = events.event_id
)

select * from claims_named

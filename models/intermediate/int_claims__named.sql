-- One row per claim: what it is about, in names and as a question.
with facts as (
    select * from {{ ref('int_facts__stated') }}
),

attributes as (
    select * from {{ ref('int_attributes__stated') }}
),

subjects as (
    select * from {{ ref('stg_subjects') }}
),

people as (
    select * from {{ ref('stg_people') }}
),

sources as (
    select * from {{ ref('int_sources__stated') }}
),

scopes as (
    select
        scope_id,
        description,
    from {{ ref('stg_scopes') }}
),

-- What UCDP's parts count, where no label says it.
scopes_of_records as (
    select * from (values
        ('side-a', 'of side a'),
        ('side-b', 'of side b'),
        ('civilians', 'civilians'),
        ('side-unknown', 'of a side that is not known')
    ) as known (scope_id, description)
),

events as (
    select * from {{ ref('int_events__stated') }}
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
        coalesce(scopes.description, scopes_of_records.description) as scope_description,
        attributes.question,
    from claims
    left join attributes on claims.attribute = attributes.attribute
    left join subjects on claims.subject_id = subjects.subject_id
    left join people on claims.subject_id = people.person_id
    left join sources on claims.subject_id = sources.source_id
    left join scopes on claims.scope_id = scopes.scope_id
    left join scopes_of_records on claims.scope_id = scopes_of_records.scope_id
    left join events on claims.event_id = events.event_id
)

select * from claims_named

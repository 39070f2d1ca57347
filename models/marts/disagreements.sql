-- One row per disagreement between sources, and per ruling whose disagreement is no more.
with disagreements_found as (
    select * from {{ ref('int_disagreements__found') }}
),

rulings as (
    select * from {{ ref('stg_rulings') }}
),

newest_rulings as (
    select * from rulings
    -- Who rules again overrules; the later line breaks a tie of days.
    qualify row_number() over (
        partition by disagreement_id
        order by decided_on desc nulls last, line desc
    ) = 1
),

-- A decision for what is not in dispute decides nothing.
rulings_for_strangers as (
    select
        newest_rulings.disagreement_id,
        true as prefers_a_stranger,
    from newest_rulings
    inner join disagreements_found
        on newest_rulings.disagreement_id = disagreements_found.disagreement_id
    where newest_rulings.fact_id is not null
        and not contains(
            concat(',', disagreements_found.part_ids, ','),
            concat(',', newest_rulings.fact_id, ',')
        )
),

disagreements_ruled as (
    select
        coalesce(disagreements_found.disagreement_id, newest_rulings.disagreement_id)
            as disagreement_id,
        disagreements_found.claim_id,
        newest_rulings.fact_id as preferred_fact_id,
        -- The id of a disagreement begins with its rule.
        coalesce(
            disagreements_found.rule,
            regexp_replace(newest_rulings.disagreement_id, '-[^-]*$', '')
        ) as rule,
        coalesce(disagreements_found.severity, 'warning') as severity,
        case
            when disagreements_found.disagreement_id is null then concat(
                'No disagreement has this id: its facts now disagree with others as well, or ',
                'no more, or the id is mistyped. The ruling is at ',
                newest_rulings.file, ':', newest_rulings.line, '.'
            )
            when rulings_for_strangers.prefers_a_stranger then concat(
                disagreements_found.detail,
                '. The ruling at ', newest_rulings.file, ':', newest_rulings.line,
                ' prefers ', newest_rulings.fact_id, ', which takes no part; one of ',
                replace(disagreements_found.part_ids, ',', ', '), ' does'
            )
            else disagreements_found.detail
        end as detail,
        newest_rulings.decision,
        newest_rulings.reason,
        newest_rulings.decided_by,
        case
            when disagreements_found.disagreement_id is null then 'stale'
            when newest_rulings.disagreement_id is null then 'open'
            when rulings_for_strangers.prefers_a_stranger then 'open'
            when newest_rulings.expires_on < date '{{ var("build_day", run_started_at) }}'
                then 'expired'
            else 'ruled'
        end as state,
        newest_rulings.decided_on,
        newest_rulings.expires_on,
    from disagreements_found
    full outer join newest_rulings
        on disagreements_found.disagreement_id = newest_rulings.disagreement_id
    left join rulings_for_strangers
        on newest_rulings.disagreement_id = rulings_for_strangers.disagreement_id
)

select * from disagreements_ruled

-- One row per disagreement between sources, and per ruling whose disagreement is no more.
with disagreements_found as (
    select * from {{ ref('int_disagreements__found') }}
),

newest_rulings as (
    select * from {{ ref('int_rulings__newest') }}
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

-- A ruling whose id fits nothing may be meant for one of these.
disagreements_unruled as (
    select
        disagreements_found.rule,
        case
            when count(*) = 1 then concat(min(disagreements_found.disagreement_id), ' has')
            when count(*) <= 3 then concat(
                string_agg(
                    disagreements_found.disagreement_id, ', '
                    order by disagreements_found.disagreement_id
                ),
                ' have'
            )
            else concat(count(*), ' of that rule have')
        end as told,
    from disagreements_found
    left join newest_rulings
        on disagreements_found.disagreement_id = newest_rulings.disagreement_id
    where newest_rulings.disagreement_id is null
    group by disagreements_found.rule
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
                newest_rulings.file, ':', newest_rulings.line,
                case
                    when disagreements_unruled.told is not null
                        then concat('; ', disagreements_unruled.told, ' no ruling')
                    else ''
                end,
                '.'
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
    left join disagreements_unruled
        on regexp_replace(newest_rulings.disagreement_id, '-[^-]*$', '')
            = disagreements_unruled.rule
)

select * from disagreements_ruled

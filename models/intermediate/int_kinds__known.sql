-- One row per role of a kind of relation, built in or declared, with its part in a linear form.
with kinds_declared as (
    select * from {{ ref('stg_relation_kinds') }}
),

-- From Monday to Tuesday is one day, or two if both are counted. A year is 365.2425 days; the
-- calendar says more of an age than a line, which is a few days wide.
kinds_built_in as (
    select * from (
        values
            ('sum', 'whole', 1.0, false, true, 0.0, 0.0, 'parts_sum_to_whole'),
            ('sum', 'part', -1.0, true, false, 0.0, 0.0, 'parts_sum_to_whole'),
            ('part_of', 'whole', 1.0, false, true, 0.0, null, 'part_within_whole'),
            ('part_of', 'part', -1.0, true, false, 0.0, null, 'part_within_whole'),
            ('difference', 'minuend', 1.0, false, false, 0.0, 0.0, 'difference_holds'),
            ('difference', 'subtrahend', -1.0, false, false, 0.0, 0.0, 'difference_holds'),
            ('difference', 'result', -1.0, false, true, 0.0, 0.0, 'difference_holds'),
            ('duration', 'start', 1.0, false, false, 0.0, 1.0, 'duration_matches_dates'),
            ('duration', 'end', -1.0, false, false, 0.0, 1.0, 'duration_matches_dates'),
            ('duration', 'length', 1.0, false, true, 0.0, 1.0, 'duration_matches_dates'),
            ('age', 'born', -1.0, false, false, -368.0, 369.0, 'age_matches_birth'),
            ('age', 'on', 1.0, false, false, -368.0, 369.0, 'age_matches_birth'),
            ('age', 'age', -365.2425, false, true, -368.0, 369.0, 'age_matches_birth'),
            ('before', 'earlier', -1.0, false, false, 0.0, null, 'earlier_before_later'),
            ('before', 'later', 1.0, false, true, 0.0, null, 'earlier_before_later'),
            ('at_most', 'smaller', -1.0, false, false, 0.0, null, 'at_most_holds'),
            ('at_most', 'larger', 1.0, false, true, 0.0, null, 'at_most_holds')
    ) as built_in (kind, role, times, takes_many, is_stated, total_low, total_high, rule)
),

kinds_known as (
    select
        kind,
        role,
        cast(times as double) as times,
        cast(total_low as double) as total_low,
        cast(total_high as double) as total_high,
        rule,
        takes_many,
        is_stated,
        -- Null for a role of a declared kind, which takes days as well as numbers.
        role in ('start', 'end', 'born', 'on', 'earlier', 'later') as takes_days,
        false as is_declared,
    from kinds_built_in
    union all
    select
        kind,
        role,
        times,
        max(total_low) over (partition by kind) as total_low,
        min(total_high) over (partition by kind) as total_high,
        'relation_holds' as rule,
        coalesce(takes_many, false) as takes_many,
        row_number() over (partition by kind order by line) = 1 as is_stated,
        cast(null as boolean) as takes_days,
        true as is_declared,
    from kinds_declared
)

select * from kinds_known

-- One row per figure of a record, and per text that it holds to be true or not.
with records as (
    select * from {{ ref('int_records__known') }}
),

ucdp_events as (
    select * from {{ ref('stg_ucdp__events') }}
),

-- UCDP bounds the sum alone: all that is unsure of it may be unsure of any part.
parts as (
    {%- for scope, column in [
        ('side-a', 'side_a_count'), ('side-b', 'side_b_count'),
        ('civilians', 'civilian_count'), ('side-unknown', 'unknown_count'),
    ] %}
    select
        record_id,
        file,
        line,
        '{{ scope }}' as scope_id,
        greatest({{ column }} - greatest(best - low, 0), 0) as low,
        {{ column }} as best,
        {{ column }} + greatest(high - best, 0) as high,
    from ucdp_events
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}
),

figures as (
    select
        record_id,
        'deaths' as attribute,
        'people' as subject_id,
        cast(null as varchar) as scope_id,
        cast(null as varchar) as value,
        low,
        best,
        high,
        'asserts' as stance,
        dataset <> 'claim_reviews' as is_from_origins,
    from records
    where claim_reviewed is null
    union all
    select
        parts.record_id,
        'deaths',
        'people',
        parts.scope_id,
        null,
        parts.low,
        parts.best,
        parts.high,
        'asserts',
        true,
    from parts
    -- Of two releases in one folder only the one that holds.
    inner join records
        on parts.record_id = records.record_id
        and parts.file = records.file
        and parts.line = records.line
    union all
    select
        record_id,
        'statement',
        'claim',
        null,
        claim_reviewed,
        null,
        null,
        null,
        'asserts',
        true,
    from records
    where claim_reviewed is not null
    union all
    select
        record_id,
        'statement',
        'claim',
        null,
        claim_reviewed,
        null,
        null,
        null,
        reviewer_stance,
        false,
    from records
    where claim_reviewed is not null
)

select * from figures

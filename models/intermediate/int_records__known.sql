-- One row per record of a structured source, in the file that has the last word on it.
with ucdp_events as (
    select * from {{ ref('stg_ucdp__events') }}
),

acled_events as (
    select * from {{ ref('stg_acled__events') }}
),

claim_reviews as (
    select * from {{ ref('stg_claim_reviews') }}
),

records_alike as (
    select
        record_id,
        'ucdp' as dataset,
        publisher_record_id,
        record_id as event_id,
        concat(conflict_name, ', ', coalesce(place, country)) as name,
        concat_ws(', ', place, province, country) as place,
        cast(null as varchar) as reviewer_name,
        cast(null as varchar) as claimant_name,
        cast(null as varchar) as claim_reviewed,
        cast(null as varchar) as reviewer_stance,
        low,
        best,
        high,
        report_count,
        day_precision,
        latitude,
        longitude,
        source_article as reports,
        source_original as originals,
        concat_ws('; ', concat('side a: ', side_a), concat('side b: ', side_b)) as note,
        started_on as earliest_on,
        ended_on as latest_on,
        cast(null as date) as published_on,
        file,
        line,
    from ucdp_events
    union all
    select
        record_id,
        'acled',
        publisher_record_id,
        record_id,
        concat_ws(
            ': ', coalesce(sub_event_type, event_type), concat_ws(' - ', actor_1, actor_2)
        ),
        concat_ws(', ', place, province, country),
        null,
        null,
        null,
        null,
        fatality_count,
        fatality_count,
        fatality_count,
        array_length(string_split(outlets, ';')),
        day_precision,
        latitude,
        longitude,
        outlets,
        null,
        notes,
        -- ACLED's day is the middle of the week or month that is known.
        case day_precision
            when 2 then cast(happened_on - interval 3 day as date)
            when 3 then cast(date_trunc('month', happened_on) as date)
            else happened_on
        end,
        case day_precision
            when 2 then cast(happened_on + interval 3 day as date)
            when 3 then last_day(happened_on)
            else happened_on
        end,
        cast(null as date),
        file,
        line,
    from acled_events
    union all
    select
        record_id,
        'claim_reviews',
        publisher_record_id,
        -- Whoever reviews the same words reviews the same claim.
        concat('claimed-', left(md5({{ plain_words('claim_reviewed') }}), 12)),
        left(claim_reviewed, 120),
        null,
        reviewer_name,
        claimant_name,
        claim_reviewed,
        {{ stance_of_rating('rating', 'worst_rating', 'best_rating', 'rating_name') }},
        null,
        null,
        null,
        null,
        null,
        null,
        null,
        appearances,
        null,
        concat_ws(' ', rating_name, url),
        claimed_on,
        claimed_on,
        reviewed_on,
        file,
        line,
    from claim_reviews
),

records_known as (
    select * from records_alike
    -- Of two releases in one folder the later by name holds.
    qualify row_number() over (partition by record_id order by file desc, line desc) = 1
)

select * from records_known

-- One row per labelled fact.
with facts as (
    select * from {{ source('raw', 'facts_now') }}
),

renamed as (
    select
        fact_id,
        {{ claim_id_of('event_id', 'subject_id', 'attribute', 'scope_id') }} as claim_id,
        article_id,
        event_id,
        subject_id,
        scope_id,
        source_id,
        via_id,
        target_fact_id,
        attribute,
        value,
        unit,
        value_qualifier,
        value_word,
        value_times,
        value_low,
        value_high,
        stance,
        exact,
        exact_numbers,
        exact_values,
        exact_qualifiers,
        exact_lows,
        exact_highs,
        exact_units,
        exact_words,
        exact_times,
        exact_sides,
        note,
        as_of,
        as_of_earliest as as_of_earliest_on,
        as_of_latest as as_of_latest_on,
        value_earliest as value_earliest_on,
        value_latest as value_latest_on,
        labelled_on,
        labelled_by,
        file,
        line,
    from facts
)

select * from renamed

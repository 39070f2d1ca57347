-- One row per review of a claim.
with reviews as (
    select * from {{ source('raw', 'claim_reviews_now') }}
),

renamed as (
    select
        concat('review-', left(md5(review_id), 12)) as record_id,
        review_id as publisher_record_id,
        claim_reviewed,
        reviewer_name,
        claimant_name,
        rating_name,
        try_cast(rating_value as double) as rating,
        -- Schema.org: from 1 to 5, where nothing else is said.
        coalesce(try_cast(worst_rating as double), 1.0) as worst_rating,
        coalesce(try_cast(best_rating as double), 5.0) as best_rating,
        url,
        appearances,
        language,
        try_cast(left(claimed_on, 10) as date) as claimed_on,
        try_cast(left(reviewed_on, 10) as date) as reviewed_on,
        file,
        line,
    from reviews
)

select * from renamed

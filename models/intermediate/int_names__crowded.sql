-- One row per block with too many names to compare each with each.
with parted as (
    select * from {{ ref('int_names__parted') }}
),

blocks_crowded as (
    select
        block,
        is_for_one,
        count(*) as name_count,
        true as is_left_out,
    from parted
    where is_left_out
    group by block, is_for_one
    union all
    select
        crowd as block,
        false as is_for_one,
        max(crowd_count) as name_count,
        false as is_left_out,
    from parted
    where crowd is not null
    group by crowd
)

select * from blocks_crowded

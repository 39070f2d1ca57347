-- One row per block with too many names to compare each with each.
with words as (
    select * from {{ ref('int_names__words') }}
),

blocked as (
    select * from {{ ref('int_names__blocked') }}
),

second_words as (
    select name, place, unnest(keys) as bucket from words
),

sizes as (
    select
        name,
        min(whole_count) <= 1 as is_short,
    from words
    group by name
),

blocks_counted as (
    select
        blocked.block,
        blocked.is_for_one,
        count(*) as name_count,
        sum(case when sizes.is_short then 1 else 0 end) as short_count,
    from blocked
    inner join sizes on blocked.name = sizes.name
    group by blocked.block, blocked.is_for_one
),

crowds as (
    select
        block,
        is_for_one,
        name_count,
        -- a crowd of one word names nobody alone; others are parted by their second word
        is_for_one as is_left_out,
    from blocks_counted
    where case
        when is_for_one then short_count * name_count > {{ crowd() }} * {{ crowd() }}
        else name_count > {{ crowd() }}
    end
),

parts_counted as (
    select
        concat_ws('/', crowds.block, second.bucket) as block,
        count(*) as name_count,
    from crowds
    inner join blocked on crowds.block = blocked.block
    inner join second_words as second
        on blocked.name = second.name
        and blocked.other_place = second.place
    where not crowds.is_for_one
    group by concat_ws('/', crowds.block, second.bucket)
),

crowded as (
    select block, is_for_one, name_count, is_left_out from crowds
    union all
    select block, false as is_for_one, name_count, true as is_left_out from parts_counted
    where name_count > {{ crowd() }}
)

select * from crowded

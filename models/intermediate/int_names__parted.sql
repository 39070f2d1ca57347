-- One row per name and block of names that are compared with each other, a crowd parted.
with words as (
    select * from {{ ref('int_names__words') }}
),

blocked as (
    select * from {{ ref('int_names__blocked') }}
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
    from blocks_counted
    where case
        when is_for_one then short_count * name_count > {{ crowd() }} * {{ crowd() }}
        else name_count > {{ crowd() }}
    end
),

second_words as (
    select name, place, unnest(keys) as bucket from words
),

-- a crowd of one word names nobody alone; others are parted by their second word, whole
crowds_parted as (
    select distinct
        blocked.name,
        concat_ws('/', blocked.block, second_words.bucket) as block,
        blocked.block as crowd,
        crowds.name_count as crowd_count,
    from blocked
    inner join crowds
        on blocked.block = crowds.block
        and not crowds.is_for_one
    inner join second_words
        on blocked.name = second_words.name
        and blocked.other_place = second_words.place
    where not blocked.is_for_one
),

names_parted as (
    select
        blocked.name,
        blocked.block,
        blocked.is_for_one,
        null as crowd,
        crowds.name_count as crowd_count,
        crowds.block is not null as is_left_out,
    from blocked
    left join crowds
        on blocked.block = crowds.block
        and blocked.is_for_one = crowds.is_for_one
    where crowds.block is null or crowds.is_for_one
    union all
    select
        name,
        block,
        false as is_for_one,
        crowd,
        crowd_count,
        count(*) over (partition by block) > {{ crowd() }} as is_left_out,
    from crowds_parted
),

names_sized as (
    select
        names_parted.name,
        names_parted.block,
        names_parted.is_for_one,
        sizes.is_short,
        names_parted.crowd,
        names_parted.crowd_count,
        names_parted.is_left_out,
    from names_parted
    inner join sizes on names_parted.name = sizes.name
)

select * from names_sized

-- One row per two names that are worth comparing, the lesser first.
with words as (
    select * from {{ ref('int_names__words') }}
),

blocked as (
    select * from {{ ref('int_names__blocked') }}
),

crowded as (
    select * from {{ ref('int_names__crowded') }}
),

mentions as (
    select * from {{ ref('stg_mentions') }}
),

judged as (
    select * from {{ ref('int_names__judged') }}
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

-- a block of a crowd is parted by the other word, whole
blocks_parted as (
    select
        blocked.name,
        blocked.block,
        blocked.is_for_one,
    from blocked
    left join crowded on blocked.block = crowded.block
    where crowded.block is null
    union
    select
        blocked.name,
        concat_ws('/', blocked.block, second.bucket) as block,
        false as is_for_one,
    from blocked
    inner join crowded
        on blocked.block = crowded.block
        and not crowded.is_for_one
    inner join second_words as second
        on blocked.name = second.name
        and blocked.other_place = second.place
    left join crowded as still on concat_ws('/', blocked.block, second.bucket) = still.block
    where still.block is null
),

named_in as (
    select distinct
        mentions.article_id,
        mentions.exact_folded as name,
        sizes.is_short,
    from mentions
    inner join sizes on mentions.exact_folded = sizes.name
),

names_paired as (
    select
        a.name,
        b.name as other_name,
    from blocks_parted as a
    inner join blocks_parted as b
        on a.block = b.block
        and a.name < b.name
    inner join sizes as size_a on a.name = size_a.name
    inner join sizes as size_b on b.name = size_b.name
    -- among names of one word, and of such with whole ones
    where not a.is_for_one or size_a.is_short or size_b.is_short
    union
    -- within an article a surname is compared with every name that has it, however common it is
    select
        least(short_in.name, whole_in.name),
        greatest(short_in.name, whole_in.name),
    from named_in as short_in
    inner join named_in as whole_in
        on short_in.article_id = whole_in.article_id
        and short_in.is_short
        and not whole_in.is_short
    inner join blocked as short_block
        on short_in.name = short_block.name
        and short_block.is_for_one
    inner join blocked as whole_block
        on whole_in.name = whole_block.name
        and short_block.block = whole_block.block
    union
    select
        least(name, other_name),
        greatest(name, other_name),
    from judged
    where name <> other_name
)

select * from names_paired

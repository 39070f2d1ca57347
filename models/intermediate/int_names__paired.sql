-- One row per two names that are worth comparing, the lesser first.
with parted as (
    select * from {{ ref('int_names__parted') }}
),

mentions as (
    select * from {{ ref('stg_mentions') }}
),

judged as (
    select * from {{ ref('int_names__judged') }}
),

-- the words that a name has in common with names of one word, in each of its articles
named_in as (
    select distinct
        mentions.article_id,
        mentions.exact_folded as name,
        parted.block,
        parted.is_short,
    from mentions
    inner join parted
        on mentions.exact_folded = parted.name
        and parted.is_for_one
),

names_paired as (
    select
        a.name,
        b.name as other_name,
    from parted as a
    inner join parted as b
        on a.block = b.block
        and a.name < b.name
    where not a.is_left_out
        -- among names of one word, and of such with whole ones
        and (not a.is_for_one or a.is_short or b.is_short)
    union
    -- within an article a surname is compared with every name that has it, however common it is
    select
        least(short_in.name, whole_in.name),
        greatest(short_in.name, whole_in.name),
    from named_in as short_in
    inner join named_in as whole_in
        on short_in.article_id = whole_in.article_id
        and short_in.block = whole_in.block
        and short_in.is_short
        and not whole_in.is_short
    union
    select
        least(name, other_name),
        greatest(name, other_name),
    from judged
    where name <> other_name
)

select * from names_paired

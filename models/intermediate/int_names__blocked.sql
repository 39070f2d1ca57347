-- One row per name and block of names that are worth comparing with it.
with words as (
    select * from {{ ref('int_names__words') }}
),

-- a word by each thing that another spelling of it may share
buckets as (
    select name, place, unnest(keys) as bucket, is_given, whole_count, last_place from words
    union
    select name, place, unnest(names) as bucket, is_given, whole_count, last_place from words
),

starts as (
    select name, place, is_given, kind, unnest(starts) as start from words
    union
    -- two consonants of a surname, where the other word is only a given name
    select name, place, is_given, 'two', unnest(list_transform(keys, lambda key: left(key, 2)))
    from words
    where kind <> 'initial'
),

-- one word, and how another begins
blocks_of_two as (
    select distinct
        buckets.name,
        concat_ws('/', buckets.bucket, starts.start) as block,
        starts.place as other_place,
    from buckets
    inner join starts
        on buckets.name = starts.name
        and buckets.place <> starts.place
        -- a given name is everybody's: the surname beside it must begin with the same two
        and (buckets.is_given and not starts.is_given) = (starts.kind = 'two')
    where buckets.whole_count > 1
),

-- a name with one whole word meets every name that has this word, mostly at its end
blocks_of_one as (
    select
        name,
        concat('one/', bucket) as block,
        place as other_place,
    from buckets
    where whole_count <= 1 or place = last_place or not is_given
),

names_blocked as (
    select name, block, min(other_place) as other_place, false as is_for_one from blocks_of_two
    group by name, block
    union all
    select name, block, min(other_place) as other_place, true as is_for_one from blocks_of_one
    group by name, block
)

select * from names_blocked

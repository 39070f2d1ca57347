-- One row per folded name that some label states, and what was read from it.
with mentions as (
    select * from {{ ref('stg_mentions') }}
),

people as (
    select * from {{ ref('stg_people') }}
),

judgements as (
    select * from {{ ref('stg_person_judgements') }}
),

names_stated as (
    {%- for source, column in [
        ('mentions', 'exact'), ('people', 'name'),
        ('judgements', 'name_a'), ('judgements', 'name_b'),
    ] %}
    select
        {{ column }}_folded as name,
        {{ column }} as printed,
        {{ column }}_joined as joined,
        {{ column }}_gender as gender,
        {{ column }}_ending as ending,
        {{ column }}_generation as generation,
        {{ column }}_has_lineage as has_lineage,
        {{ column }}_tokens as tokens,
    from {{ source }}
    {%- if not loop.last %}
    union
    {%- endif %}
    {%- endfor %}
),

-- what folds alike is read alike but for letter case, so that one spelling speaks for all
names_read as (
    select
        name,
        printed,
        joined,
        gender,
        ending,
        generation,
        has_lineage,
        tokens,
    from names_stated
    where name <> ''
    qualify row_number() over (partition by name order by printed desc) = 1
)

select * from names_read

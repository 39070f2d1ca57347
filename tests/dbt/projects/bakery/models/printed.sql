-- it's a comment with one quotation mark
select
    '{{ this }}' as this_one,
    'a table: {{ ref("kinds") }}' as other_one,
    {{ dbt.string_literal(ref('loaves')) }} as third_one,
    {{ tallies.columns_of(ref('loaves')) }} as columns_of_loaves
from {{ ref('kinds') }}
limit 1

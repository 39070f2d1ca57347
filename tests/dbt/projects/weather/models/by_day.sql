{%- set elements = values_of(ref('readings'), 'element') %}
{%- set counted = namespace(total=0) %}
{%- for element in elements %}{% set counted.total = counted.total + 1 %}{% endfor %}

select
    measured_on,
    {{ pivoted(ref('readings'), 'element', 'value', prefix='highest_') }},
    {{ counted.total }} as element_count
from {{ ref('readings') }}
group by measured_on

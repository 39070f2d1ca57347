{% set limits = var('elements') %}
select
    station,
    case
    {%- for word, limit in limits | dictsort(by='value') | reverse %}
        when value >= {{ limit }} then '{{ word | upper }}'
    {%- endfor %}
        else '{{ "none" | title }}'
    end as word,
    {{ rounded('value') }} as rounded,
    {% call in_brackets() %}value * 2{% endcall %} as doubled,
    {{ many('station || element', '1', '2', a='3', b="'four'") }}
from {{ ref('readings') }}
{# a comment of Jinja #}
where measured_on >= '{{ var("first_day") }}' -- a comment of SQL

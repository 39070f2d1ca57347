select
    station,
    {{ dbt.listagg('element', "', '", 'order by element') }} as elements,
    {{ dbt.listagg('element', "'+'", 'order by element', 1) }} as first_element,
    {{ dbt.bool_or('value > 20') }} as was_warm,
    {{ dbt.any_value("'x'") }} as anything
from {{ ref('readings') }}
group by station
{{ dbt.except() }}
select 'nowhere', '', '', false, ''
{{ dbt.intersect() }}
select 'nowhere', '', '', false, ''

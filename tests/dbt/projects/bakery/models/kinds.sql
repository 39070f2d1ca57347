select kind, {{ tallies.counted('loaf_id') }} as loaf_count, {{ tallies.vars_seen() }} as vars_seen
from {{ ref('loaves') }}
group by kind

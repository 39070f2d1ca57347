select ride_id, {{ stamp() }} as stamp from {{ ref('priced') }}

select *, '{{ var("tally_of") }}' as tally_of, {{ vars_seen() }} as vars_seen from {{ ref('marks') }}

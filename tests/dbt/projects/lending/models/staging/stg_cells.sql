select * from {{ ref('cells') }}

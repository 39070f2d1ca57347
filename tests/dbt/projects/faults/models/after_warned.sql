select * from {{ ref('warned') }}

select * from {{ ref('people_listed') }}

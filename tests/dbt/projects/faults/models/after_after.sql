select * from {{ ref('after_failed_test') }} union all by name select name from {{ ref('people_well') }}

select * from {{ ref('cannot_be_cast') }}

-- depends on the seed that fills the source: {{ ref('loans') }}
select
    loan_id,
    book_id,
    reader_id,
    lent_at,
    returned_at,
    status
from {{ source('desk', 'lendings') }}

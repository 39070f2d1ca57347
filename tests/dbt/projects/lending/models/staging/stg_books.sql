{{ config(tags=['books'], alias='books_as_lent') }}

select book_id, trim(title) as title, pages, {{ cents('price') }} as price_cents, is_lent, added_on, note
from {{ ref('books') }}

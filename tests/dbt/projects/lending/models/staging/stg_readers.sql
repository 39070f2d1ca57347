-- {{ ref('readers') }}
select reader_id, trim(name) as reader_name, card_number, joined_on, branch
from {{ source('desk', 'readers') }}
where branch in ({% for branch in var('branches') %}'{{ branch }}'{{ ", " if not loop.last }}{% endfor %}) or branch is null

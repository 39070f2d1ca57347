select * from {{ ref('after_warned') }} where cast('x' || one as integer) > 0

select * from {{ ref('all_marks') }} where mark is null

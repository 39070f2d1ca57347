select person_id, name, born_on, friend_id from {{ ref('people') }}

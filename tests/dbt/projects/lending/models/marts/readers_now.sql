{{
    config(
        alias='readers',
        schema='people',
        post_hook="insert into run_notes values ('{{ this.schema }}.{{ this.identifier }} was built')",
    )
}}

select
    readers.reader_id,
    readers.reader_name,
    readers.card_number,
    count(loans.loan_id) as loan_count,
    count(loans.loan_id) filter (where late.is_late) as late_count
from {{ ref('lending', 'stg_readers') }} as readers
left join {{ ref('stg_loans') }} as loans on loans.reader_id = readers.reader_id
left join {{ ref('late_loans') }} as late on late.loan_id = loans.loan_id
group by all

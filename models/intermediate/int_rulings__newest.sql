-- One row per disagreement that was ruled on: the newest ruling.
with rulings as (
    select * from {{ ref('stg_rulings') }}
),

rulings_newest as (
    select
        disagreement_id,
        -- What makes it the same ruling: an end that is put off is no new look.
        md5(concat_ws(
            '|',
            {%- for part in ['decision', 'fact_id', 'reason', 'decided_on'] %}
            coalesce(cast({{ part }} as varchar), ''){{ ',' if not loop.last }}
            {%- endfor %}
        )) as ruling_md5,
        fact_id,
        decision,
        reason,
        decided_by,
        decided_on,
        expires_on,
        file,
        line,
    from rulings
    -- Who rules again overrules; the later line breaks a tie of days.
    qualify row_number() over (
        partition by disagreement_id
        order by decided_on desc nulls last, line desc
    ) = 1
)

select * from rulings_newest

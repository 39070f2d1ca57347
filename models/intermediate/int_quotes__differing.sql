-- One row per quotation that is printed in other words than its like in another article.
with quotes as (
    select * from {{ ref('int_quotes__located') }}
),

articles as (
    select * from {{ ref('int_articles__newest') }}
),

sources as (
    select * from {{ ref('stg_sources') }}
),

quotes_verbatim as (
    select
        quotes.quote_id,
        quotes.quote_group_id,
        quotes.article_id,
        quotes.folded_text,
        concat(
            case
                when sources.name is not null
                    then concat(sources.name, ' (', quotes.article_id, ')')
                else quotes.article_id
            end,
            ': "', regexp_replace(quotes.quote_text, '^["“”]|["“”]$', '', 'g'), '"'
        ) as phrase,
    from quotes
    left join articles on quotes.article_id = articles.article_id
    left join sources on articles.outlet_id = sources.source_id
    -- Only words in quotation marks promise to be the speaker's own.
    where quotes.is_verbatim
),

-- One that is a piece of the other is shorter, not different.
pairs_differing as (
    select
        quotes_verbatim.quote_group_id,
        quotes_verbatim.quote_id,
        leads.quote_id as lead_quote_id,
    from quotes_verbatim
    inner join quotes_verbatim as leads on quotes_verbatim.quote_group_id = leads.quote_id
    where quotes_verbatim.article_id <> leads.article_id
        and not contains(
            concat(' ', leads.folded_text, ' '), concat(' ', quotes_verbatim.folded_text, ' ')
        )
        and not contains(
            concat(' ', quotes_verbatim.folded_text, ' '), concat(' ', leads.folded_text, ' ')
        )
),

quotes_in_pairs as (
    select quote_group_id, quote_id from pairs_differing
    union
    select quote_group_id, lead_quote_id from pairs_differing
),

quotes_differing as (
    select
        quotes_in_pairs.quote_id,
        quotes_in_pairs.quote_group_id,
        quotes_verbatim.phrase,
    from quotes_in_pairs
    inner join quotes_verbatim on quotes_in_pairs.quote_id = quotes_verbatim.quote_id
)

select * from quotes_differing

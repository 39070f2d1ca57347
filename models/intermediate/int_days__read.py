# One row per reading of a phrase of time in the evidence of a fact whose value is a date.
"""The days that the words of a fact name, on the day on which its article appeared.

The words are read in `wh.days`; here facts become rows of words, and readings a table.
"""


def model(dbt, session):
    """Return what the reader of days makes of each fact's words."""
    from wh.days import tables

    facts, attributes = dbt.ref("stg_facts").set_alias("facts"), dbt.ref("stg_attributes").set_alias("attributes")
    articles = dbt.ref("int_articles__newest").set_alias("articles")
    dated = facts.join(
        attributes.filter("value_kind = 'date'").project("attribute").set_alias("dates"),
        "facts.attribute = dates.attribute",
    ).project("facts.*")
    placed = dated.set_alias("dated").join(articles, "dated.article_id = articles.article_id", how="left")
    words = placed.project("fact_id, exact, published_earliest_on, published_latest_on").order("fact_id")
    rows = list(tables.rows_read(words.fetchall()))
    session.execute(f"create or replace temp table days_read ({tables.TABLE})")
    if rows:
        columns = [list(column) for column in zip(*rows, strict=True)]
        types = [column.rsplit(" ", 1)[1] for column in tables.TABLE.split(", ")]
        listed = ", ".join(f"unnest(${number}::{kind}[])" for number, kind in enumerate(types, start=1))
        session.execute(f"insert into days_read select {listed}", columns)
    return session.table("days_read")

"""One row per fact that another labeller labelled as well: the unit of facts that are one thing said.

A unit has one fact of each labeller at most, and is called by its least one. Joins best first: the same claim before
another scope, what says the same before what differs, many words in common before few. So of two labellers who both
label two sources of one sentence each source meets its like.
"""


def model(dbt, session):
    """Return the rows of the model."""
    pairs = dbt.ref("int_labels__overlapping").order(
        "is_same_claim desc, alike_count desc, shared_length desc, fact_id, other_fact_id"
    )
    found = pairs.project("fact_id, labelled_by, other_fact_id, other_labelled_by").fetchall()
    rows = unite(found)
    session.execute("create or replace temp table labels_united (fact_id varchar, unit_id varchar)")
    session.execute(
        "insert into labels_united select unnest($1::varchar[]), unnest($2::varchar[])",
        [[fact_id for fact_id, _ in rows], [unit_id for _, unit_id in rows]],
    )
    return session.table("labels_united")


def unite(pairs):
    """Return fact and unit of each fact that was joined to another, sorted."""
    units = {}
    for fact_id, labeller, other_fact_id, other_labeller in pairs:
        one = units.setdefault(fact_id, {labeller: fact_id})
        other = units.setdefault(other_fact_id, {other_labeller: other_fact_id})
        if one is other or one.keys() & other.keys():
            continue
        one.update(other)
        for member in other.values():
            units[member] = one
    return sorted((fact_id, min(unit.values())) for fact_id, unit in units.items() if len(unit) > 1)

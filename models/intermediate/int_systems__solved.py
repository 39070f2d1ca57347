# One row per thing that follows from related claims, or that cannot be.
"""What follows from related claims and what clashes, over all systems of relations at once.

The arithmetic is in `wh.inference`; here tables become arrays, and arrays a table.
"""


def model(dbt, session):
    """Return what `wh.inference` finds, one row a finding."""
    from wh.inference import tables

    dbt.config(materialized="table")
    found = tables.solve(
        dbt.ref("int_operands__known").project(tables.OF_OPERANDS).fetchnumpy(),
        dbt.ref("int_relations__weighed").project(tables.OF_RELATIONS).fetchnumpy(),
        dbt.ref("int_positions__bounding").project(tables.OF_POSITIONS).fetchnumpy(),
    )
    session.register("wh_systems_solved", found)
    return session.table("wh_systems_solved").project(tables.COLUMNS)

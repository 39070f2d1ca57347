"""From a query to its table: CTEs, set operations, the select list, and all that decides which rows there are."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from sqlglot import exp

from wh.lineage import stars
from wh.lineage.expressions import origins_of, subexpressions
from wh.lineage.relations import add_source, join, pivoted
from wh.lineage.scopes import NONE, Column, Origins, Scope, Source, Table, union, with_rest


def table_of(query: exp.Expr, outer: Scope) -> Table:
    """Return what the query gives; `outer` is the scope around it, for what is correlated and for its CTEs."""
    outer = _with_ctes(query, outer)
    if isinstance(query, exp.Select):
        return _select(query, outer.within())
    if isinstance(query, exp.SetOperation):
        return _ordered(query, _combined(query, outer), outer)
    if isinstance(query, exp.Values):
        return _values(query, outer)
    if isinstance(query, exp.Pivot):
        inner = add_source(query.this, outer.within())
        return pivoted(query, inner.visible(), inner)
    if isinstance(query, exp.Subquery) and isinstance(query.this, exp.Query | exp.Pivot):
        return _ordered(query, table_of(query.this, outer), outer)
    return add_source(query, outer.within()).visible()


def _with_ctes(query: exp.Expr, outer: Scope) -> Scope:
    clause: exp.Expr | None = query.args.get("with_")
    if clause is None:
        return outer
    for cte in clause.expressions:
        name = cte.alias.lower()
        names = [column.name for column in cte.args["alias"].columns]
        read = _recursive if clause.args.get("recursive") and isinstance(cte.this, exp.SetOperation) else _plain
        outer = replace(outer, ctes={**outer.ctes, name: read(cte.this, name, names, outer)})
    return outer


def _plain(query: exp.Expr, name: str, names: Sequence[str], outer: Scope) -> Table:
    return table_of(query, outer).renamed(names)


def _recursive(query: exp.Expr, name: str, names: Sequence[str], outer: Scope) -> Table:
    """Return the table of a recursive CTE: what it says of itself is added until nothing new comes of it."""
    table = table_of(query.this, outer).renamed(names)
    while True:
        following = table_of(query, replace(outer, ctes={**outer.ctes, name: table})).renamed(names)
        if following == table:
            return table
        table = following


def _combined(query: exp.SetOperation, outer: Scope) -> Table:
    left, right = table_of(query.this, outer), table_of(query.expression, outer)
    rows = left.rows | right.rows
    if not isinstance(query, exp.Union):
        return replace(left, rows=rows | left.values() | right.values())
    by_name = query.args.get("by_name") or left.rest is not None or right.rest is not None
    columns = _by_name(left, right) if by_name else _by_position(left, right)
    rests = [table.rest for table in (left, right) if table.rest is not None]
    rest = union(rests) if rests else None
    if query.args.get("distinct"):
        rows |= left.values() | right.values()
    return Table(columns, rows, left.relations | right.relations, rest)


def _by_position(left: Table, right: Table) -> tuple[Column, ...]:
    return tuple(
        Column(one.name, one.origins | other.origins) for one, other in zip(left.columns, right.columns, strict=False)
    )


def _by_name(left: Table, right: Table) -> tuple[Column, ...]:
    columns = {column.name.lower(): column for column in left.columns}
    for column in right.columns:
        known = columns.get(column.name.lower())
        columns[column.name.lower()] = Column(known.name, known.origins | column.origins) if known else column
    return tuple(columns.values())


def _values(query: exp.Values, outer: Scope) -> Table:
    rows = [[origins_of(value, outer) for value in row.expressions] for row in query.expressions]
    return Table(tuple(Column(f"col{at}", union(column)) for at, column in enumerate(zip(*rows, strict=False))))


def _ordered(query: exp.Expr, table: Table, outer: Scope) -> Table:
    """Return the table with what the ORDER BY and the LIMIT of a set operation or of a query in brackets decide."""
    scope = replace(outer.within(), sources=(Source(("",), table),), rows=table.rows)
    return replace(table, rows=table.rows | _of_order(query, scope, table.columns))


def _select(query: exp.Select, scope: Scope) -> Table:
    scope = _from(query, scope)
    items: list[tuple[exp.Expr, Table]] = []
    for item in query.expressions:
        table = _item(item, scope)
        items.append((item, table))
        if item.alias and table.columns:
            scope = replace(scope, aliases={**scope.aliases, item.alias.lower(): table.values()})
    columns = tuple(column for _, table in items for column in table.columns)
    rows = union(
        [
            scope.rows,
            *(_of_clause(query, name, scope) for name in ("where", "having", "qualify")),
            _of_group(query.args.get("group"), items, scope),
            _of_distinct(query.args.get("distinct"), items, scope),
            _of_order(query, scope, columns),
            *(_of_unnest(item, scope) for item, _ in items),
        ]
    )
    return with_rest(Table(columns, rows, scope.relations), [table for _, table in items])


def _from(query: exp.Select, scope: Scope) -> Scope:
    start = query.args.get("from_")
    if start:
        scope = add_source(start.this, scope)
    for one in (*(query.args.get("joins") or ()), *(query.args.get("laterals") or ())):
        scope = join(one, scope) if isinstance(one, exp.Join) else add_source(one, scope)
    for window in query.args.get("windows") or ():
        based_on = scope.windows.get(window.text("alias").lower(), NONE)
        parts = [*(window.args.get("partition_by") or ()), window.args.get("order"), window.args.get("spec")]
        origins = based_on | union(origins_of(part, scope) for part in parts if part)
        scope = replace(scope, windows={**scope.windows, window.this.name.lower(): origins})
    return scope


def _item(item: exp.Expr, scope: Scope) -> Table:
    """Return the columns that one item of a select list gives."""
    value, alias = (item.this, item.alias) if isinstance(item, exp.Alias) else (item, "")
    if stars.is_star(value):
        return stars.expand(value, scope, origins_of)
    chosen = next((part for part in subexpressions(value) if isinstance(part, exp.Columns)), None)
    if chosen is not None and not chosen.args.get("unpack"):
        return _each(value, chosen, alias, scope)
    origins = origins_of(value, scope)
    if not alias and isinstance(value, exp.Explode):
        # a list gives one column, a struct as many as it has fields
        return Table((Column("", origins),), rest=origins)
    return Table((Column(alias or _own_name(value), origins),))


def _each(value: exp.Expr, chosen: exp.Columns, alias: str, scope: Scope) -> Table:
    """Return a column for each that COLUMNS(…) stands for."""
    table = stars.expand(chosen, scope, origins_of)
    columns = tuple(
        Column(stars.name_of(alias, chosen, column.name), origins_of(value, replace(scope, chosen=at)))
        for at, column in enumerate(table.columns)
    )
    further = None if table.rest is None else origins_of(value, replace(scope, chosen=len(columns)))
    return Table(columns, rest=further)


def _own_name(value: exp.Expr) -> str:
    """Return the name that a column or a field hands on; what DuckDB makes up for an expression is left empty."""
    if isinstance(value, exp.Paren):
        return _own_name(value.this)
    return value.name if isinstance(value, exp.Column) else value.expression.name if _is_field(value) else ""


def _is_field(value: exp.Expr) -> bool:
    return isinstance(value, exp.Dot) and isinstance(value.expression, exp.Identifier)


def _of_clause(query: exp.Expr, name: str, scope: Scope) -> Origins:
    clause = query.args.get(name)
    return origins_of(clause, scope) if clause else NONE


def _of_group(group: exp.Group | None, items: Sequence[tuple[exp.Expr, Table]], scope: Scope) -> Origins:
    if group is None:
        return NONE
    if group.args.get("all"):
        return union(table.values() for item, table in items if item.find(exp.AggFunc) is None)
    columns = [column for _, table in items for column in table.columns]
    return union(_of_key(key, columns, lambda one: origins_of(one, scope)) for key in group.iter_expressions())


def _of_key(key: exp.Expr, columns: Sequence[Column], read: Callable[[exp.Expr], Origins]) -> Origins:
    """Return the origins of a key of GROUP BY or ORDER BY, which may be the number of a column."""
    if isinstance(key, exp.Literal) and key.is_int:
        return union(column.origins for column in columns[int(key.name) - 1 : int(key.name)])
    return read(key)


def _of_distinct(distinct: exp.Distinct | None, items: Sequence[tuple[exp.Expr, Table]], scope: Scope) -> Origins:
    if distinct is None:
        return NONE
    on = distinct.args.get("on")
    return origins_of(on, scope) if on else union(table.values() for _, table in items)


def _of_order(query: exp.Expr, scope: Scope, columns: Sequence[Column]) -> Origins:
    """Return what an ORDER BY decides: which rows a LIMIT or a DISTINCT ON keeps, and in a subquery their order."""
    limits = [query.args[name] for name in ("limit", "offset") if query.args.get(name)]
    decided = union(origins_of(limit, scope) for limit in limits)
    order = query.args.get("order")
    distinct = query.args.get("distinct")
    decides = limits or (isinstance(distinct, exp.Distinct) and distinct.args.get("on")) or query.parent is not None
    if order is None or not decides:
        return decided
    for ordered in order.expressions:
        if ordered.this.name.upper() == "ALL" and isinstance(ordered.this, exp.Var):
            decided |= union(column.origins for column in columns)
        else:
            decided |= _of_key(ordered.this, columns, lambda one: _by_alias(one, scope))
    return decided


def _by_alias(key: exp.Expr, scope: Scope) -> Origins:
    return scope.find([key.name], alias_first=True) if _is_bare(key) else origins_of(key, scope)


def _is_bare(key: exp.Expr) -> bool:
    return isinstance(key, exp.Column) and len(key.parts) == 1


def _of_unnest(item: exp.Expr, scope: Scope) -> Origins:
    """Return what decides how many rows an UNNEST in the select list makes of one."""
    found = [part for part in subexpressions(item) if _makes_rows(part)]
    return union(origins_of(part, scope) for part in found)


def _makes_rows(part: exp.Expr) -> bool:
    return isinstance(part, exp.Explode | exp.Unnest) or part.name.lower() == "generate_subscripts"

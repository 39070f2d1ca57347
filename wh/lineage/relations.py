"""What stands in a FROM clause: relations, subqueries, table functions, joins, PIVOT and UNPIVOT."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlglot import exp

from wh.lineage import stars
from wh.lineage.expressions import origins_of
from wh.lineage.scopes import NONE, Column, Origins, Scope, Source, Table, stranger, union


def add_source(node: exp.Expr, scope: Scope) -> Scope:
    """Return the scope with the columns of the relation, the subquery or the joined group beside its own."""
    joins: list[exp.Join] = node.args.get("joins") or []
    if not joins:
        return _add_one(node, scope)
    inner = _add_one(node, scope.within())
    for one in joins:
        inner = join(one, inner)
    return _beside(scope, inner)


def _beside(scope: Scope, inner: Scope) -> Scope:
    return replace(
        scope,
        sources=(*scope.sources, *inner.sources),
        merged={**scope.merged, **inner.merged},
        rows=scope.rows | inner.rows,
    )


def _add_one(node: exp.Expr, scope: Scope) -> Scope:
    """Add what stands at one place: a table, or a group in brackets under its alias, or else each of its tables."""
    if isinstance(node, exp.Subquery) and _is_group(node.this):
        inner = add_source(node.this, scope.within())
        if not node.alias:
            return _beside(scope, inner)
        source = Source((node.alias.lower(),), _with_alias(node, inner.visible()))
        return replace(scope, sources=(*scope.sources, source), rows=scope.rows | inner.rows)
    path, table = _named_table(node, scope)
    for pivot in node.args.get("pivots") or ():
        table = pivoted(pivot, table, replace(scope.within(), sources=(Source(path, table),)))
        path = (pivot.alias.lower(),) if pivot.alias else path
    return replace(scope, sources=(*scope.sources, Source(path, table)), rows=scope.rows | table.rows)


def _is_group(node: exp.Expr) -> bool:
    return isinstance(node, exp.Table) or (
        isinstance(node, exp.Subquery) and (bool(node.args.get("joins")) or _is_group(node.this))
    )


def _named_table(node: exp.Expr, scope: Scope) -> tuple[tuple[str, ...], Table]:
    """Return under which path the source can be named, and its table."""
    if isinstance(node, exp.Lateral):
        _, table = _named_table(node.this, scope)
        return (node.alias.lower(),), _with_alias(node, table)
    if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
        path = tuple(part.name for part in node.parts)
        table = _with_alias(node, _relation(path, scope))
        return (node.alias.lower(),) if node.alias else tuple(part.lower() for part in path), table
    if isinstance(node, exp.Unnest):
        return (node.alias.lower(),), _with_alias(node, _function("unnest", node, scope), is_function=True)
    if isinstance(node, exp.Table):
        function = node.this
        table = _function(_function_name(function), function, scope)
        return ((node.alias or _function_name(function)).lower(),), _with_alias(node, table, is_function=True)
    table = scope.subquery(_without_alias(node), scope)
    return (node.alias.lower(),), _with_alias(node, table)


def _without_alias(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.Subquery) and not _has_clauses(node) else node


def _has_clauses(node: exp.Expr) -> bool:
    return any(node.args.get(name) for name in ("with_", "order", "limit", "offset"))


def _relation(path: Sequence[str], scope: Scope) -> Table:
    name = path[-1].lower()
    if name in scope.ctes and (len(path) == 1 or path[0].lower() == "recurring"):
        return scope.ctes[name]
    return scope.catalog.find(path)


def _with_alias(node: exp.Expr, table: Table, *, is_function: bool = False) -> Table:
    """Return the table with its columns named by the alias; the one of a function bears the alias itself."""
    alias = node.args.get("alias")
    if not isinstance(alias, exp.TableAlias):
        return table
    names = [column.name for column in alias.columns]
    if is_function and not names and alias.name and len(table.columns) == 1:
        names = [alias.name]
    return table.renamed(names)


def _function_name(function: exp.Expr) -> str:
    if isinstance(function, exp.GenerateSeries):
        return "range" if function.args.get("is_end_exclusive") else "generate_series"
    return function.name if isinstance(function, exp.Anonymous) else type(function).__name__.lower()


def _function(name: str, function: exp.Expr, scope: Scope) -> Table:
    """Return what a table function gives: from its arguments, or from where the SQL cannot tell, such as a file."""
    origins = union(origins_of(part, scope) for part in function.iter_expressions() if not _is_alias(part))
    if name in ("range", "generate_series", "unnest"):
        return Table((Column(name, origins),), rows=origins, rest=origins)
    if origins:
        return Table((), rows=origins, rest=origins)
    return stranger(function.sql(dialect="duckdb"))


def _is_alias(node: exp.Expr) -> bool:
    return isinstance(node, exp.TableAlias | exp.Identifier)


def join(node: exp.Join, scope: Scope) -> Scope:
    """Return the scope with the joined source; a SEMI or an ANTI join adds no columns and decides on rows alone."""
    right = add_source(node.this, scope.within())
    joined = _beside(scope, right)
    keys = _shared(node, scope, right)
    decided = union(scope.find([key]) | right.find([key]) for key in keys)
    condition = node.args.get("on")
    if condition is not None:
        decided |= origins_of(condition, joined)
    rows = joined.rows | decided
    if node.kind in ("SEMI", "ANTI"):
        return replace(scope, rows=rows)
    hidden = frozenset(key.lower() for key in keys)
    added = [replace(source, hidden=source.hidden | hidden) for source in right.sources]
    merged = {key.lower(): _merged(node.side, scope.find([key]), right.find([key])) for key in keys}
    kept = [_showing(source, merged) for source in _perhaps_missing(scope.sources, node.side in ("RIGHT", "FULL"))]
    added = _perhaps_missing(added, node.side in ("LEFT", "FULL"))
    return replace(joined, sources=(*kept, *added), merged={**joined.merged, **merged}, rows=rows)


def _perhaps_missing(sources: Sequence[Source], is_missing: bool) -> list[Source]:
    """Return the side of an outer join that may have no row: there a constant tells whether it has one."""
    return [replace(source, table=source.table.or_rows()) if is_missing else source for source in sources]


def _showing(source: Source, merged: Mapping[str, Origins]) -> Source:
    """Return the source so that a bare `*` gives the merged columns where this one stands."""
    own = {name: origins for name, origins in merged.items() if source.shows(name)}
    return replace(source, merged={**source.merged, **own})


def _shared(node: exp.Join, left: Scope, right: Scope) -> list[str]:
    """Return the columns that USING names, or that a NATURAL join finds on both sides."""
    if node.method == "NATURAL":
        others = {column.name.lower() for column in right.visible().columns}
        return [column.name for column in left.visible().columns if column.name.lower() in others]
    return [key.name for key in node.args.get("using") or ()]


def _merged(side: str, left: Origins, right: Origins) -> Origins:
    """Return the origins of a column of USING: of the side whose rows are all kept, or of both."""
    return {"RIGHT": right, "FULL": left | right}.get(side, left)


def pivoted(pivot: exp.Pivot, table: Table, scope: Scope) -> Table:
    """Return the table turned: the columns made by a PIVOT come from all that is turned or summed up."""
    return _unpivoted(pivot, table, scope) if pivot.args.get("unpivot") else _pivoted(pivot, table, scope)


def _pivoted(pivot: exp.Pivot, table: Table, scope: Scope) -> Table:
    fields = pivot.args.get("fields") or []
    if fields:
        turned, summed = [one.this for one in fields], pivot.expressions
    else:
        turned, summed = [_left_of_in(one) for one in pivot.expressions], pivot.args.get("using") or []
    scope = replace(scope, sources=(Source(("",), table), *scope.sources[-1:]))
    made = union(origins_of(one, scope) for one in (*turned, *summed)) or NONE
    if not summed:
        made |= table.relations
    group = pivot.args.get("group")
    keys = [one.name.lower() for one in group.expressions] if group else None
    used = {name.name.lower() for one in (*turned, *summed) for name in one.find_all(exp.Column)}
    kept = tuple(
        column
        for column in table.columns
        if (column.name.lower() in keys if keys is not None else column.name.lower() not in used)
    )
    rows = table.rows | union(column.origins for column in kept)
    turned_over = Table((), rest=made | (table.rest or NONE), endings=_endings(turned, summed, scope))
    named = tuple(Column(name.name, turned_over.further(name.name)) for name in pivot.args.get("columns") or ())
    return replace(turned_over, columns=(*kept, *named), rows=rows, relations=table.relations)


def _endings(turned: Sequence[exp.Expr], summed: Sequence[exp.Expr], scope: Scope) -> tuple[tuple[str, Origins], ...]:
    """Return how the names of the columns end that each of several aggregates makes, and what those come from."""
    if len(summed) < 2:
        return ()
    keys = union(origins_of(one, scope) for one in turned)
    return tuple((f"_{one.alias or one.sql(dialect='duckdb')}", keys | origins_of(one, scope)) for one in summed)


def _left_of_in(node: exp.Expr) -> exp.Expr:
    return node.this if isinstance(node, exp.In) else node


def _unpivoted(pivot: exp.Pivot, table: Table, scope: Scope) -> Table:
    into = pivot.args.get("into")
    fields = pivot.args.get("fields") or []
    if fields:
        turned = [part for one in fields for part in one.expressions]
        names = [fields[0].this.name, *_names(pivot.expressions)]
    else:
        turned = pivot.expressions
        names = [into.this.name, *_names(into.expressions)] if into else ["name", "value"]
    scope = replace(scope, sources=(Source(("",), table), *scope.sources[-1:]))
    gone: list[Column] = [column for one in turned for column in _turned(one, table, scope)]
    lost = {column.name.lower() for column in gone}
    kept = tuple(column for column in table.columns if column.name.lower() not in lost)
    values = _values(turned, len(names) - 1, table, scope)
    made = (Column(names[0], NONE), *map(Column, names[1:], values))
    # a row of nulls alone is left out, unless it is said that it stays
    rows = table.rows if pivot.args.get("include_nulls") else table.rows | union(values)
    return replace(table, columns=(*kept, *made), rows=rows)


def _values(turned: Sequence[exp.Expr], width: int, table: Table, scope: Scope) -> list[Origins]:
    """Return what each column of values comes from: of tuples, what stands at its place."""
    if width > 1 and all(isinstance(one, exp.Tuple) and len(one.expressions) == width for one in turned):
        places = [[one.expressions[place] for one in turned] for place in range(width)]
    else:
        places = [list(turned)] * width
    return [union(column.origins for one in place for column in _turned(one, table, scope)) for place in places]


def _names(nodes: Sequence[exp.Expr]) -> list[str]:
    return [name.name for node in nodes for name in node.find_all(exp.Identifier)]


def _turned(node: exp.Expr, table: Table, scope: Scope) -> list[Column]:
    """Return the columns that are turned into rows: named ones, a tuple of them, or those of a star."""
    if isinstance(node, exp.Columns) or stars.is_star(node):
        return list(stars.expand(node, replace(scope, sources=scope.sources[:1]), origins_of).columns)
    return [Column(name.name, scope.find([name.name])) for name in node.find_all(exp.Column)]

"""What an expression is computed from: every column in it, whatever stands around it.

That covers conditions of a CASE, the filter and the order of an aggregate, the partition and the order of a window, and
the whole of a subquery. A parameter of a lambda is no column.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sqlglot import exp

from wh.lineage import stars
from wh.lineage.scopes import NONE, Origins, Scope, union


def origins_of(node: exp.Expr, scope: Scope) -> Origins:
    """Return what the value of the expression is computed from, without what decides which rows there are."""
    if isinstance(node, exp.Column):
        return _column(node, scope)
    if isinstance(node, exp.Dot):
        return _dot(node, scope)
    if isinstance(node, exp.Star | exp.Columns):
        return _chosen(node, scope)
    if isinstance(node, exp.Lambda):
        return origins_of(node.this, _with_parameters(scope, node.expressions))
    if isinstance(node, exp.Comprehension):
        return _comprehension(node, scope)
    if isinstance(node, exp.Exists) and isinstance(node.this, exp.Query):
        table = scope.subquery(node.this, scope)
        return table.rows | table.relations
    if isinstance(node, exp.Query):
        table = scope.subquery(node, scope)
        return table.values() | table.rows
    if isinstance(node, exp.Window):
        named = scope.windows.get(node.text("alias").lower(), NONE)
        return named | _of_call(node.this, scope) | _of_parts(node, scope, but="this") or scope.relations
    if isinstance(node, exp.WithinGroup | exp.Filter):
        return _of_call(node.this, scope) | _of_parts(node, scope, but="this") or scope.relations
    if isinstance(node, exp.AggFunc):
        return _of_call(node, scope) or scope.relations
    if isinstance(node, exp.PositionalColumn):
        return _nth(int(node.name), scope)
    if isinstance(node, exp.Identifier):
        # a bare name where the parser makes no column of it, as in a lambda
        return scope.find([node.name])
    if isinstance(node, exp.PropertyEQ) and isinstance(node.this, exp.Identifier):
        return origins_of(node.expression, scope)
    if isinstance(node, exp.DataType):
        return NONE
    if isinstance(node, exp.Binary):
        return _of_chain(node, scope)
    return _of_parts(node, scope)


def _of_parts(node: exp.Expr, scope: Scope, *, but: str = "alias") -> Origins:
    parts = (part for part in node.iter_expressions() if part.arg_key not in (but, "alias"))
    return union(origins_of(part, scope) for part in parts)


def _of_call(node: exp.Expr, scope: Scope) -> Origins:
    """Return the origins of the arguments of an aggregate; those of count(*) are the rows themselves."""
    if isinstance(node, exp.Count) and (node.this is None or isinstance(node.this, exp.Star)):
        return scope.relations
    return _of_parts(node, scope) if isinstance(node, exp.AggFunc) else origins_of(node, scope)


def _of_chain(node: exp.Expr, scope: Scope) -> Origins:
    """Return the origins of `a and b and c …`, which may be longer than Python calls go deep."""
    found = NONE
    while isinstance(node, exp.Binary) and not isinstance(node, exp.Dot):
        found |= union(origins_of(part, scope) for part in node.iter_expressions() if part is not node.this)
        node = node.this
    return found | origins_of(node, scope)


def _column(column: exp.Column, scope: Scope) -> Origins:
    if isinstance(column.this, exp.Star):
        return _chosen(column, scope)
    return scope.find([part.name for part in column.parts])


def _dot(dot: exp.Dot, scope: Scope) -> Origins:
    """Return the origins of `value.field` and `value.function(…)`; the value may be written as a bare name."""
    parts = list(dot.flatten())
    names: list[str] = []
    while parts and isinstance(parts[0], exp.Identifier):
        names.append(parts.pop(0).name)
    first = scope.find(names) if names else NONE
    return first | union(origins_of(part, scope) for part in parts if not isinstance(part, exp.Identifier))


def _comprehension(node: exp.Comprehension, scope: Scope) -> Origins:
    inner = _with_parameters(scope, [part for part in (node.expression, node.args.get("position")) if part])
    condition = node.args.get("condition")
    return (
        origins_of(node.args["iterator"], scope)
        | origins_of(node.this, inner)
        | (origins_of(condition, inner) if condition else NONE)
    )


def _with_parameters(scope: Scope, parameters: Sequence[exp.Expr]) -> Scope:
    names = {name.name.lower() for parameter in parameters for name in parameter.find_all(exp.Identifier)}
    return replace(scope, parameters=scope.parameters | names)


def _chosen(node: exp.Expr, scope: Scope) -> Origins:
    """Return the origins of all columns that the star stands for, or of the one that is being looked at."""
    table = stars.expand(node, scope, origins_of)
    if scope.chosen is not None and isinstance(node, exp.Columns) and not node.args.get("unpack"):
        return table.columns[scope.chosen].origins if scope.chosen < len(table.columns) else table.rest or NONE
    return table.values()


def _nth(number: int, scope: Scope) -> Origins:
    columns = scope.visible().columns
    return columns[number - 1].origins if 0 < number <= len(columns) else scope.visible().rest or NONE


def subexpressions(node: exp.Expr) -> Iterator[exp.Expr]:
    """Yield the expression and what it is made of, but nothing inside of a subquery."""
    yield from node.walk(prune=lambda part: isinstance(part, exp.Query))

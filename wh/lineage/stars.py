"""Which columns a star stands for: `*`, `t.*`, EXCLUDE, REPLACE, RENAME, LIKE, and COLUMNS(…)."""

import re
from collections.abc import Callable
from dataclasses import replace
from fnmatch import translate

from sqlglot import exp

from wh.lineage.scopes import Column, Origins, Scope, Table

Read = Callable[[exp.Expr, Scope], Origins]
_PATTERNS = (exp.Like, exp.ILike, exp.SimilarTo, exp.Glob)


def is_star(node: exp.Expr) -> bool:
    """Return whether the expression as a whole stands for columns: a star, or one with a pattern of names."""
    if isinstance(node, exp.Not):
        return isinstance(node.this, _PATTERNS) and is_star(node.this)
    if isinstance(node, _PATTERNS):
        return is_star(node.this)
    return isinstance(node, exp.Star) or (isinstance(node, exp.Column) and isinstance(node.this, exp.Star))


def expand(node: exp.Expr, scope: Scope, read: Read) -> Table:
    """Return the columns that the star or COLUMNS(…) stands for; `read` tells the origins of an expression."""
    if isinstance(node, exp.Not):
        matched = {column.name for column in expand(node.this, scope, read).columns}
        return _only(expand(node.this.this, scope, read), lambda name: name not in matched)
    if isinstance(node, _PATTERNS):
        return _like(node, expand(node.this, scope, read))
    if isinstance(node, exp.Columns):
        return _columns(node.this, scope, read)
    star = node if isinstance(node, exp.Star) else node.this
    path = [part.name for part in node.parts[:-1]] if isinstance(node, exp.Column) else []
    return _changed(star, _base(path, scope), scope, read)


def _base(path: list[str], scope: Scope) -> Table:
    if not path:
        return scope.visible()
    named = scope.named(path)
    # not a table: the fields of a struct, which the SQL does not tell
    return named if named is not None else Table((), rest=scope.find(path))


def _changed(star: exp.Expr, table: Table, scope: Scope, read: Read) -> Table:
    """Return the table without what EXCLUDE leaves out, with what REPLACE puts in and RENAME calls otherwise."""
    left_out = {tuple(part.name.lower() for part in _name_parts(one)) for one in star.args.get("except_") or ()}
    instead = {one.alias.lower(): read(one.this, scope) for one in star.args.get("replace") or ()}
    renamed = {one.this.name.lower(): one.alias for one in star.args.get("rename") or ()}
    others = {name[-1] for name in left_out if len(name) == 1}
    excluded = {(name[-1], scope.find(name)) for name in left_out if len(name) > 1}
    columns = [
        Column(
            renamed.get(column.name.lower(), column.name),
            instead.get(column.name.lower(), column.origins),
        )
        for column in table.columns
        if column.name.lower() not in others and (column.name.lower(), column.origins) not in excluded
    ]
    return replace(table, columns=tuple(columns))


def _name_parts(node: exp.Expr) -> list[exp.Expr]:
    return list(node.parts) if isinstance(node, exp.Column) else [node]


def _like(node: exp.Expr, table: Table) -> Table:
    pattern = node.expression.name
    if isinstance(node, exp.Like | exp.ILike):
        marks = {"%": ".*", "_": "."}
        pattern = "".join(marks.get(mark, re.escape(mark)) for mark in pattern)
    elif isinstance(node, exp.Glob):
        pattern = translate(pattern)
    matching = re.compile(pattern, re.DOTALL | (re.IGNORECASE if isinstance(node, exp.ILike) else re.NOFLAG))
    negated = bool(node.args.get("negate"))
    return _only(table, lambda name: bool(matching.fullmatch(name)) is not negated)


def _columns(chosen: exp.Expr, scope: Scope, read: Read) -> Table:
    """Return what COLUMNS(…) stands for; where only running the SQL tells, any column may be among the rest."""
    visible = scope.visible()
    if is_star(chosen):
        return expand(chosen, scope, read)
    if isinstance(chosen, exp.Literal):
        return _only(visible, lambda name: re.search(chosen.name, name) is not None)
    if isinstance(chosen, exp.Array | exp.Tuple) and all(isinstance(one, exp.Literal) for one in chosen.expressions):
        listed = {one.name.lower() for one in chosen.expressions}
        return _only(visible, lambda name: name.lower() in listed)
    if isinstance(chosen, exp.Lambda) and isinstance(chosen.this, _PATTERNS) and _is_its_parameter(chosen):
        return _like(chosen.this, visible)
    return replace(visible, rest=visible.values())


def _is_its_parameter(chosen: exp.Lambda) -> bool:
    return [one.name for one in chosen.expressions] == [chosen.this.this.name] and isinstance(
        chosen.this.expression, exp.Literal
    )


def _only(table: Table, wanted: Callable[[str], bool]) -> Table:
    return replace(table, columns=tuple(column for column in table.columns if wanted(column.name)))


def name_of(alias: str, chosen: exp.Columns, column: str) -> str:
    r"""Return the name that an alias gives a column of COLUMNS(…); `\0` in it stands for the column's own name."""
    if "\\" not in alias:
        return alias or column
    matched = re.search(chosen.this.name, column) if isinstance(chosen.this, exp.Literal) else None
    groups = [column] if matched is None else [matched[0], *(group or "" for group in matched.groups())]
    return re.sub(r"\\(\d)", lambda mark: groups[int(mark[1])] if int(mark[1]) < len(groups) else "", alias)

"""From a column of a model back to the raw columns that it is computed from, as a tree, JSON, Mermaid or Graphviz.

Reads SQL alone and runs none of it. What a query's text does not tell is shown as not resolved, never left out.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, NamedTuple

from wh.errors import ProjectError, closest
from wh.terminal import cell

if TYPE_CHECKING:
    from wh.lineage.columns import Origin

Kind = Literal["value", "rows", "unknown"]
_ALL_ROWS = "*"


@dataclass(frozen=True, slots=True)
class Parent:
    """A column that another one comes from: its value, or which rows there are; or what could not be resolved."""

    kind: Kind
    node: "Node"


@dataclass(frozen=True, slots=True)
class Node:
    """A column of a relation, or with the column `*` the relation's rows, and what it comes from.

    A constant is a model's column that comes from no column, such as a flag that is always true.
    """

    relation: str
    column: str
    parents: tuple[Parent, ...]
    is_constant: bool = False

    @property
    def name(self) -> str:
        """The column's full name, such as `marts.claims.low`."""
        return f"{self.relation}.{self.column}" if self.relation else self.column


@dataclass(frozen=True, slots=True)
class Tree:
    """What was asked for, and each of its columns with all that it comes from; a column met twice is one node."""

    target: str
    roots: tuple[Node, ...]

    def nodes(self) -> tuple[Node, ...]:
        """Return every node once, children before parents."""
        found: dict[int, Node] = {}
        waiting = list(reversed(self.roots))
        while waiting:
            node = waiting.pop()
            if id(node) not in found:
                found[id(node)] = node
                waiting += [parent.node for parent in reversed(node.parents)]
        return tuple(found.values())


def trace(target: str, queries: Mapping[str, str], columns: Mapping[str, Sequence[str]], *, rows: bool = False) -> Tree:
    """Return where `MODEL` or `MODEL.COLUMN` comes from, down to the raw tables.

    `queries` is each model's rendered SQL by its table's full name; `columns` are those of the models and of the raw
    tables. With `rows` each column also shows what decides which rows its model has, and what is computed from the
    rows themselves, as a count is, is followed further than to the first table.
    """
    relation, column = _find(target, columns)
    tracer = _Tracer(queries, columns, rows)
    wanted = [column] if column else list(columns[relation])
    return Tree(
        f"{relation}.{column}" if column else relation, tuple(tracer.node(relation, one, "value") for one in wanted)
    )


class _Key(NamedTuple):
    relation: str
    column: str
    is_unknown: bool

    @classmethod
    def of(cls, origin: "Origin") -> "_Key":
        return cls(origin.relation, origin.column, origin.kind == "unknown")


class _Tracer:
    """Keeps each node that was made, so that what many columns come from is followed once."""

    def __init__(self, queries: Mapping[str, str], columns: Mapping[str, Sequence[str]], rows: bool) -> None:
        # the parser takes a fifth of a second to import: only who traces waits for it
        from wh.lineage.columns import Catalog, Lineage

        self._queries = queries
        self._columns = columns
        self._catalog = Catalog.of(columns)
        self._rows = rows
        self._lineages: dict[str, Lineage] = {}
        self._nodes: dict[_Key, Node] = {}

    def node(self, relation: str, column: str, kind: Kind) -> Node:
        """Return a column's node with all that it comes from, however many models lie between."""
        asked = _Key(relation, column, kind == "unknown")
        waiting, opened = [asked], dict[_Key, list[tuple[Kind, _Key]]]()
        while waiting:
            key = waiting[-1]
            if key in self._nodes:
                waiting.pop()
            elif key in opened:
                self._nodes[waiting.pop()] = self._made(key, opened[key])
            else:
                opened[key] = list(self._parents(key)) if self._is_followed(key) else []
                waiting += [parent for _, parent in reversed(opened[key]) if parent not in opened]
        return self._nodes[asked]

    def _is_followed(self, key: "_Key") -> bool:
        return not key.is_unknown and key.relation in self._queries and (self._rows or key.column != _ALL_ROWS)

    def _made(self, key: "_Key", origins: Sequence[tuple[Kind, "_Key"]]) -> Node:
        parents = tuple(Parent(kind, self._nodes[parent]) for kind, parent in origins if parent in self._nodes)
        has_values = any(parent.kind != "rows" for parent in parents)
        is_constant = self._is_followed(key) and key.column != _ALL_ROWS and not has_values
        return Node(key.relation, key.column, parents, is_constant)

    def _parents(self, key: "_Key") -> Iterator[tuple[Kind, "_Key"]]:
        from wh.lineage.columns import lineage_of

        relation, column = key.relation, key.column
        if relation not in self._lineages:
            names = self._columns[relation]
            self._lineages[relation] = lineage_of(self._queries[relation], self._catalog, names)
        lineage = self._lineages[relation]
        for origin in sorted(lineage.relations if column == _ALL_ROWS else lineage.columns[column]):
            yield origin.kind, _Key.of(origin)
        if self._rows and column == _ALL_ROWS:
            for origin in sorted(lineage.rows):
                yield "rows", _Key.of(origin)
        elif self._rows:
            yield "rows", _Key(relation, _ALL_ROWS, False)


def with_columns(queries: Mapping[str, str], columns: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    """Return the columns with those of each model that lacks them, as its SQL tells them.

    `queries` come parents first. A column to which the SQL gives no name is called by its place.
    """
    from wh.lineage.columns import Catalog, lineage_of

    known = dict(columns)
    catalog = Catalog.of(known)
    for model, sql in queries.items():
        if model not in known:
            known[model] = tuple(lineage_of(sql, catalog).columns)
            catalog.add(model, known[model])
    return known


def _find(target: str, columns: Mapping[str, Sequence[str]]) -> tuple[str, str | None]:
    """Return the relation and the column that are meant; a relation may be named without its schema."""
    wanted = target.lower()
    for named, column in _readings(wanted):
        near = [name for name in columns if named in (name.lower(), _short(name).lower())]
        if len(near) > 1:
            raise ProjectError(
                f"{len(near)} tables are named `{named}`.",
                at="the command line",
                way_out=" or ".join(f"`{name}`" for name in sorted(near)),
            )
        if near:
            return near[0], _column(near[0], column, columns[near[0]])
    model = wanted.rsplit(".", 1)[0]
    names = {name.lower(): name for full in columns for name in (full, _short(full))}
    near_name = closest(wanted, names) or closest(model, names)
    raise ProjectError(
        f"There is no model `{target}`, nor a column of that name.",
        at="the command line",
        way_out=f"`{names[near_name]}`, the closest name" if near_name else "`wh ls` to see them all",
    )


def _readings(wanted: str) -> Iterator[tuple[str, str | None]]:
    """Yield each way to read the target as a table and perhaps a column, the longest table first."""
    yield wanted, None
    for at in range(len(wanted) - 1, 0, -1):
        if wanted[at] == ".":
            yield wanted[:at], wanted[at + 1 :]


def _short(name: str) -> str:
    return name.split(".", 1)[-1]


def _column(relation: str, column: str | None, known: Sequence[str]) -> str | None:
    by_name = {name.lower(): name for name in known}
    if column is None or column in by_name:
        return None if column is None else by_name[column]
    near = closest(column, by_name)
    raise ProjectError(
        f"`{relation}` has no column `{column}`.",
        at="the command line",
        way_out=f"`{relation}.{by_name[near]}`, the closest name" if near else f"one of {', '.join(known)}",
    )


def as_tree(tree: Tree) -> str:
    """Return the tree as it is drawn on a terminal; what was drawn before is marked `(above)`."""
    drawn: set[int] = set()
    lines: list[str] = []
    # what is to be drawn, the next one last: what leads to a parent, and what leads to its own parents
    waiting = [("", "", Parent("value", root)) for root in reversed(tree.roots)]
    while waiting:
        mark, lead, parent = waiting.pop()
        lines.append(f"{mark}{_label(parent, drawn)}")
        if id(parent.node) not in drawn:
            drawn.add(id(parent.node))
            waiting += reversed(list(_branches(parent.node, lead)))
    return "\n".join(lines)


def _branches(node: Node, lead: str) -> Iterator[tuple[str, str, Parent]]:
    for number, parent in enumerate(node.parents, start=1):
        is_last = number == len(node.parents)
        yield f"{lead}{'└─' if is_last else '├─'} ", f"{lead}{'   ' if is_last else '│  '}", parent


def _label(parent: Parent, drawn: set[int]) -> str:
    node = parent.node
    lead = "rows by " if parent.kind == "rows" else ""
    notes = [
        *(["the rows themselves"] if node.column == _ALL_ROWS and parent.kind != "unknown" else []),
        *(["a constant"] if node.is_constant else []),
        *(["not resolved"] if parent.kind == "unknown" else []),
        *(["above"] if id(node) in drawn and node.parents else []),
    ]
    return f"{lead}{cell(node.name)}" + (f" ({', '.join(notes)})" if notes else "")


def as_json(tree: Tree) -> str:
    """Return nodes and edges as JSON; an edge leads from where a column comes from to the column."""
    numbers = {id(node): number for number, node in enumerate(tree.nodes())}
    document = {
        "target": tree.target,
        "nodes": [{"id": numbers[id(n)], "relation": n.relation, "column": n.column} for n in tree.nodes()],
        "edges": [{"from": source, "to": to, "kind": kind} for source, to, kind in _edges(tree, numbers)],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _edges(tree: Tree, numbers: Mapping[int, int]) -> Iterator[tuple[int, int, Kind]]:
    for node in tree.nodes():
        for parent in node.parents:
            yield numbers[id(parent.node)], numbers[id(node)], parent.kind


def _by_relation(tree: Tree) -> dict[str, list[tuple[int, Node]]]:
    groups: dict[str, list[tuple[int, Node]]] = {}
    for number, node in enumerate(tree.nodes()):
        groups.setdefault(node.relation, []).append((number, node))
    return groups


_MERMAID_ARROWS: dict[Kind, str] = {"value": "-->", "rows": "-.->", "unknown": "-. not resolved .->"}


def as_mermaid(tree: Tree) -> str:
    """Return a Mermaid flowchart, a box for each relation; what decides on rows has a dotted line."""
    numbers = {id(node): number for number, node in enumerate(tree.nodes())}
    lines = ["flowchart LR"]
    for number, (relation, members) in enumerate(_by_relation(tree).items()):
        lines.append(f'    subgraph r{number}["{_mermaid(relation or "not resolved")}"]')
        lines += [f'        n{at}["{_mermaid(node.column)}"]' for at, node in members]
        lines.append("    end")
    lines += [f"    n{source} {_MERMAID_ARROWS[kind]} n{to}" for source, to, kind in _edges(tree, numbers)]
    return "\n".join(lines)


def _mermaid(text: str) -> str:
    """Return the text with all that Mermaid, or Markdown in it, might read as a mark written as its number."""
    return "".join(mark if mark.isalnum() or mark in "_. -" else f"#{ord(mark)};" for mark in text) or "#32;"


_DOT_STYLES: dict[Kind, str] = {"value": "", "rows": " [style=dashed]", "unknown": ' [label="not resolved"]'}


def as_dot(tree: Tree) -> str:
    """Return a Graphviz graph, a box for each relation; what decides on rows has a dashed line."""
    numbers = {id(node): number for number, node in enumerate(tree.nodes())}
    lines = ["digraph lineage {", "    rankdir=LR;", "    node [shape=box];"]
    for number, (relation, members) in enumerate(_by_relation(tree).items()):
        lines.append(f'    subgraph cluster_{number} {{\n        label="{_dot(relation or "not resolved")}";')
        lines += [f'        n{at} [label="{_dot(node.column)}"];' for at, node in members]
        lines.append("    }")
    lines += [f"    n{source} -> n{to}{_DOT_STYLES[kind]};" for source, to, kind in _edges(tree, numbers)]
    return "\n".join([*lines, "}"])


def _dot(text: str) -> str:
    return cell(text).replace("\\", "\\\\").replace('"', '\\"')

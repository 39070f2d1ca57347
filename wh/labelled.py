"""Turn annotations that have their place into rows of our label files, by the names of their labels and attributes.

The one place that knows what a label is to us. It checks no cell: the rows are read as those of a CSV are.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from wh.anchoring import context_of, ends_of
from wh.annotations import Annotation, Link
from wh.errors import InputError, closest
from wh.label_settings import KINDS, Scheme, kind_and_cells
from wh.placing import Place, Placed


@dataclass(frozen=True, slots=True)
class MadeRow:
    """A row for a label file, and the annotation or link that it is made of; `text` shows that to a person."""

    table: str
    place: int
    cells: Mapping[str, str | None]
    text: str


@dataclass(frozen=True, slots=True)
class NoRow:
    """Why an annotation or a link gives no row, and the way out."""

    place: int
    column: str | None
    reason: str
    hint: str | None
    text: str


@dataclass(frozen=True, slots=True)
class NeedsNone:
    """A mark that needs no row: one that is ignored, or a link that fills a cell of a fact."""

    place: int


Headers = Mapping[str, Sequence[str]]
"""The columns of each label file, by table."""

ROLES: Mapping[str, tuple[str, str]] = {
    "sum": ("part", "whole"),
    "part_of": ("part", "whole"),
    "before": ("earlier", "later"),
    "at_most": ("smaller", "larger"),
}
"""What a link says by its kind alone: the role of the claim that it leaves, and of the one that it leads to."""

TARGET = "target"
"""A link with this label says which fact another one takes back or corrects."""


def rows_of(
    placed: Iterable[Placed], links: Iterable[Link], scheme: Scheme, headers: Headers
) -> Iterator[MadeRow | NoRow | NeedsNone]:
    """Yield the rows that a file's annotations and links make, and why some make none."""
    made: list[tuple[Placed, str, dict[str, str | None]]] = []
    for each in placed:
        try:
            read = _kind_of(each.annotation, scheme)
            if read is None:
                yield NeedsNone(each.annotation.place)
            else:
                made.append((each, read[0], _cells(each, *read, scheme, headers)))
        except InputError as error:
            yield NoRow(each.annotation.place, error.at, error.message, error.way_out, show(each.annotation))
    facts: dict[str, list[dict[str, str | None]]] = {}
    for each, kind, cells in made:
        if kind == "fact" and each.annotation.tool_id:
            facts.setdefault(each.annotation.tool_id, []).append(cells)
    refused = []
    for link in links:
        try:
            rows = _of_link(link, facts, scheme)
        except InputError as error:
            refused.append(NoRow(link.place, None, error.message, error.way_out, show(link)))
        else:
            yield from (MadeRow("relations", link.place, cells, show(link)) for cells in rows)
            if not rows:
                yield NeedsNone(link.place)
    yield from refused
    excluded = [each for each, kind, _ in made if kind == "excluded_passage"]
    for each, kind, cells in made:
        yield _row(each, KINDS[kind][0], cells, headers)
        if kind == "fact":
            yield from _evidence(each, cells, excluded)
            yield from _chain(each, cells)


def show(mark: Annotation | Link) -> str:
    """Return an annotation or a link as a person would look for it in the tool."""
    if isinstance(mark, Link):
        return f"link {mark.label}: {mark.from_id} -> {mark.to_id}"
    said = {"of": mark.document.name, "id": mark.tool_id, "words": mark.words}
    told = [f"{name} {value}" for name, value in said.items() if value]
    told += [f"{name} {' | '.join(values)}" for name, values in mark.attributes.items()]
    return f"{mark.label} {mark.start}..{mark.end}: {', '.join(told)}"


def _kind_of(annotation: Annotation, scheme: Scheme) -> tuple[str, Mapping[str, str]] | None:
    """Return what an annotation is to us, and what that says of it; None where it is none of ours."""
    if annotation.label in scheme.ignored:
        return None
    if annotation.label in scheme.labels:
        return scheme.labels[annotation.label]
    read = kind_and_cells(annotation.label)
    if read is None:
        near = closest(annotation.label, (*KINDS, *scheme.labels))
        way_out = f'`labels = {{ "{annotation.label}" = "{near or "mention"}" }}` for this file in [tool.wh.labels]'
        raise InputError(f"No kind of label is called `{annotation.label}`.", way_out=f"{way_out}, or `ignore`")
    return read


def _cells(
    placed: Placed, kind: str, said: Mapping[str, str], scheme: Scheme, headers: Headers
) -> dict[str, str | None]:
    """Return the cells of an annotation's row: what is said of it, before what its label and its file say."""
    annotation, table = placed.annotation, KINDS[kind][0]
    known = (*headers[table], *(("prefix", "suffix", "chain") if kind == "fact" else ()))
    stated: dict[str, str] = {}
    for name, values in annotation.attributes.items():
        column = scheme.attributes.get(name, name)
        if name in scheme.ignored or not values:
            continue
        if column not in known:
            near = closest(column, known)
            way_out = f'`attributes = {{ "{name}" = "{near or "note"}" }}` for this file in [tool.wh.labels]'
            raise InputError(f"{table}.csv has no column `{column}`.", at=name, way_out=f"{way_out}, or `ignore`")
        if len(values) > 1 and column not in ("note", "chain"):
            shown = " and ".join(f"`{value}`" for value in values)
            raise InputError(f"`{name}` says {shown}.", at=column, way_out="one of them")
        stated[column] = (CHAIN if column == "chain" else "; ").join(values)
    constants = {name: value for name, value in scheme.constants.items() if name in known}
    return {**_of_itself(placed, kind), **constants, **said, **stated}


CHAIN = "\x1f"
"""What stands between the sources of a chain while it is one cell."""


def _of_itself(placed: Placed, kind: str) -> dict[str, str]:
    """Return the cells that an annotation fills without a word of its labeller."""
    annotation = placed.annotation
    own = f"{placed.article_id}-{_id(annotation)}"
    place = placed.places[0]
    cells = {"article_id": placed.article_id}
    if kind == "fact":
        cells |= {"fact_id": own, "exact": place.words}
        if annotation.labeller:
            cells["labelled_by"] = annotation.labeller
        if annotation.created_at:
            cells["labelled_on"] = annotation.created_at[:10]
    elif kind == "mention":
        cells["exact"] = place.words
    else:
        first, last = ends_of(place.text, (place.start, place.end))
        cells |= {"exact_from": first, "exact_to": last}
        if kind == "quote":
            prefix, suffix = context_of(place.text, (place.start, place.end), place.passages)
            around = {"prefix": prefix, "suffix": suffix} if first == last else {}
            cells |= {"quote_id": own} | {name: words for name, words in around.items() if words}
        else:
            cells |= {"edition": place.edition or ""}
    return cells


def _id(annotation: Annotation) -> str:
    """Return what the tool calls an annotation, as an id may be written."""
    own = (annotation.tool_id or str(annotation.place)).rpartition("/")[2]
    return "".join(one if one.isalnum() or one in "._-" else "-" for one in own)


def _row(placed: Placed, table: str, cells: Mapping[str, str | None], headers: Headers | None = None) -> MadeRow:
    known = cells if headers is None else headers[table]
    return MadeRow(
        table,
        placed.annotation.place,
        {name: cells.get(name) or None for name in known},
        show(placed.annotation),
    )


def _evidence(placed: Placed, cells: Mapping[str, str | None], excluded: Sequence[Placed]) -> Iterator[MadeRow]:
    """Yield what tells the place of a fact's words from their others, in each edition where there are others."""
    stated = (cells.get("prefix"), cells.get("suffix"))
    for number, place in enumerate(placed.places):
        prefix, suffix = None, None
        if number == 0 and place.edition and any(stated):
            prefix, suffix = stated
        elif place.edition and cells.get("exact") == place.words:  # those of other words would be of no help
            passages = [*place.passages, *_spans(excluded, placed.article_id, place)]
            prefix, suffix = context_of(place.text, (place.start, place.end), passages)
        if prefix or suffix:
            own = {"fact_id": cells["fact_id"], "edition": place.edition, "prefix": prefix, "suffix": suffix}
            yield _row(placed, "evidence", own)


def _spans(excluded: Iterable[Placed], article_id: str, place: Place) -> Iterator[tuple[int, int]]:
    """Yield what is annotated as no report in the same text."""
    for each in excluded:
        for other in each.places if each.article_id == article_id else ():
            if other.edition == place.edition:
                yield other.start, other.end


def _chain(placed: Placed, cells: Mapping[str, str | None]) -> Iterator[MadeRow]:
    for position, source_id in enumerate((cells.get("chain") or "").split(CHAIN) if cells.get("chain") else (), 1):
        own = {"fact_id": cells["fact_id"], "position": str(position), "source_id": source_id}
        yield _row(placed, "fact_chain", own)


def _of_link(
    link: Link, facts: Mapping[str, Sequence[dict[str, str | None]]], scheme: Scheme
) -> Sequence[Mapping[str, str | None]]:
    """Return the operands that a link states; one that names a target fills a cell of the fact that it leaves."""
    label = scheme.links.get(link.label, link.label)
    if link.label in scheme.ignored:
        return ()
    for end in (link.from_id, link.to_id):
        if len(facts.get(end, ())) != 1:
            count = f"{len(facts[end])} facts" if end in facts else "no fact"
            raise InputError(f"The link ends at `{end}`, which is {count}.", way_out="a link from one fact to another")
    (first,), (second,) = facts[link.from_id], facts[link.to_id]
    if label == TARGET:
        first["target_fact_id"] = second["fact_id"]
        return ()
    kind, _, roles = label.partition(":")
    role, _, other = roles.partition(":")
    role, other = (role, other) if role and other else ROLES.get(kind, ("", ""))
    if not role:
        near = closest(kind, (TARGET, *ROLES))
        way_out = f"`{near}`, the closest one" if near else "`target`, a kind of relation, or `KIND:ROLE:ROLE`"
        raise InputError(f"No link is called `{link.label}`.", way_out=way_out)
    claims = (_claim(first), _claim(second))
    many = kind not in ROLES or kind == "sum"
    named = "-".join(claim.replace("/", "-") for claim in (claims[1:] if many else claims))
    shared: dict[str, str | None] = {"relation_id": f"{kind}-{named}", "kind": kind, "note": None}
    pairs = ((role, claims[0]), (other, claims[1]))
    return [{**shared, "role": one, "operand": operand} for one, operand in pairs]


def _claim(cells: Mapping[str, str | None]) -> str:
    parts = [cells.get(name) for name in ("event_id", "subject_id", "attribute", "scope_id")]
    return "/".join(part for part in parts if part)

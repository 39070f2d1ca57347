"""Check what rows refer to, once all files are read: every id leads to a row that is itself good.

A row that leads nowhere is refused, and so is every row that leads to it; the nearest id is offered.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wh.articles import Place
from wh.errors import InputError, closest
from wh.kinds import Field, Kinds, LabelKind
from wh.results import Reject

NEAREST_SOUGHT = 100
"""For how many different unknown ids the nearest one is sought: each takes 16 ms among 2,000 ids (2026-11-22)."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A record and where it is stated; `record` is None where the row was refused, and `cells` what it held."""

    kind: LabelKind
    place: Place
    record: Any
    cells: Mapping[str, str | None]
    text: str


def check_references(kinds: Kinds, statements: Sequence[Statement], unreadable: Collection[LabelKind]) -> list[Reject]:
    """Return a reject for each row that refers to nothing, or to a row that is refused, ordered by place.

    What refers to a kind whose file is `unreadable` is not judged: one broken file is one message.
    """
    stated = _Stated(kinds, statements, unreadable)
    refused = {each.place for each in statements if each.record is None}
    rejects = list(_rings(statements))
    refused |= {(reject.file, reject.line) for reject in rejects}
    while True:
        # each round finds the rows that lead to a row refused in the round before
        wrong = [
            reject
            for each in statements
            if each.place not in refused
            for reject in (
                *_lost_references(each, stated, refused),
                *_unread_values(each, stated),
                *_unplaced_hours(each, stated),
            )
        ]
        if not wrong:
            return sorted(rejects, key=lambda reject: (reject.file, reject.line))
        rejects += wrong
        refused |= {(reject.file, reject.line) for reject in wrong}


class _Stated:
    """Which ids are stated where, by table or table.column, with the nearest one for an id that is not."""

    def __init__(self, kinds: Kinds, statements: Sequence[Statement], unreadable: Collection[LabelKind]) -> None:
        self._unknown = {"articles" if kind is kinds.description else kind.table for kind in unreadable}
        self._unknown |= {"operands"} if self._unknown & {"facts", "people", "events"} else set()
        self._kinds = {kind.table: kind for kind in kinds.labels}
        self._manifest = kinds.description.file
        self._places: dict[str, dict[str, list[Place]]] = {}
        self._records: dict[tuple[str, str], Any] = {}
        self._nearest: dict[tuple[tuple[str, ...], str], str | None] = {}
        wanted = {
            name for kind in (*kinds.labels, kinds.description) for field in kind.fields for name in field.refers_to
        }
        for each in statements:
            for name, value in _names(each, wanted, is_description=each.kind is kinds.description):
                self._places.setdefault(name, {}).setdefault(value, []).append(each.place)
                if each.record is not None:
                    self._records.setdefault((name, value), each.record)

    def is_unknown(self, targets: Sequence[str]) -> bool:
        """Whether a file is unreadable that may state an id of one of the tables."""
        return any(target.partition(".")[0] in self._unknown for target in targets)

    def places(self, targets: Sequence[str], value: str) -> list[Place]:
        """Return every place that states `value` as an id of one of the tables."""
        return [place for target in targets for place in self._places.get(target, {}).get(value, ())]

    def record(self, targets: Sequence[str], value: str) -> Any:
        """Return the first record that states `value`, or None."""
        return next((self._records[target, value] for target in targets if (target, value) in self._records), None)

    def nearest(self, targets: tuple[str, ...], value: str) -> str | None:
        """Return the stated id that is spelled most like `value`, or that begins most like it."""
        if (targets, value) not in self._nearest:
            if len(self._nearest) >= NEAREST_SOUGHT:
                return None
            known = {name for target in targets for name in self._places.get(target, ())}
            starts = {name[: len(value)]: name for name in sorted(known, reverse=True)}
            start = closest(value, starts) if len(value) > 2 else None
            self._nearest[targets, value] = closest(value, known) or (starts[start] if start else None)
        return self._nearest[targets, value]

    def noun(self, target: str) -> str:
        """Return what a row of the table is called: its key's name."""
        if target in _NOUNS:
            return _NOUNS[target]
        table, _, column = target.partition(".")
        return (column or self._kinds[table].key[0]).removesuffix("_id").replace("_", " ")

    def home(self, target: str) -> str:
        """Return the file to which a row of the table is added."""
        return f"data/{self._manifest if target == 'articles' else self._kinds[target.partition('.')[0]].file}"


_NOUNS = {"articles": "article", "operands": "claim"}


def _names(each: Statement, wanted: set[str], *, is_description: bool) -> Iterator[tuple[str, str]]:
    """Yield what a statement can be referred to by: (table or table.column, id)."""
    if is_description:
        if article_id := _cell(each, "article_id"):
            yield "articles", article_id
        return
    if len(each.kind.key) == 1 and (value := _cell(each, each.kind.key[0])):
        yield each.kind.table, value
    for column in each.kind.header:
        if f"{each.kind.table}.{column}" in wanted and (value := _cell(each, column)):
            yield f"{each.kind.table}.{column}", value
    if operand := _operand(each):
        yield "operands", operand


def _operand(each: Statement) -> str | None:
    """Return what relations.csv calls this row's claim or day, or None where it has none."""
    if each.kind.table == "facts":
        ids = [_cell(each, column) for column in ("event_id", "subject_id", "attribute", "scope_id")]
        return "/".join(name for name in ids if name) if all(ids[:3]) else None
    if each.kind.table == "people" and _cell(each, "born_on"):
        return f"people/{_cell(each, 'person_id')}/born_on"
    if each.kind.table == "events" and _cell(each, "happened_on"):
        return f"events/{_cell(each, 'event_id')}/happened_on"
    return None


def _cell(each: Statement, column: str) -> str | None:
    value = each.cells.get(column) if each.record is None else getattr(each.record, column, None)
    text = getattr(value, "text", value)
    return None if text is None else str(text)


def _lost_references(each: Statement, stated: _Stated, refused: set[Place]) -> Iterator[Reject]:
    for field in each.kind.fields:
        value = _cell(each, field.name)
        if value is None or not field.refers_to or value in field.built_in or stated.is_unknown(field.refers_to):
            continue
        places = stated.places(field.refers_to, value)
        if any(place not in refused for place in places):
            continue
        nouns = list(dict.fromkeys(stated.noun(target) for target in field.refers_to))
        if places:
            reason = f"The {nouns[0]} `{value}` is itself refused, at {places[0][0]}:{places[0][1]}."
            yield _reject(each, field, reason, "mending that row")
        else:
            reason = f"There is no {' or '.join([', '.join(nouns[:-1]), nouns[-1]] if nouns[1:] else nouns)} `{value}`."
            yield _reject(each, field, reason, _way_out(field, value, stated))


def _rings(statements: Sequence[Statement]) -> Iterator[Reject]:
    """Refuse each row that closes a ring: it leads through rows of its own kind back to itself."""
    leads: dict[tuple[str, str], dict[str, str]] = {}
    for each in statements:
        own = _cell(each, each.kind.key[0]) if len(each.kind.key) == 1 and each.record is not None else None
        for field in each.kind.fields if own else ():
            target = _cell(each, field.name)
            if own is None or target is None or field.refers_to != (each.kind.table,):
                continue
            steps = leads.setdefault((each.kind.table, field.name), {})
            ring = [own]
            while target != own and target in steps:
                ring.append(target)
                target = steps[target]
            if target == own:
                reason = f"`{field.name}` leads from `{own}` back to itself: {' -> '.join([*ring, own])}."
                yield _reject(each, field, reason, "another id, or leaving the cell empty")
            else:
                steps[own] = target if len(ring) == 1 else ring[1]


def _way_out(field: Field, value: str, stated: _Stated) -> str:
    near = closest(value, field.built_in) or stated.nearest(field.refers_to, value)
    if field.refers_to == ("operands",):
        return (
            f"`{near}`, the closest one"
            if near
            else "a claim of facts.csv, `people/ID/born_on` or `events/ID/happened_on`"
        )
    return f"`{near}`, the closest id" if near else f"adding it to {stated.home(field.refers_to[0])}"


def _unread_values(each: Statement, stated: _Stated) -> Iterator[Reject]:
    for field in each.kind.fields:
        if field.kind_of is None or (value := getattr(each.record, field.name)) is None:
            continue
        column = next(other for other in each.kind.fields if other.name == field.kind_of.column)
        described = stated.record(column.refers_to, _cell(each, column.name) or "")
        if described is None:
            continue  # the reference itself is refused
        try:
            value.require_kind(getattr(described, field.kind_of.says), _cell(each, field.kind_of.unit))
        except InputError as error:
            yield _reject(each, field, error.message, error.way_out)


def _unplaced_hours(each: Statement, stated: _Stated) -> Iterator[Reject]:
    """Refuse an hour without its zone, unless the row that it is local to names one."""
    for field in each.kind.fields:
        if field.local_to is None or (moment := getattr(each.record, field.name)) is None:
            continue
        column = next(other for other in each.kind.fields if other.name == field.local_to.column)
        referred = _cell(each, column.name)
        described = stated.record(column.refers_to, referred or "")
        if referred is not None and described is None:
            continue  # as above
        try:
            moment.require_zone(getattr(described, field.local_to.says, None))
        except InputError as error:
            yield _reject(each, field, error.message, error.way_out)


def _reject(each: Statement, field: Field, reason: str, hint: str | None) -> Reject:
    return Reject(each.place[0], each.place[1], field.name, reason, hint, each.text)

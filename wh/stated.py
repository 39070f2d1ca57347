"""Know what is stated: every id and where it stands, among the rows that were read and in the crowds of large files."""

from bisect import bisect
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wh.errors import closest
from wh.kinds import Kinds, LabelKind
from wh.results import Place
from wh.rowsets import RowSet

NEAREST_SOUGHT = 100
"""For how many different unknown ids the nearest one is sought: each takes 16 ms among 2,000 ids (2026-11-22)."""

NEAREST_AMONG = 10_000
"""Among how many ids: of more, those that stand around the unknown one in the alphabet."""

NEAREST_SOUGHT_IN_CROWDS = 10
"""The same where a large file states such ids: each takes 0.4 s among a million (2026-11-22)."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A record and where it is stated; `record` is None where the row was refused, and `cells` what it held."""

    kind: LabelKind
    place: Place
    record: Any
    cells: Mapping[str, str | None]
    text: str


class Stated:
    """Which ids are stated where, by table or table.column, with the nearest one for an id that is not."""

    def __init__(
        self,
        kinds: Kinds,
        statements: Iterable[Statement],
        unreadable: Collection[LabelKind],
        crowds: Sequence[RowSet],
    ) -> None:
        self._unknown = {"articles" if kind is kinds.description else kind.table for kind in unreadable}
        self._unknown |= {"operands"} if self._unknown & {"facts", "people", "events"} else set()
        self._kinds = {kind.table: kind for kind in kinds.labels}
        self._description = kinds.description
        self._places: dict[str, dict[str, list[Place]]] = {}
        self._records: dict[tuple[str, str], Any] = {}
        self._nearest: dict[tuple[tuple[str, ...], str], str | None] = {}
        self._wanted = {
            name for kind in (*kinds.labels, kinds.description) for field in kind.fields for name in field.refers_to
        }
        self._crowds = {name: [crowd for crowd in crowds if crowd.stated(name)] for name in self._wanted}
        self._in_crowds: dict[str, dict[str, list[Place]]] = {}
        self.add(statements)

    def add(self, statements: Iterable[Statement]) -> Iterable[Statement]:
        """Take note of what some rows state, and return them; what crowds state is to be looked up anew."""
        for each in statements:
            for name, value in self._names(each):
                self._places.setdefault(name, {}).setdefault(value, []).append(each.place)
                if each.record is not None:
                    self._records.setdefault((name, value), each.record)
        self._in_crowds = {}
        return statements

    def look_up(self, statements: Iterable[Statement]) -> None:
        """Ask the crowds, all at once, for every id that the statements refer to."""
        if self._in_crowds or not any(self._crowds.values()):
            return
        sought: dict[str, set[str]] = {name: set() for name, crowds in self._crowds.items() if crowds}
        for each in statements:
            for field in each.kind.fields:
                for name in field.refers_to:
                    if name in sought and (value := cell_of(each, field.name)) is not None:
                        sought[name].add(value)
        for name, values in sought.items():
            found = self._in_crowds.setdefault(name, {})
            for crowd in self._crowds[name]:
                for value, place in crowd.places_of(name, sorted(values)).items():
                    found.setdefault(value, []).append(place)

    def names_of(self, statements: Iterable[Statement]) -> dict[str, set[str]]:
        """Return the ids that some rows state, by what they are stated as."""
        found: dict[str, set[str]] = {}
        for each in statements:
            for name, value in self._names(each):
                found.setdefault(name, set()).add(value)
        return found

    def good_ids(self, name: str) -> list[str]:
        """Return the ids that rows state which can be read and are in no crowd."""
        return [value for value in self._places.get(name, ()) if (name, value) in self._records]

    def crowds(self, name: str) -> Sequence[RowSet]:
        """Return the crowds whose rows can be referred to as `name`."""
        return self._crowds[name]

    def leading(self, kind: LabelKind, column: str) -> list[str]:
        """Return the ids of rows, in no crowd, that lead on through a column to a row of their own kind."""
        found = ((value, record) for (name, value), record in self._records.items() if name == kind.table)
        return [value for value, record in found if getattr(record, column) is not None]

    def _names(self, each: Statement) -> Iterator[tuple[str, str]]:
        return _names(each, self._wanted, is_description=each.kind is self._description)

    def is_unknown(self, targets: Sequence[str]) -> bool:
        """Whether a file is unreadable that may state an id of one of the tables."""
        return any(target.partition(".")[0] in self._unknown for target in targets)

    def places(self, targets: Sequence[str], value: str) -> list[Place]:
        """Return every place that states `value` as an id of one of the tables."""
        read = [place for target in targets for place in self._places.get(target, {}).get(value, ())]
        return read + [place for target in targets for place in self._in_crowds.get(target, {}).get(value, ())]

    def record(self, targets: Sequence[str], value: str) -> Any:
        """Return the first record that states `value`, or None."""
        for target in targets:
            for crowd in self._crowds[target] if (target, value) not in self._records else ():
                if (record := crowd.record_of(target, value)) is not None:
                    self._records[target, value] = record
            if (target, value) in self._records:
                return self._records[target, value]
        return None

    def nearest(self, targets: tuple[str, ...], value: str) -> str | None:
        """Return the stated id that is spelled most like `value`, or that begins most like it."""
        if (targets, value) not in self._nearest:
            crowds = [(target, crowd) for target in targets for crowd in self._crowds[target]]
            if len(self._nearest) >= (NEAREST_SOUGHT_IN_CROWDS if crowds else NEAREST_SOUGHT):
                return None
            known = {name for target in targets for name in self._places.get(target, ())}
            known |= {name for target, crowd in crowds for name in crowd.nearest_ids(target, value)}
            if len(known) > NEAREST_AMONG:
                ordered = sorted(known)
                first = max(bisect(ordered, value) - NEAREST_AMONG // 2, 0)
                known = set(ordered[first : first + NEAREST_AMONG])
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
        return f"data/{self._description.file if target == 'articles' else self._kinds[target.partition('.')[0]].file}"


_NOUNS = {"articles": "article", "operands": "claim"}


def _names(each: Statement, wanted: set[str], *, is_description: bool) -> Iterator[tuple[str, str]]:
    """Yield what a statement can be referred to by: (table or table.column, id)."""
    if is_description:
        if article_id := cell_of(each, "article_id"):
            yield "articles", article_id
        return
    if len(each.kind.key) == 1 and (value := cell_of(each, each.kind.key[0])):
        yield each.kind.table, value
    for column in each.kind.header:
        if f"{each.kind.table}.{column}" in wanted and (value := cell_of(each, column)):
            yield f"{each.kind.table}.{column}", value
    if operand := _operand(each):
        yield "operands", operand


def _operand(each: Statement) -> str | None:
    """Return what relations.csv calls this row's claim or day, or None where it has none."""
    if each.kind.table == "facts":
        ids = [cell_of(each, column) for column in ("event_id", "subject_id", "attribute", "scope_id")]
        return "/".join(name for name in ids if name) if all(ids[:3]) else None
    if each.kind.table == "people" and cell_of(each, "born_on"):
        return f"people/{cell_of(each, 'person_id')}/born_on"
    if each.kind.table == "events" and cell_of(each, "happened_on"):
        return f"events/{cell_of(each, 'event_id')}/happened_on"
    return None


def cell_of(each: Statement, column: str) -> str | None:
    """Return a cell as it was read, as text."""
    value = each.cells.get(column) if each.record is None else getattr(each.record, column, None)
    text = getattr(value, "text", value)
    return None if text is None else str(text)

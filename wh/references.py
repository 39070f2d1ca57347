"""Check what rows refer to, once all files are read: every id leads to a row that is itself good.

A row that leads nowhere is refused, and so is every row that leads to it; the nearest id is offered.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace

from wh.doubts import doubtful_rows, rows_leading_to
from wh.errors import InputError, closest
from wh.kinds import Field, Kinds, LabelKind
from wh.results import Place, Reject
from wh.rowsets import RowSet
from wh.stated import Stated, Statement, cell_of


def check_references(
    kinds: Kinds, known: Iterable[Statement], unreadable: Collection[LabelKind], crowds: Sequence[RowSet]
) -> list[Reject]:
    """Return a reject for each row that refers to nothing, or to a row that is refused, ordered by place.

    What refers to a kind whose file is `unreadable` is not judged: one broken file is one message. Rows of a crowd are
    woken where they may be refused; all others are in `known`.
    """
    statements = list(known)
    stated = Stated(kinds, statements, unreadable, crowds)
    for crowd in crowds:
        statements += stated.add(_woken(crowd, doubtful_rows(crowd, stated)))
    refused = {each.place for each in statements if each.record is None}
    rejects = list(_rings(statements))
    refused |= (newly := {reject.place for reject in rejects})
    while True:
        lost = stated.names_of(each for each in statements if each.place in newly) if crowds else {}
        for crowd in crowds if lost else ():
            statements += stated.add(_woken(crowd, rows_leading_to(crowd, lost)))
        stated.look_up(statements)
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
            aright = (_led_aright(reject, stated, refused) for reject in rejects)
            return sorted(aright, key=lambda reject: (reject.file, reject.line))
        rejects += wrong
        refused |= (newly := {reject.place for reject in wrong})


def _woken(crowd: RowSet, rows: set[int]) -> list[Statement]:
    return [Statement(crowd.kind, place, row.record, {}, row.text) for place, row in crowd.wake(rows)]


def _lost_references(each: Statement, stated: Stated, refused: set[Place]) -> Iterator[Reject]:
    for field in each.kind.fields:
        value = cell_of(each, field.name)
        if value is None or not field.refers_to or value in field.built_in or stated.is_unknown(field.refers_to):
            continue
        places = stated.places(field.refers_to, value)
        if any(place not in refused for place in places):
            continue
        nouns = list(dict.fromkeys(stated.noun(target) for target in field.refers_to))
        if places:
            reason = f"The {nouns[0]} `{value}` is itself refused, at {places[0].file}:{places[0].line}."
            yield _reject(each, field, reason, "mending that row")
        else:
            reason = f"There is no {' or '.join([', '.join(nouns[:-1]), nouns[-1]] if nouns[1:] else nouns)} `{value}`."
            yield _reject(each, field, reason, _way_out(field, value, stated))


def _rings(statements: Sequence[Statement]) -> Iterator[Reject]:
    """Refuse each row that closes a ring: it leads through rows of its own kind back to itself."""
    leads: dict[tuple[str, str], dict[str, str]] = {}
    for each in sorted(statements, key=lambda one: one.place.line):  # woken rows come last, wherever they stand
        own = cell_of(each, each.kind.key[0]) if len(each.kind.key) == 1 and each.record is not None else None
        for field in each.kind.fields if own else ():
            target = cell_of(each, field.name)
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


def _way_out(field: Field, value: str, stated: Stated) -> str:
    near = closest(value, field.built_in) or stated.nearest(field.refers_to, value)
    if field.refers_to == ("operands",):
        return (
            f"`{near}`, the closest one"
            if near
            else "a claim of facts.csv, `people/ID/born_on` or `events/ID/happened_on`"
        )
    return f"`{near}`, the closest id" if near else f"adding it to {stated.home(field.refers_to[0])}"


def _led_aright(reject: Reject, stated: Stated, refused: set[Place]) -> Reject:
    """Return the reject, which says so where the claim that it offers is that of a refused row."""
    offered = _OFFERED.fullmatch(reject.hint or "")
    places = stated.places(("operands",), offered["claim"]) if offered else []
    if not places or any(place not in refused for place in places):
        return reject
    return replace(reject, hint=f"{reject.hint}, which is itself refused, at {places[0].file}:{places[0].line}")


_OFFERED = re.compile("`(?P<claim>[^`]+)`, the closest one")


def _unread_values(each: Statement, stated: Stated) -> Iterator[Reject]:
    for field in each.kind.fields:
        if field.kind_of is None or (value := getattr(each.record, field.name)) is None:
            continue
        column = next(other for other in each.kind.fields if other.name == field.kind_of.column)
        described = stated.record(column.refers_to, cell_of(each, column.name) or "")
        if described is None:
            continue  # the reference itself is refused
        try:
            value.require_kind(getattr(described, field.kind_of.says), cell_of(each, field.kind_of.unit))
        except InputError as error:
            yield _reject(each, field, error.message, error.way_out)


def _unplaced_hours(each: Statement, stated: Stated) -> Iterator[Reject]:
    """Refuse an hour without its zone, unless the row that it is local to names one."""
    for field in each.kind.fields:
        if field.local_to is None or (moment := getattr(each.record, field.name)) is None:
            continue
        column = next(other for other in each.kind.fields if other.name == field.local_to.column)
        referred = cell_of(each, column.name)
        described = stated.record(column.refers_to, referred or "")
        if referred is not None and described is None:
            continue  # as above
        try:
            moment.require_zone(getattr(described, field.local_to.says, None))
        except InputError as error:
            yield _reject(each, field, error.message, error.way_out)


def _reject(each: Statement, field: Field, reason: str, hint: str | None) -> Reject:
    key = cell_of(each, each.kind.key[0]) if each.kind.key else None
    file, line, number = each.place
    return Reject(file, line, field.name, reason, hint, each.text, key, number)

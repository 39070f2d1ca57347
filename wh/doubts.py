"""Find the rows of a crowd that may be refused for what they refer to: asked of columns, and a few too many.

Who is refused, and in which words, `references` says once they are awake.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence

from wh.errors import InputError
from wh.kinds import Field
from wh.rowsets import RowSet
from wh.stated import Stated


def doubtful_rows(crowd: RowSet, stated: Stated) -> set[int]:
    """Return the rows with an id that no good row states, in what may be a ring, or with a value of another kind."""
    rows: set[int] = set()
    for field in crowd.kind.fields:
        if field.refers_to and not stated.is_unknown(field.refers_to):
            rows |= crowd.rows_that_say(field.name, _lost_ids(crowd, field, stated))
        if field.refers_to == (crowd.kind.table,):
            rows |= crowd.rows_leading_on(field.name, stated.leading(crowd.kind, field.name))
        if field.kind_of is not None:
            said = (field.name, field.kind_of.column, field.kind_of.unit)
            rows |= crowd.rows_like(said, list(_misread(crowd, field, said, stated)))
        if field.local_to is not None:
            told = (field.name, field.local_to.column)
            rows |= crowd.rows_like(told, list(_unplaced(crowd, field, told, stated)))
    return rows


def rows_leading_to(crowd: RowSet, ids: Mapping[str, Collection[str]]) -> set[int]:
    """Return the rows that refer to one of some ids, which are given by what they are stated as."""
    rows: set[int] = set()
    for field in crowd.kind.fields:
        rows |= crowd.rows_that_say(field.name, [id_ for name in field.refers_to for id_ in ids.get(name, ())])
    return rows


def _lost_ids(crowd: RowSet, field: Field, stated: Stated) -> list[str]:
    known = [*field.built_in, *(id_ for name in field.refers_to for id_ in stated.good_ids(name))]
    queries = [query for name in field.refers_to for other in stated.crowds(name) if (query := other.stated(name))]
    return crowd.values_but(field.name, known, queries)


Combination = tuple[str | None, ...]


def _misread(crowd: RowSet, field: Field, columns: Sequence[str], stated: Stated) -> Iterator[Combination]:
    """Yield the values, with what they answer and their unit, that do not read as what they answer asks for."""
    assert field.kind_of is not None
    for combination in crowd.combinations(columns):
        text, answered, unit = combination
        described = _described(crowd, field.kind_of.column, answered, stated)
        if text is None or described is None:
            continue
        value = crowd.value_of(field, text)
        try:
            value.require_kind(getattr(described, field.kind_of.says), unit)
        except InputError:
            yield combination


def _unplaced(crowd: RowSet, field: Field, columns: Sequence[str], stated: Stated) -> Iterator[Combination]:
    """Yield the hours, with where they are local to, that have no zone."""
    assert field.local_to is not None
    for combination in crowd.combinations(columns, crowd.unplaced(field.name)):
        text, referred = combination
        described = _described(crowd, field.local_to.column, referred, stated)
        if text is None or (referred is not None and described is None):
            continue
        moment = crowd.value_of(field, text)
        try:
            moment.require_zone(getattr(described, field.local_to.says, None))
        except InputError:
            yield combination


def _described(crowd: RowSet, column: str, referred: str | None, stated: Stated) -> object | None:
    field = next(field for field in crowd.kind.fields if field.name == column)
    return None if referred is None else stated.record(field.refers_to, referred)

"""Read the days in the evidence of many facts, each relative to the days on which its article may have appeared."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import lru_cache

from wh.days.meaning import Days
from wh.days.reader import read_all

OF_FACTS = "fact_id, exact, published_earliest_on, published_latest_on"
TABLE = (
    "fact_id varchar, position integer, reading integer, words varchar, words_say varchar, qualifier varchar,"
    " earliest_on date, latest_on date, is_told boolean, slip varchar"
)
"""The columns of what is read, with their types; `position` counts phrases and `reading` their readings, from 1."""

Fact = tuple[str, str, date | None, date | None]
Read = tuple[str, int, int, str, str, str, date | None, date | None, bool, str | None]

_ANY_DAY = date(2000, 1, 1)
_LONGEST = 3
"""No instant is more than three days, wherever one is."""


def rows_read(facts: Iterable[Fact]) -> Iterator[Read]:
    """Yield a row for each reading of each phrase of time in the words of a fact."""
    for fact_id, exact, earliest, latest in facts:
        yield from ((fact_id, *row) for row in _read(exact, earliest, latest))


@lru_cache(maxsize=10_000)
def _read(
    exact: str, earliest: date | None, latest: date | None
) -> tuple[tuple[int, int, str, str, str, date | None, date | None, bool, str | None], ...]:
    rows = []
    for position, phrase in enumerate(_phrases(exact, earliest, latest), start=1):
        spans = {(reading.earliest, reading.latest, reading.edtf): None for days in phrase for reading in days.readings}
        first = phrase[0]
        for number, (start, end, edtf) in enumerate(spans, start=1):
            rows.append((position, number, first.text, edtf, first.qualifier, start, end, first.is_told, first.slip))
    return tuple(rows)


def _phrases(exact: str, earliest: date | None, latest: date | None) -> list[list[Days]]:
    """Return each phrase as it reads on each of the days; without a day only what needs none."""
    if earliest is None or latest is None:
        return [[days] for days in read_all(exact, _ANY_DAY) if not days.is_relative]
    count = min((latest - earliest).days + 1, _LONGEST)
    by_place: dict[int, list[Days]] = {}
    for step in range(count):
        for days in read_all(exact, earliest + timedelta(days=step)):
            by_place.setdefault(days.start, []).append(days)
    return [by_place[start] for start in sorted(by_place)]

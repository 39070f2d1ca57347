"""What there is to draw: intervals of accounts, the history of a rule. Values alone; nothing is drawn here."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from wh.claim_words import interval_words
from wh.explaining import Account, Explanation, Interval
from wh.reports import wording

MOST_BARS = 12
_MOST_WORDS = 4
_DAY = 86_400_000
_EPOCH = date(1970, 1, 1)
_LAST = date(9999, 12, 30)
_TOO_WIDE = 1000
_SHORTEST_SECRET = 10
_MARKS = {
    "asserts": "● says so",
    "denies": "✕ denies what stands there",
    "unconfirmed": "◇ not confirmed",
    "dropped": "— not counted",
}
_YES_OR_NO = {"true": "yes", "false": "no"}


@dataclass(frozen=True, slots=True)
class Bar:
    """One account: who says what, in which manner (asserts, denies, unconfirmed, dropped); None is an open end."""

    label: str
    said: str
    manner: str
    low: float | None = None
    high: float | None = None
    word: str | None = None


@dataclass(frozen=True, slots=True)
class Intervals:
    """Accounts on one axis of numbers, of days (as milliseconds) or of a few words; `band` is what must be.

    `is_whole` says that no number between two whole ones is meant, `is_share` that 1 is all of it. `banded` is of how
    many accounts, from the first, the band speaks, where that is not all: a part is not held against what must be of
    the whole.
    """

    title: str
    kind: str
    bars: tuple[Bar, ...]
    band: tuple[float | None, float | None] | None = None
    words: tuple[str, ...] = ()
    is_whole: bool = False
    banded: int | None = None
    is_share: bool = False

    @property
    def marks(self) -> str:
        """What the marks mean that are drawn, for those who read the plot."""
        manners = {bar.manner for bar in self.bars}
        found = [words for manner, words in _MARKS.items() if manner in manners]
        return "; ".join(found).capitalize() + "." if found and manners != {"asserts"} else ""

    @property
    def domain(self) -> tuple[float, float]:
        """From where to where the axis runs: all that is said or must be, and some room."""
        ends = sorted(self._ends())
        low, high = ends[0], ends[-1]
        if self.is_logarithmic:
            return low / 1.3, high * 1.3
        least = 3 * _DAY if self.kind == "day" else max(abs(high) * 0.05, 1)
        room = max((high - low) * 0.1, least if high == low else 0)
        return low - room, high + room

    @property
    def is_logarithmic(self) -> bool:
        """Whether the numbers are too far apart for an even axis."""
        ends = sorted(self._ends())
        return self.kind == "number" and ends[0] > 0 and ends[-1] / ends[0] > _TOO_WIDE

    def _ends(self) -> list[float]:
        spans = [(bar.low, bar.high) for bar in self.bars] + ([self.band] if self.band else [])
        return [end for span in spans for end in span if end is not None] or [0]


@dataclass(frozen=True, slots=True)
class Point:
    """What a rule answered in one build; counts of rows."""

    build_id: str
    answer: str
    compared: int
    broken: int


@dataclass(frozen=True, slots=True)
class History:
    """What a rule answered in each build, oldest first."""

    title: str
    points: tuple[Point, ...]


def of_accounts(
    claim: Explanation,
    accounts: Sequence[tuple[str | None, Account]],
    band: tuple[float | None, float | None] | None,
    banded: Sequence[str] | None = None,
) -> Intervals | None:
    """Return what to draw of these accounts, each with the scope that it tells of where that is not the claim's.

    `banded` are the facts that the band speaks of, None for all.
    None where they have no axis: no numbers, no days, and more words than fit side by side.
    """
    shown = accounts[:MOST_BARS]
    title = f"{masked(claim.question)} What {len(shown)} accounts say, on one axis."
    if claim.value_kind in ("text", "boolean"):
        return _of_words(title, shown, ("yes", "no") if claim.value_kind == "boolean" else ())
    kind = "day" if claim.value_kind == "date" else "number"
    drawn = [(scope, account) for scope, account in shown if ends(account.interval) != (None, None)]
    bars = tuple(
        Bar(
            _label(scope, account),
            said(account.interval, None, claim.value_kind),
            manner(account),
            *ends(account.interval),
        )
        for scope, account in drawn
    )
    if not bars:
        return None
    first = None if banded is None else sum(account.fact_id in banded for _, account in drawn)
    band = None if first == 0 else band
    return Intervals(
        title,
        kind,
        bars,
        band,
        is_whole=claim.value_kind == "count",
        banded=first,
        is_share=claim.value_kind == "share",
    )


def said(interval: Interval, unit: str | None, kind: str = "") -> str:
    """Return what an interval gives in words: yes or no where it answers a question so, a share as percent."""
    if interval.earliest_on or interval.latest_on:
        return _days(interval.earliest_on, interval.latest_on)
    if kind == "share":
        low, high = (None if end is None else end * 100 for end in (interval.low, interval.high))
        shown = interval_words(Interval(low, high, None, None, interval.text), None)
        return f"{shown}%" if shown and interval.text is None else masked(shown)
    return _YES_OR_NO.get(interval.text or "") or masked(interval_words(interval, unit))


def _days(first: date | None, last: date | None) -> str:
    """Return days as a person would write them, a whole month or year as one."""
    if first is None or last is None:
        return f"{_day(last)} or before" if first is None and last else f"{_day(first)} or later"
    if first == last:
        return _day(first)
    behind = min(last, _LAST) + timedelta(days=1)
    if first.day == behind.day == 1:
        if first.month == behind.month == 1:
            return str(first.year) if last.year == first.year else f"{first.year} to {last.year}"
        ends = [f"{day:%b %Y}" for day in (first, last)]
        return " to ".join(dict.fromkeys(ends))
    return f"{_day(first)} to {_day(last)}"


def _day(day: date | None) -> str:
    return f"{day.day} {day:%b %Y}" if day else ""


@lru_cache(maxsize=1 << 16)
def masked(text: str) -> str:
    """Return a text without what looks like a secret: whatever comes from labels, rulings, rules or rows."""
    return wording.masked(text) if len(text) >= _SHORTEST_SECRET else text


def ends(interval: Interval) -> tuple[float | None, float | None]:
    """Return both ends as numbers, days as milliseconds since 1970; None is open."""
    if interval.earliest_on or interval.latest_on:
        return _milliseconds(interval.earliest_on), _milliseconds(interval.latest_on)
    return _finite(interval.low), _finite(interval.high)


def _finite(end: float | None) -> float | None:
    return end if end is not None and math.isfinite(end) else None


def differ(accounts: Iterable[Account]) -> bool:
    """Whether the accounts that count do not all give the same interval."""
    return len({ends(account.interval) for account in accounts if account.is_live}) > 1


def manner(account: Account) -> str:
    """Return how an account stands to what it tells: asserts, denies, unconfirmed, or dropped if it does not count."""
    if not account.is_live:
        return "dropped"
    return account.stance if account.stance in ("asserts", "denies") else "unconfirmed"


def _milliseconds(day: date | None) -> float | None:
    return None if day is None else float((day - _EPOCH).days * _DAY)


def _of_words(title: str, accounts: Sequence[tuple[str | None, Account]], asked: tuple[str, ...]) -> Intervals | None:
    found = (said(account.interval, None) for _, account in accounts if account.interval.text)
    words = tuple(dict.fromkeys((*asked, *found)))
    if not 0 < len(words) <= _MOST_WORDS or max(map(len, words)) > 20:
        return None
    how = {"denies": "denies it", "unconfirmed": "not confirmed", "dropped": "not counted"}
    bars = tuple(
        Bar(
            _label(scope, account),
            how.get(manner(account), f"says {said(account.interval, None)}"),
            manner(account),
            word=said(account.interval, None),
        )
        for scope, account in accounts
        if account.interval.text
    )
    return Intervals(title, "word", bars, words=words)


def _label(scope: str | None, account: Account) -> str:
    who = account.outlet or account.article_id
    said_by = f", from {account.chain[0]}" if account.chain else ""
    return masked(f"{scope}: {who}" if scope else f"{who}{said_by}")

"""Read one phrase of time at a place among tokens: what bounds it, a period or two ends, what stands behind."""

from dataclasses import replace

from wh.days.counting import amount_at, counted_at, dates_a_noun
from wh.days.named import named_at, weekend_at
from wh.days.parts import part_at
from wh.days.printed import date_at
from wh.days.spans import COMING, PAST, Asked, OutOfCalendar, Period, Span, mapped, moved, unlike
from wh.days.spoken import spoken_at
from wh.days.weekdays import weekday_at
from wh.days.words import DASHES

_LEADS: dict[tuple[str, ...], str] = {
    ("no", "later", "than"): "by",
    ("not", "later", "than"): "by",
    ("on", "or", "before"): "by",
    ("on", "or", "after"): "from",
    ("in", "or", "around"): "about",
    ("on", "or", "about"): "about",
    ("as", "late", "as"): "on",
    ("as", "early", "as"): "on",
    ("as", "recently", "as"): "on",
    ("no", "earlier", "than"): "start",
    ("not", "earlier", "than"): "start",
    ("not", "before"): "start",
    ("effective", "from"): "start",
    ("ever", "since"): "since",
    ("before", "dawn", "on"): "on",
    ("before", "noon", "on"): "on",
    ("after", "dark", "on"): "on",
    ("after", "midnight", "on"): "on",
    ("prior", "to"): "before",
    ("ahead", "of"): "before",
    ("up", "to"): "until",
    ("as", "of"): "on",
    ("as", "from"): "from",
    ("since",): "since",
    ("until",): "until",
    ("till",): "until",
    ("through",): "until",
    ("by",): "by",
    ("before",): "before",
    ("after",): "after",
    ("following",): "after",
    ("from",): "from",
    ("starting",): "start",
    ("beginning",): "start",
    ("around",): "about",
    ("about",): "about",
    ("circa",): "about",
    ("approximately",): "about",
    ("roughly",): "about",
    ("in",): "on",
    ("on",): "on",
    ("at",): "on",
    ("during",): "on",
    ("over",): "on",
    ("throughout",): "on",
    ("within",): "on",
}
DEEPEST = 4
"""Nobody writes of the end of the week before the start of ... any deeper."""
_QUALIFIERS = {"by": "until", "from": "since", "start": "since"}
_ENDS_OF = {"from": ("to", "until", "till", "through", "up", *DASHES), "between": ("and", *DASHES)}


def phrase_at(asked: Asked, at: int) -> Period | None:
    """Return what the words of time at the token mean, or None; a period without spans is passed over."""
    if ranged := _between_at(asked, at):
        return ranged
    lead, here = _lead_at(asked, at)
    if lead in ("about", "on") and here == at + 1 and (ago := _counted(asked, at)):
        return ago
    if lead in ("since", None) or here == at:
        asked = replace(asked, tense=PAST) if lead == "since" else asked
    start = asked.past(here, ("on", "in", "late", "early")) if lead not in (None, "on") else here
    for begin in dict.fromkeys((here, start)):
        if found := _led(asked, lead, begin):
            return found
    return None if here == at else _led(asked, None, at)


def _counted(asked: Asked, at: int) -> Period | None:
    """Read what begins with a word that bounds an amount: "about three weeks ago", "over a decade ago"."""
    amount = amount_at(asked, at)
    return counted_at(asked, at, period_at) if amount is not None else None


def period_at(asked: Asked, at: int) -> Period | None:
    """Return one period without what bounds it: the longest that any reader makes of the words."""
    if asked.depth == DEEPEST:
        return None
    asked = replace(asked, depth=asked.depth + 1)
    try:
        readings = [
            spoken_at(asked, at),
            counted_at(asked, at, period_at),
            part_at(asked, at, period_at),
            named_at(asked, at),
            weekday_at(asked, at),
            date_at(asked, at),
            weekend_at(asked, at),
        ]
    except OutOfCalendar:
        return None
    return max((each for each in readings if each is not None), key=lambda each: each.end, default=None)


def _lead_at(asked: Asked, at: int) -> tuple[str | None, int]:
    for size in (3, 2, 1):
        if found := _LEADS.get(asked.words(at, size)):
            return found, at + size
    return None, at


def _led(asked: Asked, lead: str | None, at: int) -> Period | None:
    here = at
    if asked.word(here) in (*DASHES,):
        return None
    period = period_at(asked, here)
    if period is None and asked.word(here) == "the":
        here += 1
        period = period_at(asked, here)
    if period is None:
        return None
    if not period.spans:
        return period
    has_bound = lead in ("before", "after", "since", "until", "by", "from")
    if has_bound and period.unit not in ("day", "weekday", "part") and dates_a_noun(asked, here, period.end):
        return replace(period, spans=())
    if joined := _to_the_other_end(asked, period, here, lead):
        period = joined
    behind = period.end
    if lead == "from" and period.qualifier != "between":
        behind = asked.past(behind, ("onwards", "onward", "on", "forward"))
        for words in (("to", "the", "present"), ("to", "this", "day"), ("to", "date"), ("until", "now"), ("to", "now")):
            behind += len(words) if asked.words(behind, len(words)) == words else 0
    elif lead is None and asked.word(behind) in ("onwards", "onward"):
        lead, behind = "from", behind + 1
    is_open = behind > period.end
    return _bounded(asked, replace(period, end=behind), lead, is_open=is_open)


def _bounded(asked: Asked, period: Period, lead: str | None, *, is_open: bool) -> Period:
    if lead in (None, "on"):
        return period
    if lead == "about":
        return replace(period, qualifier="about" if period.qualifier == "on" else period.qualifier)
    if period.qualifier == "between" and lead == "from":
        return period
    if lead == "from" and not is_open and asked.tense != COMING and not _is_ahead(asked, period):
        starts = [Span(span.earliest, None, "since then") for span in period.spans]
        spans = unlike([*starts, *(replace(span, why="of that time") for span in period.spans)])
        return replace(period, spans=spans, qualifier="since")
    if lead in ("by", "until") and len(period.spans) > 1 and period.is_floating and asked.tense is None:
        period = replace(period, spans=period.spans[::-1])  # what has an end is most often still to come
    turn = _TURNS[lead]
    if lead == "before" and period.is_end:
        turn = _until
    return replace(mapped(period, turn), qualifier=_QUALIFIERS.get(lead, lead))


def _is_ahead(asked: Asked, period: Period) -> bool:
    earliest = period.spans[0].earliest
    return earliest is not None and earliest > asked.day


def _since(span: Span) -> Span:
    return replace(span, latest=None)


def _until(span: Span) -> Span:
    return replace(span, earliest=None)


def _before(span: Span) -> Span:
    return Span(None, None if span.earliest is None else moved(span.earliest, -1), span.why)


def _after(span: Span) -> Span:
    return Span(None if span.latest is None else moved(span.latest, 1), None, span.why)


_TURNS = {
    **dict.fromkeys(("since", "start", "from"), _since),
    **dict.fromkeys(("until", "by"), _until),
    "before": _before,
    "after": _after,
}


# --- Two ends -------------------------------------------------------------------------------------------------


def _between_at(asked: Asked, at: int) -> Period | None:
    """Read "between May and June", "from 9 to 11 August", "from Monday until Wednesday"."""
    word = asked.word(at)
    if word not in _ENDS_OF:
        return None
    here = asked.past(at + 1, ("the",))
    first = period_at(asked, here)
    if first is None or not first.spans:
        return None
    if first.qualifier == "between" and asked.word(first.end) not in _ENDS_OF[word]:
        return first
    if asked.word(first.end) not in _ENDS_OF[word]:
        return None
    return _joined(asked, first, here, first.end + 1)


def _to_the_other_end(asked: Asked, first: Period, at: int, lead: str | None) -> Period | None:
    """Read "Monday to Wednesday", "May-June 2021", "December 2024 to January 2025" without a word before."""
    joints = (*DASHES, "to", "through", "until", "till") if lead in ("on", None) else DASHES
    if first.qualifier == "between" or asked.word(first.end) not in joints:
        return None
    joined = _joined(asked, first, at, first.end + 1)
    is_dashed = asked.word(first.end) in DASHES
    return None if joined is None or (is_dashed and joined.is_told) else joined


def _joined(asked: Asked, first: Period, at: int, other: int) -> Period | None:
    """Return the period from the one end to the other; an end without a year has the other's."""
    other = asked.past(asked.past(other, ("to",)), ("the",))
    second = period_at(asked, other)
    if second is None or not second.spans or _are_strange(first, second):
        return None
    if second.is_floating:
        # the first such day from each of the days that the one end may be
        found = [period_at(_from_the(asked, span), other) or second for span in first.spans]
        second = replace(second, spans=tuple(each.spans[0] for each in found if each.spans))
    elif first.is_floating and second.unit in ("day", "month", "part") and second.spans[0].earliest:
        year = second.spans[0].earliest.year
        first = period_at(replace(asked, year=year), at) or first
        if first.spans[0].earliest and first.spans[0].earliest > second.spans[0].earliest:
            first = period_at(replace(asked, year=year - 1), at) or first
    spans = _pairs(first, second)
    if not spans:
        return None
    is_relative = first.is_relative or second.is_relative
    return replace(second, spans=spans, qualifier="between", is_relative=is_relative, slip=first.slip or second.slip)


def _are_strange(first: Period, second: Period) -> bool:
    """Whether the two are no ends of one period: a weekday and a year."""
    short = ("day", "weekday")
    return (first.unit in short) != (second.unit in short) and "year" in (first.unit, second.unit)


def _from_the(asked: Asked, first: Span) -> Asked:
    """Return the question for the other end: the first such day from this one on."""
    return replace(asked, day=first.earliest or asked.day, tense=COMING)


def _pairs(first: Period, second: Period) -> tuple[Span, ...]:
    found = []
    for number, start in enumerate(first.spans):
        end = second.spans[min(number, len(second.spans) - 1)]
        if start.earliest is None or end.latest is None:
            continue
        if end.latest >= start.earliest:
            found.append(Span(start.earliest, end.latest, start.why))
        elif second.unit == "weekday":
            days = (end.latest.weekday() - start.earliest.weekday()) % 7
            found.append(Span(start.earliest, moved(start.earliest, days), start.why))
    return unlike(found) if found else ()

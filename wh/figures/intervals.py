"""Turn a number as it was qualified into an interval, and into what a labeller writes for it."""

import math
from collections.abc import Sequence
from fractions import Fraction

from wh.figures.amounts import Amount
from wh.figures.figure import Figure
from wh.figures.policy import Policy
from wh.figures.spans import Span
from wh.figures.tokens import Token
from wh.figures.units import Unit
from wh.figures.wordings import UPPER_BOUNDS, Qualifier

_Ends = tuple[Fraction | None, Fraction | None]


def figure_of(text: str, tokens: Sequence[Token], span: Span, policy: Policy) -> Figure:
    """Return the figure of these tokens, vague words read by the policy."""
    start, end = tokens[span.first].start, tokens[span.end - 1].end
    first = span.amounts[0]
    unit = first.unit
    kind = _kind(first)
    number = first.number
    printed = _printed_ends(span)
    qualifier = span.qualifier.kind if number.word is None else "vague"
    factor = Fraction(unit.factor) if unit else Fraction(1)
    if unit and unit.kind == "share":
        factor = Fraction(1, 100)
    low, best, high, within = _closed(span, kind, factor, policy)
    return Figure(
        text=text[start:end],
        start=start,
        end=end,
        low=low,
        best=best,
        high=high,
        is_low_within=within[0],
        is_high_within=within[1],
        unit=_unit_name(unit, kind),
        kind=kind,
        qualifier=qualifier,
        side=_side(span),
        is_near=span.qualifier.is_near,
        value=_value(span, printed, unit),
        printed_unit=_printed_unit(unit),
        stated_low=None if number.word else _times(printed[0], factor),
        stated_high=None if number.word else _times(printed[1], factor),
        word=number.word,
        times=None if number.word is None else float(number.value),
        vague_policy=None if number.word is None else policy.name,
    )


def _side(span: Span) -> str | None:
    """Tell what lies below its number: "nearly 200", and "up to several hundred", which may be few."""
    is_vague = span.amounts[0].number.word is not None
    if is_vague:
        return "below" if span.qualifier.kind in UPPER_BOUNDS else None
    return span.qualifier.side if span.qualifier.kind == "about" else None


def _kind(amount: Amount) -> str:
    if amount.number.is_ordinal:
        return "ordinal"
    if amount.unit is not None:
        return amount.unit.kind
    if amount.number.is_share and 0 <= amount.number.value <= 1:
        return "share"
    if amount.number.word is None and amount.number.value.denominator != 1:
        return "quantity"
    return "count" if amount.number.value >= 0 else "quantity"


def _unit_name(unit: Unit | None, kind: str) -> str | None:
    if kind == "share":
        return "share"
    return unit.name if unit else None


def _printed_unit(unit: Unit | None) -> str | None:
    if unit is None or unit.kind == "share":
        return None
    return unit.printed or unit.name


def _printed_ends(span: Span) -> _Ends:
    """Return the lower and the upper number as printed; None where the qualifier leaves that end open."""
    values = [amount.number.value for amount in span.amounts]
    low, high = values[0], values[-1]
    kind = span.qualifier.kind
    if kind in ("more_than", "at_least"):
        return low, None
    if kind in ("less_than", "at_most"):
        return None, high
    return low, high


# --- Closing the ends ------------------------------------------------------------------------------------------


def _closed(
    span: Span, kind: str, factor: Fraction, policy: Policy
) -> tuple[float | None, float | None, float | None, tuple[bool, bool]]:
    """Return low, best and high in the unit of the figure, and whether each bound is itself meant."""
    number = span.amounts[0].number
    if number.word is not None:
        least = None if _side(span) else policy.low(number.word, float(number.value * factor))
        return least, None, None, (True, True)
    ends = tuple(None if end is None else end * factor for end in _printed_ends(span))
    low, high = ends[0], ends[1]
    qualifier = span.qualifier
    is_count = kind == "count"
    if qualifier.kind == "about" and low is not None and high is not None:
        low, high = _around(low, qualifier, is_count, policy)
        best = ends[0]
        if kind == "share" and high > 1 and best is not None and best <= 1:
            high = Fraction(1)
        return _float(low), _float(best), _float(high), (True, True)
    best = low if qualifier.kind == "exact" and low == high else None
    within_low, within_high = _are_within(qualifier)
    if qualifier.is_near:
        low, high = _near(low, high, policy)
    if is_count:
        if low is not None and not within_low:
            low, within_low = Fraction(math.floor(low) + 1), True
        if high is not None and not within_high:
            high, within_high = Fraction(math.ceil(high) - 1), True
    if qualifier.kind in ("less_than", "at_most") and low is None and high is not None and high >= 0:
        low = None if _may_be_below_nought(span) else Fraction(0)
        within_low = True
    if kind == "age" and best is not None and best.denominator == 1:
        return _float(low), _float(best), _float(best + 1), (True, False)  # until the next birthday
    if kind == "age" and qualifier.kind == "between" and high is not None and high.denominator == 1:
        return _float(low), None, _float(high + 1), (True, False)
    return _float(low), _float(best), _float(high), (within_low, within_high)


def _are_within(qualifier: Qualifier) -> tuple[bool, bool]:
    if qualifier.kind == "between" and qualifier.side:
        return "more_than" not in qualifier.side, "less_than" not in qualifier.side
    return qualifier.kind != "more_than", qualifier.kind != "less_than"


def _may_be_below_nought(span: Span) -> bool:
    unit = span.amounts[0].unit
    return unit is not None and unit.name.startswith("degrees")


def _around(value: Fraction, qualifier: Qualifier, is_count: bool, policy: Policy) -> tuple[Fraction, Fraction]:
    margin = abs(value) * Fraction(str(policy.tolerance))
    low = value - margin if qualifier.side != "above" else value
    high = value + margin if qualifier.side != "below" else value
    if is_count:
        return Fraction(math.ceil(low)), Fraction(math.floor(high))
    return low, high


def _near(low: Fraction | None, high: Fraction | None, policy: Policy) -> _Ends:
    """Close the open end of "just over" and "just under" within the tolerance."""
    tolerance = Fraction(str(policy.tolerance))
    if low is not None and high is None:
        return low, low + abs(low) * tolerance
    if high is not None and low is None:
        return high - abs(high) * tolerance, high
    return low, high


# --- What a labeller writes ------------------------------------------------------------------------------------

_SIGNS = {"exact": "", "more_than": ">", "at_least": ">=", "less_than": "<", "at_most": "<=", "about": "~"}


def _value(span: Span, printed: _Ends, unit: Unit | None) -> str:
    number = span.amounts[0].number
    if number.word is not None:
        return _vague_words(number.word, number.value)
    if unit is None and number.is_share:  # "a third" is 33.33%
        low, high = (None if end is None else f"{float(end * 100):.4g}%" for end in printed)
    else:
        sign = "%" if unit is not None and unit.kind == "share" else ""
        low, high = (None if end is None else f"{_text(end)}{sign}" for end in printed)
    if span.qualifier.kind == "between":
        return f"{low}..{high}"
    return f"{_SIGNS[span.qualifier.kind]}{low if low is not None else high}"


_ARTICLED = frozenset({"couple", "handful", "number"})
_MULTIPLES = (
    (10**12, "trillion"),
    (10**9, "billion"),
    (10**6, "million"),
    (1000, "thousand"),
    (100, "hundred"),
    (12, "dozen"),
)


def _vague_words(word: str, times: Fraction) -> str:
    """Write the word, and what it is taken times: "several hundred", "tens of thousands"."""
    name = f"a {word}" if word in _ARTICLED else "a few" if word == "few" else word
    if times == 1:
        return name
    left = int(times)
    behind: list[str] = []
    for size, scale in _MULTIPLES:
        while left >= size and left % size == 0:
            left, behind = left // size, [scale, *behind]
    is_plural = word.endswith("s") and word not in ("several", "various")
    return f"{name} of {behind[-1]}s" if is_plural and len(behind) == 1 else " ".join([name, *behind])


def _text(number: Fraction) -> str:
    if number.denominator == 1:
        return str(number.numerator)
    return f"{float(number):.12g}"


def _float(number: Fraction | None) -> float | None:
    if number is None:
        return None
    return float(f"{float(number):.15g}")


def _times(number: Fraction | None, factor: Fraction) -> float | None:
    return None if number is None else _float(number * factor)

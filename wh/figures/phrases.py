"""Read one figure at a place among tokens: a qualifier, an amount, the other end of a range, what stands behind."""

from collections.abc import Sequence
from dataclasses import replace

from wh.figures.ages import age_limit, aged_at, as_age, decade_of_life, somethings
from wh.figures.amounts import Amount, amount_at, article_amount_at, unit_behind
from wh.figures.beginnings import may_begin
from wh.figures.cardinals import token_at
from wh.figures.digits import read_digits
from wh.figures.idioms import counts_nothing
from wh.figures.lengths import length_at
from wh.figures.naming import is_era, is_name_of_something, is_year
from wh.figures.qualifiers import combined, qualifier_before, qualifier_behind
from wh.figures.ranges import margin_at, pair, range_behind, with_margin, worded_range
from wh.figures.spans import Span
from wh.figures.tokens import Token
from wh.figures.units import unit_at
from wh.figures.wordings import BETWEEN, EXACT, LOWER_BOUNDS, MORE, UPPER_BOUNDS, Qualifier
from wh.figures.words import DASHES, SCALES, one_of


def phrase_at(tokens: Sequence[Token], at: int, *, is_phrase: bool) -> Span | None:
    """Return the figure that begins at the token, or what is to be passed over, or None where nothing begins."""
    if not may_begin(tokens, at):
        return None
    span = _single(tokens, at, is_phrase=is_phrase)
    if span is None or not span.amounts:
        return span
    return _two_sided(tokens, span, is_phrase=is_phrase) or span


def _single(tokens: Sequence[Token], at: int, *, is_phrase: bool) -> Span | None:
    if worded := worded_range(tokens, at, is_phrase=is_phrase):
        return worded
    if around := margin_at(tokens, at, is_phrase=is_phrase):
        return around
    if length := length_at(tokens, at) or somethings(tokens, at):
        return length
    if is_phrase and (limit := age_limit(tokens, at)):
        return Span(at, limit[1].end, limit[0], (limit[1],))
    before, begin = qualifier_before(tokens, at)
    if begin > at and (inner := worded_range(tokens, begin, is_phrase=is_phrase)):
        return replace(inner, first=at)
    if years := decade_of_life(tokens, begin):
        return replace(years, first=at)
    if before is not None:
        begin = _past_the(tokens, begin)
    aged = aged_at(tokens, begin)
    if aged is not None:
        within, aged = qualifier_before(tokens, aged)
        before = combined(before, within)
    amount = amount_at(tokens, aged if aged is not None else begin, is_phrase=is_phrase)
    if amount is None and (is_phrase or before is not None or _goes_on(tokens, begin)):
        amount = article_amount_at(tokens, begin)
    if amount is None and is_phrase and begin > at:
        before, amount = None, amount_at(tokens, at, is_phrase=True)  # "some of them"
    if amount is None:
        return None
    if aged is not None:
        amount = as_age(amount)
    if skipped := _passed_over(tokens, at, amount, before, is_phrase=is_phrase):
        return skipped
    if amount.number.is_ordinal:
        if tokens[begin].text == "first" and (counted := _single(tokens, begin + 1, is_phrase=is_phrase)):
            is_counted = counted.amounts and not counted.amounts[0].number.is_ordinal
            if counted.first == begin + 1 and is_counted and tokens[begin + 1].text not in ("a", "an"):
                return counted  # "the first 100 days"
        return Span(begin, amount.end, EXACT, (amount,))
    if ended := range_behind(tokens, amount, is_phrase=is_phrase):
        if isinstance(ended, int):
            return Span(at, ended, EXACT, ())
        qualifier = before if before is not None and before.kind in (*LOWER_BOUNDS, *UPPER_BOUNDS) else BETWEEN
        behind, end = qualifier_behind(tokens, ended[1].end, may_skip=ended[1].unit is None)
        if behind is not None and behind.kind in (*LOWER_BOUNDS, *UPPER_BOUNDS):
            qualifier = behind
        first = at if before else amount.first
        return Span(first, max(end, ended[1].end), qualifier, ended)
    if around := with_margin(tokens, amount, is_phrase=is_phrase):
        return around
    if before is None and _is_passed(tokens, amount):
        before = MORE
    amount = _with_unit_of_next(tokens, amount, is_phrase=is_phrase)
    behind, end = _behind(tokens, amount)
    amount = _with_late_unit(tokens, amount, end, has_behind=behind is not None)
    return Span(at, max(end, amount.end), combined(before, behind) or EXACT, (amount,))


def _past_the(tokens: Sequence[Token], at: int) -> int:
    """Pass over the article of a bound: "below the 50,000 mark", "more than the 300 expected", "within the next year".

    "Over the past year" tells when, and "above the 2019 level" names a year.
    """
    before, number = token_at(tokens, at - 1).text, token_at(tokens, at + 1)
    if token_at(tokens, at).text != "the":
        return at
    if before == "within" and number.text in ("next", "coming", "first", "last", "past"):
        return at + 2
    if number.kind != "digits":
        return at
    is_sized = len(number.text) != 4 or number.text[:2] not in ("19", "20")
    is_named = token_at(tokens, at + 2).text in _MARKS
    return at + 1 if is_named or (before in ("than", "above", "below", "beyond", "exceeding") and is_sized) else at


_MARKS = one_of("mark level threshold limit barrier ceiling")


def _is_passed(tokens: Sequence[Token], amount: Amount) -> bool:
    """Whether a mark was passed: "the toll has passed 50,000"; parliament passes 12 laws."""
    behind = token_at(tokens, amount.end)
    is_large = amount.unit is not None or amount.number.value >= 100
    if token_at(tokens, amount.first - 2).text in ("the", "this", "in"):
        return False  # "the past 24 hours"
    return token_at(tokens, amount.first - 1).text in _PASSED and is_large and behind.kind in ("end", "mark")


_PASSED = one_of("passed passes pass past crossed crosses breached breaches")


def _with_unit_of_next(tokens: Sequence[Token], amount: Amount, *, is_phrase: bool) -> Amount:
    """Give the first of "51 to 46 per cent" the sign of the second: a falling pair is no range."""
    if amount.unit is not None or amount.number.word or token_at(tokens, amount.end).text != "to":
        return amount
    other = amount_at(tokens, amount.end + 1, is_phrase=is_phrase)
    is_share = other is not None and other.unit is not None and other.unit.kind == "share"
    return replace(amount, unit=other.unit) if other and is_share else amount


def _behind(tokens: Sequence[Token], amount: Amount) -> tuple[Qualifier | None, int]:
    if amount.number.word and amount.number.scale == 1:
        return None, amount.end
    at = amount.end
    if token_at(tokens, at).text == "-" and token_at(tokens, at + 1).text == "strong":
        return None, at + 2
    return qualifier_behind(tokens, at, may_skip=amount.unit is None or amount.unit.kind != "age")


def _with_late_unit(tokens: Sequence[Token], amount: Amount, end: int, *, has_behind: bool) -> Amount:
    """Read the unit behind "or so": "50 or so kilometres", "20-odd years"."""
    if not has_behind or amount.unit is not None:
        return amount
    if (scale := SCALES.get(token_at(tokens, end).text)) and amount.number.scale == 1:  # "300-odd thousand"
        number = replace(amount.number, value=amount.number.value * scale, scale=scale)
        unit, behind = unit_behind(tokens, replace(number, end=end + 1), is_phrase=False)
        return replace(amount, number=number, unit=unit, end=behind)
    found = unit_at(tokens, end, is_in_digits=False)
    if found is None or (found[0].name == "seconds" and token_at(tokens, end).text == "second"):
        return amount
    return replace(amount, unit=found[0], end=found[1])


def _goes_on(tokens: Sequence[Token], at: int) -> bool:
    """Whether an article before a unit counts: "a week or two", "a year and a half"; "twice a week" does not."""
    words = [token_at(tokens, at + step).text for step in range(2, 5)]
    return words[:2] in (["or", "two"], ["or", "so"], ["or", "more"], ["or", "less"]) or words == ["and", "a", "half"]


def _passed_over(
    tokens: Sequence[Token], at: int, amount: Amount, before: Qualifier | None, *, is_phrase: bool
) -> Span | None:
    """Return the tokens of what looks like a number and counts nothing, in an article."""
    if is_phrase or amount.number.word:
        return None
    first, number = amount.first_digit, amount.number
    has_bound = before is not None and before.kind in (*LOWER_BOUNDS, *UPPER_BOUNDS, "exact")
    is_bare = amount.unit is None or amount.unit.name == "points"
    if _begins_a_wide_range(tokens, amount):
        return None
    passed = is_era(tokens, number) or (
        is_bare
        and not amount.has_money_before
        and (
            is_name_of_something(tokens, first, number.end)
            or is_year(tokens, first, number, has_bound=has_bound)
            or counts_nothing(tokens, at, first, number)
        )
    )
    if not passed:
        return None
    end = number.end + 1 if is_era(tokens, number) else number.end
    joint = token_at(tokens, end)
    following = token_at(tokens, end + 1)
    if joint.text in DASHES and (following.kind == "digits" or following.text == tokens[first].text):
        end += 2  # the other end of a span of years, of fifty-fifty
    return Span(at, end, EXACT, ())


def _begins_a_wide_range(tokens: Sequence[Token], amount: Amount) -> bool:
    """Whether "1000-5000" goes on to what can be no year."""
    if token_at(tokens, amount.end).text not in (*DASHES, "to"):
        return False
    second = token_at(tokens, amount.end + 1)
    value = read_digits(second.text) if second.kind == "digits" else None
    return value is not None and value > 2100


def _two_sided(tokens: Sequence[Token], span: Span, *, is_phrase: bool) -> Span | None:
    """Join "more than 20 and less than 35" into one figure."""
    kind = span.qualifier.kind
    if len(span.amounts) != 1 or kind not in (*LOWER_BOUNDS, *UPPER_BOUNDS):
        return None
    at = span.end
    at = at + 1 if token_at(tokens, at).text == "," else at
    if token_at(tokens, at).text in ("and", "but", "yet"):
        at += 1
    elif at == span.end and token_at(tokens, at).text != "nor":
        return None
    other = _single(tokens, at, is_phrase=is_phrase)
    if other is None or len(other.amounts) != 1:
        return None
    is_lower_first = kind in LOWER_BOUNDS
    wanted = UPPER_BOUNDS if is_lower_first else LOWER_BOUNDS
    if other.qualifier.kind not in wanted:
        return None
    lower, upper = (span, other) if is_lower_first else (other, span)
    ends = pair(lower.amounts[0], upper.amounts[0])
    if ends is None:
        return None
    bounds = f"{lower.qualifier.kind} {upper.qualifier.kind}"
    return Span(span.first, other.end, replace(BETWEEN, side=bounds), ends)

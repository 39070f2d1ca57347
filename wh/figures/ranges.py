"""Read two numbers as the ends of one range: "between 5 and 7", "10-15 million", "eight or nine", "200 ± 10"."""

from collections.abc import Sequence
from dataclasses import replace

from wh.figures.ages import as_age
from wh.figures.amounts import SMALLER_UNITS, Amount, amount_at
from wh.figures.cardinals import token_at
from wh.figures.naming import is_score, is_year
from wh.figures.qualifiers import qualifier_before
from wh.figures.spans import Span
from wh.figures.tokens import Token
from wh.figures.wordings import BETWEEN, EXACT
from wh.figures.words import DASHES, HYPHENS, one_of


def worded_range(tokens: Sequence[Token], at: int, *, is_phrase: bool) -> Span | None:
    """Read "between 5 and 7", "from 20 to 30", "anywhere from 5 to 10"."""
    begin, head = at, token_at(tokens, at).text
    if head in ("anywhere", "somewhere", "anything"):
        begin, head = at + 1, token_at(tokens, at + 1).text
    joints = {"between": ("and", "to", *DASHES), "from": ("to", "up", *DASHES)}.get(head)
    if joints and [token_at(tokens, begin + step).text for step in (1, 2, 3)] == ["the", "ages", "of"]:
        begin, is_age = begin + 2, True
    else:
        is_age = head in ("aged", "ages") and token_at(tokens, begin + 1).text in ("between", "from")
    if is_age:
        begin += 1
        joints = ("and", "to", *DASHES)
    if joints is None or (head == "from" and not is_phrase and _tells_a_change(tokens, begin)):
        return None
    _, inner = qualifier_before(tokens, begin + 1)
    first = amount_at(tokens, _past_the(tokens, inner), is_phrase=is_phrase)
    if first is None or (first.number.word and first.number.scale == 1):
        return None
    if token_at(tokens, first.end).text not in joints:
        return None
    behind = first.end + (2 if token_at(tokens, first.end).text == "up" else 1)
    _, behind = qualifier_before(tokens, behind)
    second = amount_at(tokens, _past_the(tokens, behind), is_phrase=is_phrase)
    if second is None:
        return None
    ends = pair(first, second)
    if ends is None:
        return None
    if not is_phrase and _is_span_of_years(tokens, *ends):
        return Span(at, second.end, EXACT, ())
    if is_age:
        ends = (as_age(ends[0]), as_age(ends[1]))
    return Span(at, second.end, BETWEEN, ends)


def _past_the(tokens: Sequence[Token], at: int) -> int:
    return at + 1 if token_at(tokens, at).text == "the" else at


_CHANGES = one_of(
    "rose risen rise rising fell fallen fall falling grew grown growing grow increased increase increasing"
    " decreased jumped jump climbed dropped drop dropping cut raised raise reduced lowered up down went gone"
    " went widened narrowed revised moved swung slipped surged soared shrank shrunk doubled expanded slumped"
    " plunged declined edged ranged lifted upgraded downgraded updated changed"
) - {"ranged"}


def _tells_a_change(tokens: Sequence[Token], at: int) -> bool:
    """Whether "from 20 to 30" says what it was and what it became."""
    return any(token_at(tokens, before).text in _CHANGES for before in range(max(at - 4, 0), at))


def range_behind(tokens: Sequence[Token], first: Amount, *, is_phrase: bool) -> tuple[Amount, Amount] | int | None:
    """Return both ends of "10-15", "5 to 7 million", "eight or nine"; the token behind a score such as 3-1."""
    joint, is_dash, behind = _joint(tokens, first)
    if not joint or (first.number.word and first.number.scale == 1 and joint != "to"):
        return None
    second = amount_at(tokens, behind, is_phrase=is_phrase)
    if second is None or second.number.is_ordinal or second.number.is_year:
        return None
    if is_dash and is_score(tokens, first.number, second.number):
        return second.end if pair(first, second) is None else pair(first, second)
    ends = pair(first, second) if joint != "or" else _multiplied(tokens, first, second) or pair(first, second)
    if is_dash and ends is not None:
        ends = _thousands_shared(tokens, *ends)
    if ends is None:
        is_odds = joint == "to" and second.number.value == 1 < first.number.value and not first.unit
        return second.end if is_odds and second.unit is None and not is_phrase else None
    if joint == ",":
        is_near = _goes_on(tokens, second) and second.number.value <= 2 * first.number.value
        last = range_behind(tokens, second, is_phrase=is_phrase) if is_near else None
        return pair(first, last[1]) if isinstance(last, tuple) else None
    if joint == "to" and not is_phrase and _is_a_change(tokens, *ends):
        return None
    if joint == "or" and not _is_either(*ends):
        return None
    if not is_phrase:
        if (
            joint == "to"
            and token_at(tokens, first.first - 1).text == "from"
            and _tells_a_change(tokens, first.first - 1)
        ):
            return None
        if _is_span_of_years(tokens, *ends):
            return second.end
    return ends


def _multiplied(tokens: Sequence[Token], first: Amount, second: Amount) -> tuple[Amount, Amount] | None:
    """Read "a dozen or two", "a million or two": the second counts what the first is one of."""
    is_one = tokens[first.first].text in ("a", "an") and first.number.value == (first.number.scale or 1) > 1
    if not is_one or not 1 < second.number.value <= 3 or second.number.is_in_digits:
        return None
    number = replace(second.number, value=first.number.value * second.number.value, scale=first.number.scale)
    return first, replace(second, number=number)


def _thousands_shared(tokens: Sequence[Token], first: Amount, second: Amount) -> tuple[Amount, Amount]:
    """Read "30-40,000" as thousands both."""
    printed = token_at(tokens, second.first_digit).text
    is_short = token_at(tokens, first.first_digit).text.isdigit() and first.number.scale == second.number.scale == 1
    if not is_short or not printed.endswith(",000") or first.number.value >= second.number.value / 1000:
        return first, second
    return replace(first, number=replace(first.number, value=first.number.value * 1000)), second


def _is_a_change(tokens: Sequence[Token], first: Amount, second: Amount) -> bool:
    """Whether "rose 7p to 148p" says by how much and to what: the ends of a range lie closer together."""
    return token_at(tokens, first.first - 1).text in _CHANGES and second.number.value > 3 * first.number.value


def _goes_on(tokens: Sequence[Token], second: Amount) -> bool:
    """Whether "or" stands behind the second of "two, three or four"."""
    at = second.end + 1 if token_at(tokens, second.end).text == "," else second.end
    return token_at(tokens, at).text == "or"


def _joint(tokens: Sequence[Token], first: Amount) -> tuple[str, bool, int]:
    """Return what joins the ends, whether it is a dash, and where the other end begins."""
    at = first.end
    token = token_at(tokens, at)
    if token.text in HYPHENS and token_at(tokens, at + 1).text in ("to", "or") and token.is_glued:
        behind = at + 3 if token_at(tokens, at + 2).text in HYPHENS else at + 2
        return token_at(tokens, at + 1).text, False, behind
    if token.text in DASHES:
        return "-", True, at + 1
    if token.text in ("to", "or", "through"):
        behind = at + 2 if token_at(tokens, at + 1).text in ("even", "perhaps", "maybe", "possibly") else at + 1
        return token.text.replace("through", "to"), False, behind
    if token.text == "," and token_at(tokens, at + 1).text in ("maybe", "perhaps", "possibly"):
        return "or", False, at + 2
    if token.text == "," and token_at(tokens, at + 1).text == "or":
        return "or", False, at + 2
    if token.text == "," and first.unit is None:
        return ",", False, at + 1
    return "", False, at


def pair(first: Amount, second: Amount) -> tuple[Amount, Amount] | None:
    """Give both ends one unit and one scale; None where they are no ends of a range."""
    one, other = first.number, second.number
    if one.word or other.word or one.is_ordinal != other.is_ordinal:
        return None
    if first.unit and second.unit and first.unit.name != second.unit.name:
        parts = SMALLER_UNITS.get((second.unit.name, first.unit.name))
        if parts is None or first.unit.kind != "duration":
            return None
        other, second = replace(other, value=other.value * parts), replace(second, unit=first.unit)
    unit = second.unit or first.unit
    if one.scale == 1 and other.scale > 1 and one.value < other.value / other.scale and one.value >= 0:
        one = replace(one, value=one.value * other.scale, scale=other.scale)
    if one.value >= other.value:
        return None
    if first.has_money_before and second.unit and not second.has_money_before and second.unit.kind != "money":
        return None
    return replace(first, number=one, unit=unit), replace(second, number=other, unit=unit)


def _is_either(first: Amount, second: Amount) -> bool:
    """Whether "eight or nine" is one figure: "one or a hundred" is not."""
    return second.number.value <= first.number.value * 3 or (second.number.value <= 6 and first.number.value > 0)


def _is_span_of_years(tokens: Sequence[Token], first: Amount, second: Amount) -> bool:
    if first.unit is not None or first.has_money_before:
        return False
    return is_year(tokens, first.first_digit, replace(first.number, scale=1), has_bound=False) is True and is_year(
        tokens, second.first_digit, second.number, has_bound=False
    )


# --- Margins ---------------------------------------------------------------------------------------------------


def _margin_sign(tokens: Sequence[Token], at: int) -> int | None:
    """Return what stands behind `±`, `+/-` or "plus or minus"."""
    words = [token_at(tokens, at + step).text for step in range(3)]
    if words[0] == "±":
        return at + 1
    return at + 3 if words in (["plus", "or", "minus"], ["+", "/", "-"], ["give", "or", "take"]) else None


def with_margin(tokens: Sequence[Token], amount: Amount, *, is_phrase: bool) -> Span | None:
    """Read "200 ± 10", "45% plus or minus three points", "300, give or take 50"."""
    at = amount.end + 1 if token_at(tokens, amount.end).text == "," else amount.end
    behind = _margin_sign(tokens, at)
    margin = None if behind is None else amount_at(tokens, behind, is_phrase=is_phrase)
    if margin is None or margin.number.word or amount.number.word or margin.number.is_ordinal:
        return None
    unit = amount.unit or margin.unit
    if margin.unit and amount.unit and margin.unit.name not in (amount.unit.name, "points", "percentage points"):
        return None
    ends = (amount.number.value - margin.number.value, amount.number.value + margin.number.value)
    low, high = (replace(amount, number=replace(amount.number, value=end), unit=unit) for end in ends)
    return Span(amount.first, margin.end, BETWEEN, (low, high)) if margin.number.value > 0 else None


def margin_at(tokens: Sequence[Token], at: int, *, is_phrase: bool) -> Span | None:
    """Read a margin alone: "plus or minus 3 points"."""
    if token_at(tokens, at).text not in ("±", "plus"):
        return None
    behind = _margin_sign(tokens, at)
    margin = None if behind is None else amount_at(tokens, behind, is_phrase=is_phrase)
    if margin is None or margin.number.word or margin.number.value <= 0:
        return None
    below = replace(margin, number=replace(margin.number, value=-margin.number.value))
    return Span(at, margin.end, BETWEEN, (below, margin))

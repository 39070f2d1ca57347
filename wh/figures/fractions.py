"""Read parts of a whole at a place among tokens: "two-thirds", "half a million", "1/4", "one in five", "and a half"."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from wh.figures.cardinals import Number, cardinal_at, token_at
from wh.figures.digits import read_digits
from wh.figures.ordinals import ordinal_at
from wh.figures.tokens import Token
from wh.figures.units import is_span_of_time
from wh.figures.words import FRACTION_SIGNS, GROUPS, HYPHENS, PARTS, SCALES, SHORT_SCALES, one_of


def fraction_at(tokens: Sequence[Token], at: int) -> Number | None:
    """Read a part of a whole, with the million that it is a part of: "two thirds of a million"."""
    number = _sign_at(tokens, at) or _slashed_at(tokens, at) or _worded_at(tokens, at) or _ratio_at(tokens, at)
    return None if number is None else _of_a_scale(tokens, number)


def with_fraction(tokens: Sequence[Token], number: Number) -> Number:
    """Add the part behind a whole: "and a half", "½", "1/4"; behind a scale it is a part of it."""
    added = _fraction_behind(tokens, number)
    if added is None:
        return number
    scaled = _scale_behind(tokens, added.end)
    if scaled and token_at(tokens, added.end).text in ("a", "an", "of"):
        return number  # "300,000 and half a million" are two
    if scaled and number.scale == 1:  # "two and a half million"
        value = (number.value + added.value) * scaled[0]
        return replace(number, value=value, end=scaled[1], scale=scaled[0], last=scaled[0], tail=None)
    if scaled and scaled[0] < number.scale:  # "one billion and a half million"
        return replace(number, value=number.value + added.value * scaled[0], end=scaled[1], scale=1, tail=None)
    size = number.scale if number.scale >= 1000 or number.scale == 12 else 1  # "three million and a half"
    return replace(number, value=number.value + added.value * size, end=added.end, scale=1, tail=None)


def _fraction_behind(tokens: Sequence[Token], number: Number) -> Number | None:
    token = token_at(tokens, number.end)
    if half := _hyphened_half(tokens, number.end):
        return half
    if number.is_in_digits and number.value.denominator == 1 and number.scale == 1:
        behind = number.end + 1 if token.text in HYPHENS and token.is_glued else number.end
        if found := _sign_at(tokens, behind) or _slashed_at(tokens, behind):
            return found if found.value < 1 else None
    if token.text != "and":
        return None
    found = _sign_at(tokens, number.end + 1) or _slashed_at(tokens, number.end + 1)
    found = found or _worded_at(tokens, number.end + 1)
    if found is None or found.value >= 1 or token_at(tokens, found.end).text == "of":
        return None
    if token_at(tokens, number.end + 1).text in PARTS and token_at(tokens, number.end + 1).text != "half":
        return None
    return found


def _hyphened_half(tokens: Sequence[Token], at: int) -> Number | None:
    """Read the "-and-a-half" of "a one-and-a-half-hour meeting"."""
    words = [token_at(tokens, at + step).text for step in range(6)]
    if not (words[0] in HYPHENS and words[1] == "and" and words[2] in HYPHENS and words[3] == "a"):
        return None
    if words[4] not in HYPHENS or words[5] not in ("half", "quarter"):
        return None
    return Number(Fraction(1, PARTS[words[5]]), at + 6, is_share=True)


# --- Signs and slashes ----------------------------------------------------------------------------------------


def _sign_at(tokens: Sequence[Token], at: int) -> Number | None:
    """Read a sign such as ¾."""
    sign = FRACTION_SIGNS.get(token_at(tokens, at).text)
    return None if sign is None else Number(sign, at + 1, is_share=True)


def _slashed_at(tokens: Sequence[Token], at: int) -> Number | None:
    """Read `3/4`, and nothing else that is written with a slash."""
    upper, slash, lower = (token_at(tokens, at + step) for step in range(3))
    if upper.kind != "digits" or slash.text not in ("/", "⁄") or lower.kind != "digits":
        return None
    before, behind = token_at(tokens, at - 1), token_at(tokens, at + 3)
    if not slash.is_glued or (before.text == "/" or (behind.text == "/" and behind.is_glued)):
        return None
    above, below = read_digits(upper.text), read_digits(lower.text)
    if above is None or not below or lower.text.startswith("0") or above >= below or below > 10_000:
        return None
    return Number(above / below, at + 3, is_share=True)


# --- Words ----------------------------------------------------------------------------------------------------

_ONE_PART = frozenset({"a", "an", "one"})


def _worded_at(tokens: Sequence[Token], at: int) -> Number | None:
    """Read "a third", "two-thirds", "half", "one hundred and three quarters"."""
    token = token_at(tokens, at)
    if token.text == "half" and _stands_for_itself(tokens, at):
        return Number(Fraction(1, 2), at + 1, is_share=True)
    if token.text == "quarter" and token_at(tokens, at + 1).text in (*SCALES, "of"):
        return Number(Fraction(1, 4), at + 1, is_share=True)
    if token.text in ("a", "an"):
        return _single_part(tokens, at)
    count = cardinal_at(tokens, at)
    if count is None or count.is_year:
        return _parts_of_year_words(tokens, at, count)
    return _parts_behind(tokens, at, count)


def _parts_of_year_words(tokens: Sequence[Token], at: int, count: Number | None) -> Number | None:
    """Read "twenty twenty fifths", which begins like a year."""
    if count is None:
        return None
    return _parts_behind(tokens, at, Number(Fraction(20), at + 1, last=10)) if count.value // 100 == 20 else None


def _stands_for_itself(tokens: Sequence[Token], at: int) -> bool:
    """Tell half of them, half a million and half-million from half-time and half-brother."""
    hyphen, behind = token_at(tokens, at + 1), token_at(tokens, at + 2)
    if hyphen.text in HYPHENS and hyphen.is_glued and behind.is_glued:
        return behind.text in SCALES or behind.text in GROUPS or behind.text in ("hour", "century", "mile", "day")
    return token_at(tokens, at + 1).text not in ("time", "brother", "sister")


def _single_part(tokens: Sequence[Token], at: int) -> Number | None:
    """Read "a third", "a twenty-first", "a hundredth", "a hundred trillionths"; "a second" is none."""
    part = token_at(tokens, at + 1)
    if part.text in ("half", "quarter"):
        return Number(Fraction(1, PARTS[part.text]), at + 2, is_share=True)
    whole = ordinal_at(tokens, at + 1)
    if whole is not None and whole.value > 2 and part.kind == "word" and part.text not in (*SCALES, "hundred"):
        return Number(1 / whole.value, whole.end, is_share=True) if _ends_a_phrase(tokens, whole.end) else None
    count = cardinal_at(tokens, at)
    return None if count is None else _parts_behind(tokens, at, count)


def _ends_a_phrase(tokens: Sequence[Token], at: int) -> bool:
    """Whether "a fifth" is a part here: "a fifth man" is the next one after the fourth."""
    token = token_at(tokens, at)
    return token.kind in ("end", "mark") or token.text in _BEHIND_A_PART


_BEHIND_A_PART = one_of(
    "of the or and as more less fewer were was are is have had has in on at by to from since than who that"
    " million billion thousand came went said say live work think believe want support own use voted"
    " lower higher smaller larger bigger cheaper faster slower longer shorter below above off full empty"
)


def _parts_behind(tokens: Sequence[Token], at: int, count: Number) -> Number | None:
    """Divide a cardinal by the parts behind it."""
    behind = count.end + 1 if token_at(tokens, count.end).text in HYPHENS else count.end
    part = token_at(tokens, behind)
    if part.kind != "word" or (count.is_in_digits and part.text not in PARTS):
        return None
    is_plural = part.text.endswith(("s", "halves"))
    if part.text in PARTS and (is_plural or part.text in ("half", "quarter")):
        if part.text == "half" and count.value != 1:
            return None
        if part.text == "quarter" and count.value > 3:
            return None
        return _divided(tokens, count, PARTS[part.text], behind + 1)
    whole = ordinal_at(tokens, behind)
    if whole is not None and whole.value > 2 and (_is_plural_at(tokens, whole.end - 1) or count.value == 1):
        is_one = token_at(tokens, at).text in _ONE_PART and count.end == at + 1
        if _is_plural_at(tokens, whole.end - 1) or (is_one and _is_part(tokens, at, whole)):
            return Number(count.value / whole.value, whole.end, is_share=True)
    if PARTS.get(part.text, 100) <= 10 and count.value in (2, 3) and token_at(tokens, count.end).text in HYPHENS:
        return Number(count.value / PARTS[part.text], behind + 1, is_share=True)  # "a two-third majority"
    return None


def _is_plural_at(tokens: Sequence[Token], at: int) -> bool:
    text = token_at(tokens, at).text
    return text == "firsts" or (text in PARTS and text.endswith("s"))


def _is_part(tokens: Sequence[Token], at: int, whole: Number) -> bool:
    """Whether "one hundredth" is a part: "the one hundredth day" is not."""
    return token_at(tokens, at - 1).text != "the"


def _divided(tokens: Sequence[Token], count: Number, parts: int, end: int) -> Number:
    """Settle what of "one hundred and thirty fifths" is divided: proper parts behind "and" are added."""
    if count.tail is not None and count.tail < parts and count.value != count.tail:
        whole = count.value - count.tail
        return Number(whole + Fraction(count.tail, parts), end)
    is_tie = count.last == 10 and count.tail is None and count.value > 100 and parts < 10
    if is_tie:
        ties = int(count.value % 100)
        return Number((count.value - ties) / (ties + parts), end, is_share=True)
    return Number(count.value / parts, end, is_share=count.value < parts)


def _ratio_at(tokens: Sequence[Token], at: int) -> Number | None:
    """Read "one in five", "nine out of ten"; "two in five days" and "one in 2019" are none."""
    count = cardinal_at(tokens, at)
    if count is None or count.value.denominator != 1 or not 0 < count.value <= 1000 or count.is_year:
        return None
    words = [token_at(tokens, count.end + step).text for step in range(3)]
    if words[0] == "in" and (count.value <= 20 or words[1] in ("every", "each")):
        behind = count.end + (2 if words[1] in ("every", "each") else 1)
    elif words[:2] == ["out", "of"]:
        behind = count.end + (3 if words[2] == "every" else 2)
    elif words[0] == "of" and words[1] == "every":
        behind = count.end + 2
    elif words[0] == "over" and token_at(tokens, at - 1).text in _BEFORE_DIVISION:
        behind = count.end + 1
    else:
        return None
    return _share_of(tokens, count, behind, words[0])


_BEFORE_DIVISION = frozenset({"", "is", "minus", "negative", "equals", "-", "−"})


def _share_of(tokens: Sequence[Token], count: Number, behind: int, joint: str) -> Number | None:
    whole = cardinal_at(tokens, behind)
    if whole is None or whole.value.denominator != 1 or whole.value == 0 or _is_article_alone(tokens, behind):
        return None
    if joint == "over":
        is_bare = token_at(tokens, whole.end).kind in ("end", "mark")
        return Number(count.value / whole.value, whole.end, is_share=True) if is_bare else None
    is_year = whole.is_in_digits and whole.scale == 1 and 1500 <= whole.value <= 2100
    if whole.value <= count.value or is_year or is_span_of_time(tokens, whole.end):
        return None
    # "98 out of 123" counts; "two out of five hundred" is a share
    if joint == "out" and whole.value > 12 and whole.value % 10:
        return None
    if joint == "in" and whole.value > 12 and whole.value % 5 and count.value != 1:
        return None
    return Number(count.value / whole.value, whole.end, is_share=True)


def _is_article_alone(tokens: Sequence[Token], at: int) -> bool:
    """Whether "in a" goes on otherwise than "one in a million"."""
    return token_at(tokens, at).text == "a" and token_at(tokens, at + 1).text not in ("hundred", *SCALES)


# --- A part of a scale ----------------------------------------------------------------------------------------


def _of_a_scale(tokens: Sequence[Token], number: Number) -> Number:
    """Multiply "half a", "a quarter of a", "two thirds of a" by the million or the dozen behind it."""
    if not number.is_share:
        return number
    if behind := _scale_behind(tokens, number.end):
        size, end = behind
        return Number(number.value * size, end, scale=size, last=size)
    return number


def _scale_behind(tokens: Sequence[Token], at: int) -> tuple[int, int] | None:
    words = [token_at(tokens, at + step).text for step in range(3)]
    if words[0] in HYPHENS:
        at += 1
    elif words[0] == "of" and words[1] in ("a", "an", "one"):
        at += 2
    elif words[0] in ("a", "an"):
        at += 1
    token = token_at(tokens, at)
    word = token.text
    if word in SCALES or word == "hundred":
        size, at = SCALES.get(word, 100), at + 1
        while token_at(tokens, at).text in SCALES and size < 10**18:
            size, at = size * SCALES[token_at(tokens, at).text], at + 1
        return size, at
    if word in ("dozen", "score"):
        return GROUPS[word], at + 1
    if token.is_glued and word in ("bn", "m", "k", "mn", "tn"):
        return SHORT_SCALES[word], at + 1
    return None

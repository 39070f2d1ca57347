"""Read one number with its sign and its unit at a place among tokens: "-4/5", "US$5bn", "69-year-old", "2.5 %"."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from wh.figures.cardinals import Number, cardinal_at, token_at
from wh.figures.digits import read_digits
from wh.figures.fractions import fraction_at, with_fraction
from wh.figures.ordinals import ordinal_at
from wh.figures.tokens import Token
from wh.figures.units import UNITS, Unit, age_at, money_before, unit_at
from wh.figures.vagueness import vague_at
from wh.figures.words import FOLDS, HYPHENS, MINUSES, one_of


@dataclass(frozen=True, slots=True)
class Amount:
    """A number and its unit, from the token `first` to before the token `end`; `first_digit` is where it is printed."""

    number: Number
    unit: Unit | None
    first: int
    first_digit: int
    end: int
    has_money_before: bool = False


def amount_at(tokens: Sequence[Token], at: int, *, is_phrase: bool) -> Amount | None:
    """Return the amount that begins at the token, if one does."""
    money = money_before(tokens, at)
    begin = money[1] if money else at
    is_negative, begin = _sign_at(tokens, begin, is_phrase=is_phrase)
    if money is None and is_negative and (after := money_before(tokens, begin)):
        money, begin = after, after[1]
    number = number_at(tokens, begin, is_phrase=is_phrase)
    if number is None or (money and number.is_ordinal):
        return None
    if is_negative:
        if number.word or number.is_ordinal:
            return None
        number = replace(number, value=-number.value)
    if money:
        _, end = unit_behind(tokens, number, is_phrase=is_phrase) if _repeats(tokens, number) else (None, number.end)
        return Amount(number, money[0], at, begin, end, has_money_before=True)
    unit, end = unit_behind(tokens, number, is_phrase=is_phrase)
    return _with_half(tokens, _with_smaller_unit(tokens, Amount(number, unit, at, begin, end)))


_SMALLER = {("feet", "inches"): 12, ("dollars", "cents"): 100, ("USD", "cents"): 100, ("EUR", "cents"): 100} | {
    ("pounds", "cents"): 100,
    ("GBP", "cents"): 100,
    ("pounds", "ounces"): 16,
    ("roubles", "kopecks"): 100,
    ("metres", "centimetres"): 100,
}


def _with_smaller_unit(tokens: Sequence[Token], amount: Amount) -> Amount:
    """Add what stands behind in a smaller unit: "5 feet 2 inches", "three dollars and 50 cents"."""
    if amount.unit is None or amount.number.word or amount.number.value.denominator != 1:
        return amount
    at = amount.end + 1 if token_at(tokens, amount.end).text in ("and", ",") else amount.end
    part = cardinal_at(tokens, at)
    found = None if part is None else unit_at(tokens, part.end, is_in_digits=False)
    if part is None or found is None:
        return amount
    parts = _SMALLER.get((amount.unit.name, found[0].name))
    if parts is None or not 0 <= part.value < parts:
        return amount
    value = amount.number.value + part.value / parts
    return replace(amount, number=replace(amount.number, value=value, scale=1), end=found[1])


def _repeats(tokens: Sequence[Token], number: Number) -> bool:
    """Whether a currency stands behind the number as well: $5 million dollars, US$5m USD."""
    found = unit_at(tokens, number.end, is_in_digits=False)
    return found is not None and found[0].kind == "money" and found[0].name != "cents"


def unit_behind(tokens: Sequence[Token], number: Number, *, is_phrase: bool) -> tuple[Unit | None, int]:
    """Return the unit behind a number, if there is one, and where it ends."""
    if token_at(tokens, number.end - 1).text in FOLDS:
        return UNITS["times"], number.end
    if number.is_ordinal:
        return None, number.end
    if number.end > 0 and (age := age_at(tokens, number.end)):
        return age
    begin = number.end
    if number.is_share or number.word:
        words = [token_at(tokens, number.end + step).text for step in range(2)]
        if words[0] == "of" and words[1] in ("a", "an", "one"):
            begin += 2
        elif words[0] in ("a", "an", "of"):
            begin += 1
    found = unit_at(tokens, begin, is_in_digits=number.is_in_digits)
    if found is None:
        return None, number.end
    unit, end = found
    is_ordinal_word = unit.name == "seconds" and tokens[end - 1].text == "second" and number.value != 1
    if is_ordinal_word and tokens[end - 2].text not in HYPHENS and not number.is_share:
        return None, number.end
    if unit.kind == "duration" and token_at(tokens, end).text in ("'", "’") and token_at(tokens, end).is_glued:
        end += 1  # "six weeks' time"
    return unit, end


# --- The number ------------------------------------------------------------------------------------------------


def number_at(tokens: Sequence[Token], at: int, *, is_phrase: bool) -> Number | None:
    """Read a number without its sign: a power, a part, an ordinal, a cardinal, or a vague word."""
    token = token_at(tokens, at)
    if token.kind == "end":
        return None
    if token.kind == "digits" and (power := _power_at(tokens, at)):
        return power
    if nothing := _nothing_at(tokens, at, is_phrase=is_phrase):
        return nothing
    if vague := vague_at(tokens, at, is_phrase=is_phrase):
        return vague
    if part := fraction_at(tokens, at):
        return part
    if ordinal := ordinal_at(tokens, at):
        return ordinal
    if few := _set_at(tokens, at, is_phrase=is_phrase):
        return few
    if times := _TIMES.get(token.text) or FOLDS.get(token.text):
        return Number(Fraction(times), at + 1)
    number = cardinal_at(tokens, at)
    return None if number is None else with_fraction(tokens, number)


_TIMES = {"twice": 2, "thrice": 3}
_SETS = {"pair": 2, "brace": 2, "duo": 2, "trio": 3, "threesome": 3, "quartet": 4, "quintet": 5}
_NOBODY = frozenset({"none", "nobody"})
_NOT_ANY = one_of(
    "casualties deaths injuries fatalities victims survivors arrests prisoners people civilians children"
    " women men soldiers troops cases losses wounded injured dead deaths hostages hostage casualty"
)


SETS = frozenset(_SETS)
"""Words for a set of so many."""


def _set_at(tokens: Sequence[Token], at: int, *, is_phrase: bool) -> Number | None:
    """Read "a pair of", "a single", "both", "a baker's dozen"."""
    words = [token_at(tokens, at + step).text for step in range(5)]
    if words[0] == "both" and is_phrase:
        return Number(Fraction(2), at + 1)
    if words[0] not in ("a", "the", "one"):
        return None
    if words[1] in _SETS and words[2] == "of":
        return Number(Fraction(_SETS[words[1]]), at + 2)
    if words[0] == "a" and words[1] in ("single", "lone") and token_at(tokens, at + 2).kind == "word":
        return Number(Fraction(1), at + 2)
    if words[1] == "baker" and words[3:] == ["s", "dozen"]:
        return Number(Fraction(13), at + 5)
    return None


def article_amount_at(tokens: Sequence[Token], at: int) -> Amount | None:
    """Read the article of "more than a week", "a year and a half", "an hour or so" as one."""
    if token_at(tokens, at - 1).text == "another":
        at -= 1
    elif token_at(tokens, at).text not in ("a", "an"):
        return None
    found = unit_at(tokens, at + 1, is_in_digits=False)
    if found is None or token_at(tokens, at + 1).text in HYPHENS or found[0].kind not in ("duration", "quantity"):
        return None
    if len(token_at(tokens, at + 1).text) < 3 or token_at(tokens, at + 1).text in (
        "times",
        "second",
        "minute",
        "point",
    ):
        return None
    return _with_half(tokens, Amount(Number(Fraction(1), at + 1), found[0], at, at, found[1]))


def _with_half(tokens: Sequence[Token], amount: Amount) -> Amount:
    """Add the half behind a unit: "a year and a half", "two years and a half"."""
    words = [token_at(tokens, amount.end + step).text for step in range(3)]
    if amount.unit is None or amount.unit.kind == "share" or amount.number.word or amount.number.scale > 1:
        return amount
    if words[:2] != ["and", "a"] or words[2] not in ("half", "quarter"):
        return amount
    if unit_at(tokens, amount.end + 3, is_in_digits=False) or token_at(tokens, amount.end + 3).text in (
        "of",
        "million",
    ):
        return amount
    value = amount.number.value + (Fraction(1, 2) if words[2] == "half" else Fraction(1, 4))
    return replace(amount, number=replace(amount.number, value=value), end=amount.end + 3)


def _nothing_at(tokens: Sequence[Token], at: int, *, is_phrase: bool) -> Number | None:
    """Read "none", "no one", "no casualties"."""
    token, behind = token_at(tokens, at), token_at(tokens, at + 1)
    if token.text in _NOBODY:
        return Number(Fraction(0), at + 1)
    if token.text == "not" and (
        behind.text == "one" or (behind.text == "a" and tokens[at + 2 :] and tokens[at + 2].text == "single")
    ):
        return (
            None
            if token_at(tokens, at + 2).text == "but"
            else Number(Fraction(0), at + (2 if behind.text == "one" else 3))
        )
    if token.text != "no":
        return None
    if behind.text == "one" and token_at(tokens, at + 2).text not in HYPHENS:
        return Number(Fraction(0), at + 2)
    if behind.text in HYPHENS and token_at(tokens, at + 2).text == "one" and behind.is_glued:
        return Number(Fraction(0), at + 3)
    return Number(Fraction(0), at + 1) if behind.text in _NOT_ANY else None


def _power_at(tokens: Sequence[Token], at: int) -> Number | None:
    """Read `1e10`, `1.3x10^6`, `2.5^-1`."""
    mantissa = read_digits(tokens[at].text)
    mark = token_at(tokens, at + 1)
    if mantissa is None or mantissa.denominator == 0:
        return None
    base: Fraction = Fraction(10)
    if mark.text == "e" and mark.is_glued:
        behind = at + 2
    elif mark.text in ("x", "×", "*", "·") and token_at(tokens, at + 2).text == "10":
        if token_at(tokens, at + 3).text != "^":
            return None
        behind = at + 4
    elif mark.text == "^" and mark.is_glued:
        base, mantissa, behind = mantissa, Fraction(1), at + 2
    else:
        return None
    sign = 1
    while token_at(tokens, behind).text in ("+", *MINUSES) and token_at(tokens, behind).is_glued and behind < at + 7:
        sign = -1 if token_at(tokens, behind).text in MINUSES else sign
        behind += 1
    exponent = token_at(tokens, behind)
    if exponent.kind != "digits" or not exponent.is_glued or not exponent.text.isdigit() or len(exponent.text) > 3:
        return None
    power = sign * int(exponent.text)
    if (base and abs(power) * abs(math.log10(float(base))) > 250) or (base == 0 and power < 0) or mantissa >= 10**50:
        return None
    return Number(mantissa * base**power, behind + 1, is_in_digits=True)


def _sign_at(tokens: Sequence[Token], at: int, *, is_phrase: bool) -> tuple[bool, int]:
    """Return whether a minus stands there, and where the number behind it begins."""
    token, behind = token_at(tokens, at), token_at(tokens, at + 1)
    if token.text in ("minus", "negative"):
        return True, at + 1
    if token.text == "+" and behind.is_glued and not token.is_glued:
        return False, at + 1
    if token.text not in MINUSES:
        return False, at
    if is_phrase and at == 0:
        return True, at + 1
    before = token_at(tokens, at - 1)
    is_free = not token.is_glued or before.text in ("(", "[", "~", "<", ">", "=", "$", "£", "€")
    is_number = behind.kind == "digits" or behind.text in ("$", "£", "€")
    if behind.is_glued and is_free and is_number:
        return True, at + 1
    return False, at

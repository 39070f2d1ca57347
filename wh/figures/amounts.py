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
    if [token_at(tokens, at + step).text for step in range(2)] == ["factor", "of"]:
        times = cardinal_at(tokens, at + 2)
        return None if times is None else Amount(times, UNITS["times"], at, at + 2, times.end)
    if (begin := _past_magnitude(tokens, at)) > at:
        size = cardinal_at(tokens, begin)
        return Amount(size, UNITS["magnitude"], at, begin, size.end) if size and size.is_in_digits else None
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
    amount = _with_half(tokens, _with_smaller_unit(tokens, Amount(number, unit, at, begin, end)))
    return _below_zero(tokens, _of_per_cents(tokens, amount))


def _of_per_cents(tokens: Sequence[Token], amount: Amount) -> Amount:
    """Read "half of 1%", "a fifth of one per cent" as a part of what is a part itself."""
    if not amount.number.is_share or amount.unit or token_at(tokens, amount.end).text != "of":
        return amount
    whole = cardinal_at(tokens, amount.end + 1)
    found = None if whole is None else unit_at(tokens, whole.end, is_in_digits=whole.is_in_digits)
    if whole is None or found is None or found[0].kind != "share":
        return amount
    number = replace(amount.number, value=amount.number.value * whole.value)
    return replace(amount, number=number, unit=found[0], end=found[1])


def _below_zero(tokens: Sequence[Token], amount: Amount) -> Amount:
    """Read "10 degrees below zero", "12C below freezing"."""
    words = [token_at(tokens, amount.end + step).text for step in range(2)]
    is_below = words[0] == "below" and words[1] in ("zero", "freezing")
    if not is_below or amount.unit is None or not amount.unit.name.startswith("degrees"):
        return amount
    return replace(amount, number=replace(amount.number, value=-amount.number.value), end=amount.end + 2)


def _past_magnitude(tokens: Sequence[Token], at: int) -> int:
    """Return where the size of "magnitude 6.1", "a magnitude of 6.1" begins."""
    if token_at(tokens, at).text != "magnitude":
        return at
    return at + 2 if token_at(tokens, at + 1).text in ("of", *HYPHENS) else at + 1


SMALLER_UNITS = {("feet", "inches"): 12, ("dollars", "cents"): 100, ("USD", "cents"): 100, ("EUR", "cents"): 100} | {
    ("pounds", "cents"): 100,
    ("GBP", "cents"): 100,
    ("pounds", "ounces"): 16,
    ("roubles", "kopecks"): 100,
    ("metres", "centimetres"): 100,
    ("kilometres", "metres"): 1000,
    ("kilograms", "grams"): 1000,
    ("years", "months"): 12,
    ("weeks", "days"): 7,
    ("days", "hours"): 24,
    ("hours", "minutes"): 60,
    ("minutes", "seconds"): 60,
}


def _with_smaller_unit(tokens: Sequence[Token], amount: Amount) -> Amount:
    """Add what stands behind in a smaller unit: "5 feet 2 inches", "three dollars and 50 cents"."""
    if amount.unit is None or amount.number.word or amount.number.value.denominator != 1:
        return amount
    at = amount.end + 1 if token_at(tokens, amount.end).text in ("and", ",") else amount.end
    part = cardinal_at(tokens, at)
    found = None if part is None else unit_at(tokens, part.end, is_in_digits=False)
    if part and amount.unit.name == "feet" and token_at(tokens, part.end).text == "in" and part.is_in_digits:
        is_glued = token_at(tokens, part.end).is_glued
        found = (UNITS["inches"], part.end + 1) if is_glued else None
    if part is None or found is None:
        return amount
    parts = SMALLER_UNITS.get((amount.unit.name, found[0].name))
    if parts is None or not 0 <= part.value < parts:
        return amount
    value = amount.number.value + part.value / parts
    added = replace(amount, number=replace(amount.number, value=value, scale=1), end=found[1])
    return _with_days(tokens, added) if found[0].name == "months" else added


def _with_days(tokens: Sequence[Token], amount: Amount) -> Amount:
    """Add the days of "four years, three months and two days", of which a year has 365."""
    at = amount.end
    while token_at(tokens, at).text in ("and", ",") and at < amount.end + 2:
        at += 1
    days = cardinal_at(tokens, at)
    found = None if days is None else unit_at(tokens, days.end, is_in_digits=False)
    if days is None or found is None or found[0].name != "days" or not 0 <= days.value <= 31:
        return amount
    number = replace(amount.number, value=amount.number.value + days.value / 365)
    return replace(amount, number=number, end=found[1])


def _repeats(tokens: Sequence[Token], number: Number) -> bool:
    """Whether a currency stands behind the number as well: $5 million dollars, US$5m USD."""
    found = unit_at(tokens, number.end, is_in_digits=False)
    return found is not None and found[0].kind == "money" and found[0].name != "cents"


def unit_behind(tokens: Sequence[Token], number: Number, *, is_phrase: bool) -> tuple[Unit | None, int]:
    """Return the unit behind a number, if there is one, and where it ends."""
    if token_at(tokens, number.end - 1).text in (*_TIMES, *_TIMES_IN_A_PHRASE, *FOLDS):
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
    found = unit_at(tokens, begin, is_in_digits=number.is_in_digits) or _unit_behind_adjective(tokens, begin)
    if found is None:
        return None, number.end
    unit, end = found
    is_ordinal_word = unit.name == "seconds" and tokens[end - 1].text == "second" and number.value != 1
    if is_ordinal_word and tokens[end - 2].text not in HYPHENS and not number.is_share:
        return None, number.end
    if unit.kind == "duration" and token_at(tokens, end).text in ("'", "’") and token_at(tokens, end).is_glued:
        end += 1  # "six weeks' time"
    return unit, end


_BEFORE_UNITS = one_of("more further additional extra consecutive successive straight full whole entire long short")


def _unit_behind_adjective(tokens: Sequence[Token], at: int) -> tuple[Unit, int] | None:
    """Read the unit of "six more years", "10 consecutive days"."""
    if token_at(tokens, at).text not in _BEFORE_UNITS or token_at(tokens, at + 1).text in (*HYPHENS, "second"):
        return None
    found = unit_at(tokens, at + 1, is_in_digits=False)
    return found if found and found[0].kind in ("duration", "quantity", "money") else None


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
    if is_phrase and (times := _TIMES_IN_A_PHRASE.get(token.text)):
        return Number(Fraction(times), at + 1)
    if times := _TIMES.get(token.text) or FOLDS.get(token.text):
        return Number(Fraction(times), at + 1)
    number = cardinal_at(tokens, at)
    return None if number is None else with_fraction(tokens, number)


_TIMES = {"twice": 2, "thrice": 3}
_TIMES_IN_A_PHRASE = {"once": 1, "double": 2, "triple": 3, "treble": 3, "quadruple": 4}
_SETS = {"pair": 2, "brace": 2, "duo": 2, "trio": 3, "threesome": 3, "quartet": 4, "quintet": 5, "sextet": 6}
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
    if words[1] in _SETS and (words[2] == "of" or is_phrase):
        return Number(Fraction(_SETS[words[1]]), at + 2)
    is_counted = words[2] == "or" or (words[2] == "of" and _is_counted(token_at(tokens, at + 3)))
    if words[:2] == ["a", "score"] and is_counted:
        return Number(Fraction(20), at + 2)
    if words[0] == "a" and words[1] in ("single", "lone") and token_at(tokens, at + 2).kind == "word":
        return Number(Fraction(1), at + 2)
    if words[1] == "baker" and words[3:] == ["s", "dozen"]:
        return Number(Fraction(13), at + 5)
    return None


def _is_counted(token: Token) -> bool:
    """Whether a word is a plural: a score of deputies; "a score of 3" and "a score of great beauty" are none."""
    return token.kind == "word" and token.text.endswith(("s", "people", "men", "women", "children"))


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
        "magnitude",
        "second",
        "minute",
        "point",
    ):
        return None
    amount = Amount(Number(Fraction(1), at + 1), found[0], at, at, found[1])
    return _with_half(tokens, _with_smaller_unit(tokens, amount))


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
    if token.text in _NOBODY or (token.text == "neither" and behind.text == "of"):
        return Number(Fraction(0), at + 1)
    if token.text == "not" and (
        behind.text == "one" or (behind.text == "a" and tokens[at + 2 :] and tokens[at + 2].text == "single")
    ):
        if token_at(tokens, at + 2).text == "but":
            return None
        is_single_one = [token_at(tokens, at + step).text for step in (3, 4)] == ["one", "of"]
        return Number(Fraction(0), at + (2 if behind.text == "one" else 4 if is_single_one else 3))
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

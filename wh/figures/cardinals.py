"""Read one cardinal number at a place among tokens: in words, in digits, or in both; no fraction, no qualifier."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from wh.figures.digits import read_digits
from wh.figures.tokens import END, Token
from wh.figures.words import (
    GROUPS,
    HYPHENS,
    JOINED,
    NOTHING,
    PARTS,
    PLURAL_SCALES,
    SCALES,
    SHORT_SCALES,
    TEENS,
    TENS,
    UNITS,
    one_of,
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number that ends before the token `end`.

    `scale` is what it was multiplied by last, if nothing was added since ("5 million": a million; else 1), `tail` what
    stands behind its last "and", `last` the size of its last word, `word` the vague word it is made of, if it is.
    """

    value: Fraction
    end: int
    scale: int = 1
    tail: int | None = None
    last: int = 1
    is_in_digits: bool = False
    is_year: bool = False
    is_share: bool = False
    is_ordinal: bool = False
    word: str | None = None


def token_at(tokens: Sequence[Token], at: int) -> Token:
    """Return the token, or one that is nothing where there is none."""
    return tokens[at] if 0 <= at < len(tokens) else END


def cardinal_at(tokens: Sequence[Token], at: int) -> Number | None:
    """Read "a hundred and twenty-three", "4 thousand 3 hundred and 21", "2.5 million", "10k", "three dozen"."""
    if year := _year_in_words(tokens, at):
        return year
    first = _group_at(tokens, at)
    if first is None:
        return None
    number = _scaled(tokens, first)
    number = _decimals_in_words(tokens, number)
    while number.scale > 1 and number.last >= 100:
        following = _following_group(tokens, number)
        if following is None:
            break
        number = following
    return _grouped(tokens, number)


# --- One group: what stands before a scale --------------------------------------------------------------------


def _group_at(tokens: Sequence[Token], at: int) -> Number | None:
    """Read up to a scale: "two hundred and fifty-four", "322 hundred", "a" before a scale."""
    token = token_at(tokens, at)
    if token.kind == "digits":
        value = read_digits(token.text)
        if value is None:
            return None
        head = Number(value, at + 1, is_in_digits=True, last=1)
    elif token.kind != "word":
        return None
    elif token.text in NOTHING:
        return Number(Fraction(0), at + 1)
    elif token.text in ("a", "an") and _multiplies(token_at(tokens, at + 1)):
        head = Number(Fraction(1), at + 1)
    elif token.text in SCALES or token.text in ("hundred", "dozen"):
        head = Number(Fraction(1), at)
    elif found := _below_hundred(tokens, at):
        head = found
    else:
        return None
    return _hundreds(tokens, head)


def _multiplies(token: Token) -> bool:
    return token.text in SCALES or token.text in GROUPS or token.text == "hundred"


def _below_hundred(tokens: Sequence[Token], at: int) -> Number | None:
    word = token_at(tokens, at).text
    if word in UNITS:
        return Number(Fraction(UNITS[word]), at + 1, last=1)
    if word in TEENS or word in JOINED:
        return Number(Fraction(TEENS.get(word) or JOINED[word]), at + 1, last=1)
    if word not in TENS:
        return None
    behind = at + 2 if token_at(tokens, at + 1).text in HYPHENS else at + 1
    unit = UNITS.get(token_at(tokens, behind).text)
    if unit is None:
        return Number(Fraction(TENS[word]), at + 1, last=10)
    return Number(Fraction(TENS[word] + unit), behind + 1, last=1)


def _hundreds(tokens: Sequence[Token], head: Number) -> Number:
    at = _past_hyphen(tokens, head.end)
    word = token_at(tokens, at).text
    is_explicit = head.end > 0 and head.value > 1
    if word != "hundred" and not (word == "hundreds" and is_explicit):
        return head
    if head.value >= 100 and not head.is_in_digits:
        return head
    number = replace(head, value=head.value * 100, end=at + 1, scale=100, last=100)
    return _with_tail(tokens, number, 100)


def _with_tail(tokens: Sequence[Token], number: Number, limit: int) -> Number:
    """Add what stands behind a hundred: "and twenty-three", "21"."""
    at = _past_hyphen(tokens, number.end)
    has_and = token_at(tokens, at).text == "and"
    at = _past_hyphen(tokens, at + 1) if has_and else at
    token = token_at(tokens, at)
    tail = _below_hundred(tokens, at)
    if token.kind == "digits":
        value = read_digits(token.text)
        is_plain = token.text.isdigit() and value is not None and 0 < value < limit
        tail = Number(value or Fraction(0), at + 1, is_in_digits=True) if is_plain else None
    if tail is None or token_at(tokens, _past_hyphen(tokens, tail.end)).text in ("hundred", "hundreds"):
        return number
    dozens = token_at(tokens, tail.end).text
    if dozens in ("dozen", "dozens") and tail.value * 12 < limit:
        tail = replace(tail, value=tail.value * 12, end=tail.end + 1, last=1)
    if _is_unlike(tokens, tail.end):
        return number
    return replace(
        number,
        value=number.value + tail.value,
        end=tail.end,
        scale=1,
        tail=int(tail.value) if has_and else None,
        last=tail.last,
    )


def _is_unlike(tokens: Sequence[Token], end: int) -> bool:
    """Whether what ends here is a figure of its own: 20 % behind "a hundred and"."""
    token = token_at(tokens, end)
    return token.text == "%" or token.text == "percent"


# --- Scales ---------------------------------------------------------------------------------------------------


def _scaled(tokens: Sequence[Token], number: Number) -> Number:
    """Multiply by the scales behind it: "million", "lakh crore", "k" behind digits."""
    multiplied = 0
    while multiplied < 3:
        at = _past_hyphen(tokens, number.end)
        scale = _scale_at(tokens, at, number)
        if scale is None:
            break
        multiplied += 1
        number = replace(
            number, value=number.value * scale, end=at + 1, scale=number.scale * scale, last=scale, tail=None
        )
    return number


def _scale_at(tokens: Sequence[Token], at: int, number: Number) -> int | None:
    token = token_at(tokens, at)
    word = token.text
    if word in SCALES:
        return SCALES[word]
    if word in PLURAL_SCALES and number.end == at and number.value > 1 and word[:-1] in SCALES:
        # "two millions" is two million; "tens of thousands" begins elsewhere
        return SCALES[word[:-1]]
    if not number.is_in_digits or number.scale > 1 or word not in SHORT_SCALES:
        return None
    return SHORT_SCALES[word] if _is_short_scale(tokens, at) else None


_LENGTHS = one_of("tall high wide long deep away sprint hurdles dash race relay freestyle final thick apart")
_SPACED_SCALES = one_of("k K M bn Bn BN mn Mn bln tln mln G B cr Cr mil")


def _is_short_scale(tokens: Sequence[Token], at: int) -> bool:
    """Tell 3.2m people from 3.2m of wall, 10G from 10 g."""
    token, following = tokens[at], token_at(tokens, at + 1)
    if token.text in ("k", "bn", "mn", "mln", "bln", "tln", "trn", "tn", "mio", "mrd"):
        return True
    has_money = any(_is_money(token_at(tokens, before)) for before in (at - 2, at - 3))
    if token.text == "t":
        return has_money
    if token.text == "g":
        is_network = token.is_glued and tokens[at - 1].text in ("2", "3", "4", "5", "6")
        return token.printed == "G" and not is_network
    if token.text == "mm":
        return token.printed == "MM" or has_money
    if token.text == "m":
        if following.text in _LENGTHS or (following.text in HYPHENS and token_at(tokens, at + 2).text in _LENGTHS):
            return False
        if token_at(tokens, at - 2).text in ("a", "an") and following.kind == "word" and not has_money:
            return token.printed == "M"  # "a 2m wall"
        return token.is_glued or token.printed == "M" or has_money
    return token.is_glued or token.printed in _SPACED_SCALES


def _is_money(token: Token) -> bool:
    return token.text in _MONEY


_MONEY = one_of("$ £ € ¥ ₹ ₽ ₴ ₩ ₪ ₺ ₦ usd eur gbp rs")


def _following_group(tokens: Sequence[Token], number: Number) -> Number | None:
    """Add a group of a smaller scale: "two thousand" and then "and two hundred", "three hundred and five"."""
    at = _past_hyphen(tokens, number.end)
    token = token_at(tokens, at)
    has_and = token.text == "and"
    has_comma = token.text == ","
    if has_and or has_comma:
        at += 1
        if has_comma and token_at(tokens, at).text == "and":
            has_and = True
            at += 1
    head = token_at(tokens, at)
    group = _group_at(tokens, at)
    if group is None or (group.is_in_digits and _is_own_number(head, group, has_comma)):
        return None
    group = _scaled(tokens, group)
    if not 0 < group.value < number.last or _is_unlike(tokens, group.end):
        return None
    if has_comma and not has_and and group.last < 100 and group.value < 100:
        return None  # "two thousand, three of them children"
    if number.is_in_digits and not group.is_in_digits and has_and and number.last >= 10**6 and group.value < 100:
        return None  # "2 million and one": another number, as digits go on in digits
    if has_and and _is_counted_in_parts(tokens, group):
        return None  # "six million and two thirds"
    tail = group.tail if group.tail is not None else int(group.value) if has_and and group.value < 1000 else None
    return replace(
        number,
        value=number.value + group.value,
        end=group.end,
        scale=group.last if group.scale > 1 and group.last >= 100 else 1,
        last=group.last,
        tail=tail,
    )


def _is_counted_in_parts(tokens: Sequence[Token], group: Number) -> bool:
    """Whether what stands behind says parts of what: "two thirds", "one half"."""
    word = token_at(tokens, _past_hyphen(tokens, group.end)).text
    return word in PARTS and (word.endswith("s") or word in ("half", "quarter") or group.value == 1)


def _is_own_number(head: Token, group: Number, has_comma: bool) -> bool:
    """Whether digits behind a scale stand for themselves, as decimals and grouped thousands do."""
    return has_comma or not head.text.isdigit()


def _grouped(tokens: Sequence[Token], number: Number) -> Number:
    """Multiply by a dozen or a score behind it: "three dozen", "four score and seven"."""
    at = _past_hyphen(tokens, number.end)
    word = token_at(tokens, at).text
    plain = word.removesuffix("s") if word in ("dozens", "dozs", "dzs", "scores") and number.value > 1 else word
    if plain not in GROUPS or number.scale not in (1, 100):
        return number
    if plain == "score" and (number.is_in_digits or number.value > 12):
        return number  # "a score of 3", "five gross errors"
    if plain == "score" and number.value == 1:
        return number
    size = GROUPS[plain]
    counted = replace(number, value=number.value * size, end=at + 1, scale=size, last=size, tail=None)
    return _with_tail(tokens, counted, 20) if plain == "score" else counted


# --- Decimals and years in words ------------------------------------------------------------------------------


def _decimals_in_words(tokens: Sequence[Token], number: Number) -> Number:
    """Read "point zero three", "point seventy-one" and a scale behind it."""
    if token_at(tokens, number.end).text != "point" or number.is_in_digits or number.scale not in (1, 100):
        return number
    at, digits = number.end + 1, ""
    while len(digits) < 30:
        word = token_at(tokens, at).text
        if word in NOTHING or word in ("o", "oh"):
            digits, at = digits + "0", at + 1
        elif found := _below_hundred(tokens, at):
            digits, at = digits + str(found.value), found.end
        else:
            break
    if not digits:
        return number
    value = number.value + Fraction(int(digits), 10 ** len(digits))
    return _scaled(tokens, replace(number, value=value, end=at, scale=1, tail=None))


def _year_in_words(tokens: Sequence[Token], at: int) -> Number | None:
    """Read "nineteen eighty-four" and "twenty twenty-five", which are years and no sizes."""
    word = token_at(tokens, at).text
    if word not in TEENS and word != "twenty":
        return None
    century = TEENS.get(word, 0) if word != "ten" else 0
    century = 20 if word == "twenty" else century
    behind = token_at(tokens, at + 1)
    if century < 16 or century > 20 or behind.kind != "word" or not (behind.text in TENS or behind.text in TEENS):
        return None
    rest = _below_hundred(tokens, at + 1)
    if rest is None or token_at(tokens, _past_hyphen(tokens, rest.end)).text in (*SCALES, "hundred"):
        return None
    return Number(Fraction(century * 100) + rest.value, rest.end, is_year=True)


def _past_hyphen(tokens: Sequence[Token], at: int) -> int:
    return at + 1 if token_at(tokens, at).text in HYPHENS and token_at(tokens, at + 1).kind == "word" else at

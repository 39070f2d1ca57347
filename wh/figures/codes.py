"""Tell digits that count nothing: days, hours, years, telephone numbers, versions, names with a number in them."""

import re
from collections.abc import Sequence

from wh.figures.cardinals import Number, token_at
from wh.figures.tokens import Token
from wh.figures.words import DASHES, HYPHENS, one_of


def coded_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of days, hours, addresses and numbers of telephones and versions, in order, not overlapping."""
    spans = [match.span() for match in _CODES.finditer(text)]
    for word in _WORDS.finditer(text):
        if _is_address(word.group()):
            spans.append(word.span())
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _is_address(word: str) -> bool:
    return "://" in word or "www." in word or ("@" in word and any(mark.isalpha() for mark in word))


def is_name_of_something(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether digits from `at` to before `end` belong to a name: COVID-19, G7, Boeing 737, Article 5, 5G."""
    token, before = token_at(tokens, at), token_at(tokens, at - 1)
    if token.kind != "digits":
        return False
    behind = token_at(tokens, end)
    if behind.is_glued and (behind.kind == "word" or behind.text in ("_", "@")) and behind.text not in _GLUED_WORDS:
        return True
    if token.is_glued and before.text in ("#", "_", "@", "№", ".") and token_at(tokens, at - 1).is_glued:
        return before.text != "."
    if token.is_glued and before.kind == "word":
        return before.text not in _GLUED_BEFORE
    if token.is_glued and before.text in HYPHENS and before.is_glued and token_at(tokens, at - 2).kind == "word":
        return True
    if before.text in _NUMBERED:
        return True
    return before.text == "." and token_at(tokens, at - 2).text in ("no", "nos", "nr", "art", "vol", "sec", "fig")


def is_year(tokens: Sequence[Token], at: int, number: Number, *, has_bound: bool) -> bool:
    """Whether a bare number from 1000 to 2100 is a year here, or one end of a span of years."""
    token = token_at(tokens, at)
    if number.is_year:
        return True
    if token.kind != "digits" or len(token.text) != 4 or not token.text.isdigit() or number.scale != 1:
        return False
    if not 1000 <= number.value <= 2100 or number.end != at + 1:
        return False
    behind, before = token_at(tokens, number.end), token_at(tokens, at - 1)
    if has_bound:
        return False
    if before.text in _BEFORE_YEARS or before.text in _MONTHS:
        return True
    if number.value >= 1900 and number.value % 100:
        return True  # sizes of this length have a comma in print, or are round
    counts = behind.kind == "word" and not behind.is_capital and behind.text not in _NOT_COUNTED
    return not counts


def is_era(tokens: Sequence[Token], number: Number) -> bool:
    """Whether a plural `s` is glued to the digits: the 1990s, under-18s."""
    behind = token_at(tokens, number.end)
    if behind.text in ("'", "’") and behind.is_glued:
        behind = token_at(tokens, number.end + 1)
    return behind.text == "s" and behind.is_glued


def is_score(tokens: Sequence[Token], first: Number, second: Number) -> bool:
    """Whether two numbers with a dash between them fall or stay level, as 3-1 and 2-2 do: no range goes down."""
    return first.is_in_digits and second.is_in_digits and first.value >= second.value and bool(DASHES)


_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_CODES = re.compile(
    rf"\b{_DAY}(?: ?[-–/] ?{_DAY})?(?: of)?[ -]{_MONTH}(?:,?[ -]\d{{4}}\b)?"
    rf"|\b{_MONTH} {_DAY}(?: ?[-–] ?\d{{1,2}})?\b(?![,.]?\d)(?:,? (?:19|20)\d\d\b)?"
    rf"|\b{_MONTH},? (?:1[5-9]|20)\d\d\b"
    r"|\b\d{4}-\d{1,2}-\d{1,2}(?:T[\d:.+Z-]{4,30})?\b|\b\d{1,2}([/.-])\d{1,2}\1(?:19|20)?\d\d\b"
    r"|\b\d{4}-(?:0[1-9]|1[0-2])\b(?![-–\d])"
    r"|\b\d{1,2}[:.]\d\d(?:[:.]\d\d)? ?(?:[ap]\.?m\b\.?|[AP]\.?M\b\.?|hrs\b|GMT\b|UTC\b|[CE]E?ST\b|IST\b)"
    r"|\b\d{1,2}:\d\d(?::\d\d)?(?:\.\d{1,3})?\b"
    r"|\b\d{1,2} ?(?:[ap]\.m\.|[ap]m\b|[AP]M\b|[AP]\.M\.|o['’]clock\b)"
    r"|\b(?:[01]\d|2[0-4])[0-5]\d ?(?:GMT|UTC|hrs|BST|CET|local time)\b"
    r"|\+\d{1,3}[ .()-]{1,2}\d[\d ./()-]{4,18}\d\b|\(\d{2,5}\) ?\d{3,8}(?:[ -]\d{2,6}){0,3}\b"
    r"|\b\d{3,5}[ .-]\d{3,4}[ .-]\d{4}\b"
    r"|\b\d{1,4}-\d{1,4}-\d{1,4}(?:-\d{1,4}){0,4}\b"
    r"|\bv\d{1,4}(?:\.\d{1,4}){0,4}\b|\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(?!,)"
    r"|\b\d{1,2}\.\d{1,2}\.\d{1,2}\b|\b(?:24/7|9/11|7/7)\b"
    r"|[\x27’]\d0s\b"
)
_WORDS = re.compile(r"\S{1,300}")

_GLUED_WORDS = one_of("st nd rd th plus odd ish and or to years year people")
_GLUED_BEFORE = one_of("usd eur gbp rs a c us nz hk aed inr chf rmb cny jpy rub byn and to about ca x")
_NUMBERED = one_of(
    "article articles section chapter flight route highway motorway page pages room gate platform paragraph"
    " clause resolution channel episode season volume vol version apartment apt boeing airbus windows iphone"
    " android rule protocol annex appendix table figure fig psalm verse lot exhibit no nos number № boulevard"
    " interstate ps art wave phase category stage level tier grade form apollo voyager soyuz falcon area pier"
    " terminal line track fifa euro formula unit block ward precinct district school sector zone"
)
_MONTHS = one_of(
    "january february march april may june july august september october november december jan feb mar apr"
    " jun jul aug sep sept oct nov dec"
)
_BEFORE_YEARS = one_of(
    "in since until till by during before after from year early late mid summer winter spring autumn fall of"
    " and through circa between to '"
) | {"’"}
_NOT_COUNTED = one_of(
    "the a an and or but was were is are has had have when after before to in on at by for with as from until"
    " since than that which who where while because if so not also would will could should may might did does"
    " do its his her their this these election elections war season world olympics census vote presidential"
    " revolution report invasion film novel book album study survey deal agreement law act constitution budget"
    " campaign tournament general coup crisis champion winner edition model parliamentary protests uprising"
    " treaty referendum"
)

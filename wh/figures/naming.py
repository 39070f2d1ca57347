"""Tell numbers that count nothing: those in names (Boeing 737, the FTSE 100), years, eras and scores."""

from collections.abc import Sequence

from wh.figures.cardinals import Number, token_at
from wh.figures.tokens import Token
from wh.figures.words import DASHES, HYPHENS, one_of


def is_name_of_something(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether digits from `at` to before `end` belong to a name: COVID-19, G7, Boeing 737, Article 5, 5G."""
    token, before = token_at(tokens, at), token_at(tokens, at - 1)
    if token.kind != "digits":
        return (before.text in _COUNTED_OUT or token.is_capital) and _is_titled(tokens, at, end)  # "the Big Three"
    behind = token_at(tokens, end)
    if behind.is_glued and (behind.kind == "word" or behind.text in ("_", "@")) and behind.text not in _GLUED_WORDS:
        return True
    if token.is_glued and before.text in ("#", "_", "@", "№", ".") and token_at(tokens, at - 1).is_glued:
        return before.text != "."
    if token.is_glued and before.kind == "word":  # A320, X1; but c1,500 and x10
        return before.text not in _GLUED_BEFORE or (len(before.text) == 1 and before.is_capital)
    if token.is_glued and before.text in HYPHENS and before.is_glued and token_at(tokens, at - 2).kind == "word":
        return True
    if before.text in _NUMBERED or (before.is_capital and before.text in _NUMBERED_NAMES):
        return True
    return _is_titled(tokens, at, end) or (before.text == "." and token_at(tokens, at - 2).text in _NUMBERED_SHORT)


def _is_titled(tokens: Sequence[Token], at: int, end: int) -> bool:
    """Whether a short number belongs to the capitalised name before it: "the FTSE 100", "on day 1"."""
    article, title = token_at(tokens, at - 2), token_at(tokens, at - 1)
    if title.text in _COUNTED_OUT:
        return article.text in ("on", "in", "by", "from", "since", "until", "of", "after")
    first = at - 1
    while at - first < 5 and title.kind == "word" and _is_proper(token_at(tokens, first - 1)):
        first -= 1
    is_named = _is_proper(title) and token_at(tokens, first - 1).text in ("the", "a", "an", "this")
    number = token_at(tokens, at)
    if (
        not is_named
        or not (number.text.isdigit() or number.kind == "word")
        or title.text in _DAYS
        or title.text.endswith("s")
    ):
        return False  # "the Liberals 14"
    behind = token_at(tokens, end)
    return behind.kind != "word" or not behind.text.endswith(("s", "people", "men", "women", "children"))


def _is_proper(token: Token) -> bool:
    """Whether a word has a capital somewhere, as a name has; an article never is one."""
    return token.kind == "word" and token.printed != token.text and token.text not in ("the", "a", "an", "this")


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


_GLUED_WORDS = one_of("st nd rd th plus odd ish and or to years year people")
_GLUED_BEFORE = one_of("usd eur gbp rs a c us nz hk aed inr chf rmb cny jpy rub byn and to about ca x")
_NUMBERED = one_of(
    "article articles section chapter flight route highway motorway page pages room gate platform paragraph"
    " clause resolution channel episode season volume vol version apartment apt boeing airbus windows iphone"
    " android rule protocol annex appendix table figure fig psalm verse lot exhibit no nos number № boulevard"
    " interstate ps art wave phase category stage level tier grade form apollo voyager soyuz falcon area pier"
    " terminal line track fifa euro formula unit block ward precinct district school sector zone"
    " runway flat part parts bus tram train seat squadron battalion doi ftse dax nikkei ext exit exits chart"
    " km extension badge"
)
_NUMBERED_SHORT = one_of("no nos nr art vol sec fig ext")
_NUMBERED_NAMES = one_of("point points model series pro car court proposition hall studio camp bay berth")
_MONTHS = one_of(
    "january february march april may june july august september october november december jan feb mar apr"
    " jun jul aug sep sept oct nov dec"
)
_BEFORE_YEARS = one_of(
    "in since until till by during before after from year early late mid summer winter spring autumn fall of"
    " and through circa between to '"
) | {"’"}
_COUNTED_OUT = one_of("day night week month year round game match")
_DAYS = one_of("monday tuesday wednesday thursday friday saturday sunday")
_NOT_COUNTED = one_of(
    "the a an and or but was were is are has had have when after before to in on at by for with as from until"
    " since than that which who where while because if so not also would will could should may might did does"
    " do its his her their this these election elections war season world olympics census vote presidential"
    " revolution report invasion film novel book album study survey deal agreement law act constitution budget"
    " campaign tournament general coup crisis champion winner edition model parliamentary protests uprising"
    " treaty referendum"
)

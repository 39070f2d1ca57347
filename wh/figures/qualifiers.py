"""Read what a phrase says of a number before and behind it: more than, up to, about, or so."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from wh.figures.cardinals import token_at
from wh.figures.tokens import Token
from wh.figures.words import JOINED, SCALES, TEENS, TENS, UNITS, one_of


@dataclass(frozen=True, slots=True)
class Qualifier:
    """How a number is meant: `kind` in the words of the marts; `is_near` says that it is close to the bound.

    `side` tells where an `about` lies: below the number ("nearly"), above it, or None for both.
    """

    kind: str
    is_near: bool = False
    side: str | None = None


EXACT = Qualifier("exact")
BETWEEN = Qualifier("between")


def qualifier_before(tokens: Sequence[Token], at: int) -> tuple[Qualifier | None, int]:
    """Return what the words from the token on say of the number behind them, and where that begins.

    Of several the one that gives a bound counts: "at least some 50". None where there is no qualifier.
    """
    found: Qualifier | None = None
    for _ in range(5):
        if token_at(tokens, at).printed == "C":
            break  # the letter of a currency or a class
        length, qualifier = _match(_BEFORE, tokens, at)
        if qualifier is None:
            break
        at += length
        found = qualifier if found is None else _stronger(found, qualifier)
    return found, at


def qualifier_behind(tokens: Sequence[Token], at: int, *, may_skip: bool) -> tuple[Qualifier | None, int]:
    """Return what stands behind a number: "or more", "or so", "plus"; one counted noun may stand between."""
    length, qualifier = _match(_BEHIND, tokens, at)
    if qualifier is not None and not _is_of_another(tokens, at + length):
        return qualifier, at + length
    between = token_at(tokens, at)
    if may_skip and between.kind == "word" and not between.is_capital and between.text not in _NO_NOUNS:
        length, qualifier = _match(_BEHIND_NOUN, tokens, at + 1)
        if qualifier is not None and not _is_of_another(tokens, at + 1 + length):
            return qualifier, at + 1 + length
    return None, at


def _is_of_another(tokens: Sequence[Token], at: int) -> bool:
    """Whether the words before the token belong to a number behind them: "5,000 or less than 6,000"."""
    last, token = token_at(tokens, at - 1), token_at(tokens, at)
    if last.text not in _OPEN_ENDED:
        return False
    return token.text == "than" or token.kind == "digits" or token.text in _NUMBER_WORDS


_OPEN_ENDED = one_of("than more less fewer over above under below greater higher lower smaller larger least most")
_NUMBER_WORDS = frozenset({*UNITS, *TEENS, *TENS, *SCALES, *JOINED, "a", "an", "hundred", "half"})


def combined(before: Qualifier | None, behind: Qualifier | None) -> Qualifier | None:
    """Return the one qualifier that two of them give."""
    if before is None or behind is None:
        return before or behind
    return _stronger(before, behind)


_WEIGHT = {"more_than": 3, "at_least": 3, "less_than": 3, "at_most": 3, "about": 2, "exact": 1}


def _stronger(first: Qualifier, second: Qualifier) -> Qualifier:
    """Return the one that says more; the outer one where both give a bound."""
    return second if _WEIGHT[second.kind] > _WEIGHT[first.kind] else first


_Table = Mapping[str, Mapping[str, tuple[tuple[tuple[str, ...], Qualifier], ...]]]
"""Wordings by their first word and their second one, which is empty of a single word; the longest first."""


def _match(table: _Table, tokens: Sequence[Token], at: int) -> tuple[int, Qualifier | None]:
    """Return the longest wording that stands there."""
    by_second = table.get(token_at(tokens, at).text)
    if by_second is None:
        return 0, None
    for words, qualifier in (*by_second.get(token_at(tokens, at + 1).text, ()), *by_second.get("", ())):
        if all(token_at(tokens, at + step).text == word for step, word in enumerate(words)):
            return len(words), qualifier
    return 0, None


def _table(wordings: Mapping[Qualifier, str]) -> _Table:
    by_first: dict[str, dict[str, list[tuple[tuple[str, ...], Qualifier]]]] = {}
    for qualifier, listed in wordings.items():
        for wording in listed.split("|"):
            words = tuple(wording.split())
            second = words[1] if len(words) > 1 else ""
            by_first.setdefault(words[0], {}).setdefault(second, []).append((words, qualifier))
    return MappingProxyType(
        {
            first: {second: tuple(sorted(found, key=lambda each: -len(each[0]))) for second, found in by_second.items()}
            for first, by_second in by_first.items()
        }
    )


MORE = Qualifier("more_than")
LEAST = Qualifier("at_least")
LESS = Qualifier("less_than")
MOST = Qualifier("at_most")
ABOUT = Qualifier("about")
NEARLY = Qualifier("about", side="below")
JUST_OVER = Qualifier("more_than", is_near=True)
JUST_UNDER = Qualifier("less_than", is_near=True)

_COMPARED = (
    "{0} more than|{0} over|{0} above|{0} greater than|{0} higher than|{0} larger than|{0} in excess of|{0} beyond"
)
_COMPARED_LESS = "{0} less than|{0} fewer than|{0} under|{0} below|{0} lower than|{0} smaller than"
_SLIGHTLY = ("just", "slightly", "a little", "only slightly", "a bit", "marginally", "a shade", "a touch", "only just")
_GREATLY = ("well", "far", "way", "considerably", "significantly", "much", "substantially", "comfortably", "many")


def _each(pattern: str, words: Sequence[str]) -> str:
    return "|".join(pattern.format(word) for word in words)


_BEFORE = _table(
    {
        MORE: "more than|over|above|greater than|larger than|bigger than|higher than|better than|longer than|older than"
        "|upwards of|upward of|north of|in excess of|exceeding|exceeds|exceed|exceeded|surpassing|surpass"
        "|surpassed|surpasses"
        "|beyond|topping|topped|tops|> |passing|some more than|as many as more than|heavier than|taller"
        " than|farther than"
        "|further than|a lot more than|not just|in the excess of|" + _each(_COMPARED, _GREATLY),
        LEAST: "at least|at or above|at or over|at the least|at the very least|no fewer than|no less than"
        "|not fewer than|not"
        " less than|not under"
        "|a minimum of|minimum of|the minimum of|minimum|min|min .|as few as|as little as|as low as|≥|> ="
        "|⩾|no lower than"
        "|not lower than|no smaller than|greater than or equal to|more than or equal to|equal to or more"
        " than|starting at"
        "|equal to or greater than|larger than or equal to|bigger or equal than|higher or equal than"
        "|greater or equal than"
        "|larger or equal than|more or equal than|at least or equal to|no younger than|at a minimum|anything from"
        "|bigger than or equal to|higher than or equal to|a low of",
        LESS: "less than|fewer than|under|below|lower than|smaller than|shorter than|younger than|south of|< |not quite"
        "|lighter than|short of|beneath|" + _each(_COMPARED_LESS, _GREATLY),
        MOST: "up to|at or below|at or under|upto|within|as many as|as much as|as high as|as long as|as"
        " large as|no more than|not"
        " more than|at most|at the most"
        "|a maximum of|maximum of|the maximum of|maximum|max|max .|≤|< =|⩽|no greater than|no higher than"
        "|not exceeding|not over"
        "|no larger than|no longer than|not above|capped at|anything up to|less than or equal to|fewer than or equal to"
        "|equal to or less than|equal to or fewer than|smaller or equal than|less or equal than|lower or equal than"
        "|smaller than or equal to|lower than or equal to|lower or equal to|no bigger than|at the very"
        " most|no older than"
        "|a high of|a peak of|peaking at|as old as|as far as|as tall as|a ceiling of|a cap of",
        ABOUT: "about|around|roughly|approximately|approximate|approx|approx .|some|estimated|an estimated|estimated at"
        "|estimates of|circa|c .|ca .|~|≈|∼|close to|in the region of|in the vicinity of|in the order of"
        "|of the order of"
        "|on the order of|somewhere around|something like|more or less|perhaps|maybe|possibly|probably|near|roundabout"
        "|give or take|in the neighborhood of|in the neighbourhood of|an average of|averaging|somewhere near"
        "|an approximate|somewhere in the region of|thereabouts|broadly|c"
        "|a rough|nearer to|nearer|closer to|some estimated|guesstimated|ca",
        NEARLY: "nearly|almost|approaching|nearing|nigh on|close on|verging on|practically|virtually|just"
        " shy of|just short of"
        "|a little short of|a shade short of|shy of|pushing|the best part of|the better part of|well nigh"
        "|almost exactly"
        "|very nearly|all but",
        JUST_OVER: _each(_COMPARED, _SLIGHTLY)
        + "|a fraction over|barely more than|little more than|barely over|little over",
        JUST_UNDER: _each(_COMPARED_LESS, _SLIGHTLY) + "|a fraction under|barely under|little under|a little less than",
        EXACT: "exactly|precisely|just|only|merely|a mere|mere|a total of|total of|a combined|equal to"
        "|equals|equalling|equaling to"
        "|a record|a full|a whopping|a staggering|a further|another|an additional|additional|the other|a round|fully"
        "|no other than|a massive|an unprecedented|altogether|in total|equals to|=|equal|a staggering|a huge|all"
        "|a record - breaking|a total|the remaining|a whole|barely|scarcely|an even|an exact|an"
        " astonishing|yet another",
    }
)
_BEHIND = _table(
    {
        LEAST: "or more|or above|or over|or older|or greater|or higher|or better|or longer|or larger|or"
        " up|or upwards|and more"
        "|and over|and above|and up|and older|and upwards|and upward|+|plus|- plus|at least|at a minimum"
        "|at the very least|minimum"
        "|at the least|or greater than|or more than|upwards|and counting|at minimum",
        MOST: "or fewer|or less|or under|or younger|or below|or lower|or smaller|or shorter|and under|and"
        " younger|and below"
        "|at most|at the most|maximum|max|tops|at the very most|and less|and fewer|or less than",
        ABOUT: "or so|or thereabouts|odd|- odd|ish|- ish|give or take|more or less|approximately|approx|or something"
        "|- something|- some|- or - so|or a bit more or less",
        NEARLY: "or nearly so|or almost",
        EXACT: "exactly|precisely|to be exact|in all|in total|altogether|all told",
    }
)
_BEHIND_NOUN = _table(
    {
        LEAST: "or more|or above|or over|or older|and over|and above|and up|at least|at a minimum|at the"
        " very least|or upwards"
        "|at the least|and older|or longer",
        MOST: "or fewer|or less|or under|or younger|at most|at the most|at the very most|and under|or below|or shorter",
        ABOUT: "or so|or thereabouts|give or take|approximately",
    }
)
_NO_NOUNS = one_of("and or the a to in on at of by for with from but per than that is was were are")

STARTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {first: frozenset(by_second) for first, by_second in _BEFORE.items()}
)
"""The words that a qualifier may begin with, and those that may stand second; an empty one where it may be alone."""

LOWER_BOUNDS = frozenset({"more_than", "at_least"})
UPPER_BOUNDS = frozenset({"less_than", "at_most"})

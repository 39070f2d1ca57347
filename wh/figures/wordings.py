"""The wordings that qualify a number, by what they mean: a closed list, put together from degrees and comparisons."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from wh.figures.words import one_of


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


WordingTable = Mapping[str, Mapping[str, tuple[tuple[tuple[str, ...], Qualifier], ...]]]
"""Wordings by their first word and their second one, which is empty of a single word; the longest first."""


def table_of(
    listed: Mapping[Qualifier, str], composed: Mapping[Qualifier, Iterable[str]] = MappingProxyType({})
) -> WordingTable:
    """Put wordings, listed with bars between them or composed, where their first two words find them."""
    wordings = [(each, qualifier) for qualifier, text in listed.items() for each in text.split("|")]
    wordings += [(each, qualifier) for qualifier, several in composed.items() for each in several]
    by_first: dict[str, dict[str, list[tuple[tuple[str, ...], Qualifier]]]] = {}
    for wording, qualifier in wordings:
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

_LARGER = one_of(
    "more greater larger bigger higher better longer older taller heavier further farther wider deeper faster"
)
_SMALLER = one_of("less fewer lower smaller shorter younger lighter narrower shallower slower")
_HIGH = ["many", "much", "high", "large", "big", "long", "old", "far", "tall", "late", "deep", "wide", "heavy"]
_LOW = ["few", "little", "low", "small", "short", "young", "early", "narrow", "cheap", "light"]
_SLIGHTLY = [
    "just",
    "only just",
    "slightly",
    "only slightly",
    "a little",
    "little",
    "a bit",
    "marginally",
    "a shade",
    "a touch",
    "a fraction",
    "barely",
]
_GREATLY = [
    "well",
    "far",
    "way",
    "considerably",
    "significantly",
    "much",
    "substantially",
    "comfortably",
    "many",
    "a lot",
]
_EMPHATIC = [
    "mere",
    "total",
    "combined",
    "record",
    "record - breaking",
    "full",
    "whole",
    "round",
    "whopping",
    "staggering",
    "massive",
    "huge",
    "further",
    "additional",
    "unprecedented",
    "even",
    "exact",
    "astonishing",
    "initial",
    "final",
]
_UPWARDS = one_of("more above over older greater higher better longer larger up upwards upward")
_DOWNWARDS = one_of("fewer less under younger below lower smaller shorter")
_NOT = ("no", "not", "never", "nor")


def _each(degrees: Iterable[str], wordings: Iterable[str]) -> list[str]:
    """Return each degree before each wording: "just over", "well over"."""
    listed = sorted(wordings)
    return [f"{degree} {wording}" for degree in degrees for wording in listed]


def _than(words: Iterable[str]) -> list[str]:
    return [f"{word} than" for word in sorted(words)]


def _as(words: Iterable[str]) -> list[str]:
    return [f"as {word} as" for word in words]


def _or_equal(words: Iterable[str]) -> list[str]:
    """Return the ways to say that the bound itself is meant: "more than or equal to", "equal to or less than"."""
    patterns = ("{} than or equal to", "{} or equal than", "{} or equal to", "equal to or {} than")
    return [pattern.format(word) for word in sorted(words) for pattern in patterns]


_OVER = [*_than(_LARGER), "over", "above", "in excess of", "beyond", "upwards of", "north of"]
_UNDER = [*_than(_SMALLER), "under", "below", "south of", "short of"]

BEFORE = table_of(
    {
        MORE: "upward of|exceeding|exceeds|exceed|exceeded|surpassing|surpass|surpassed|surpasses|topping|topped"
        "|tops|>|passing|some more than more than|not just|in the excess of",
        LEAST: "nothing short of|nothing less than"
        "|at least|at least ,|at or above|at or over|at the least|at the very least|at the very least ,"
        "|at a minimum|at a minimum ,|not under|no under|not below|a minimum of|minimum of|the minimum of"
        "|minimum|a minimum|min|min .|≥|> =|⩾|starting at"
        "|at least or equal to|anything from|a low of|a good",
        LESS: "<|nowhere near|not nearly|nothing like|sub -|not quite|not even|beneath",
        MOST: "up to|up to and including|upto|within|at or below|at or under"
        "|at most|at most ,|at the most|at the very most"
        "|a maximum of|maximum of|the maximum of|maximum|a maximum|max|max .|≤|< =|⩽|not exceeding|not over"
        "|not above|not beyond|capped at|limited to|anything up to|a high of|a peak of|peaking at"
        "|a ceiling of|a cap of",
        ABOUT: "about|around|more like"
        "|roughly|approximately|approximate|an approximate|approx|approx .|some|some estimated"
        "|estimated|an estimated|estimated at|estimates of|guesstimated|circa|c|c .|ca|ca .|~|≈|∼|close to"
        "|closer to|near|nearer|nearer to|in the region of|in the vicinity of|in the order of|of the order of"
        "|on the order of|in the neighborhood of|in the neighbourhood of|somewhere around|somewhere near"
        "|somewhere in the region of|something like|more or less|perhaps|maybe|possibly|probably|roundabout"
        "|give or take|an average of|averaging|thereabouts|broadly|a rough",
        NEARLY: "nearly|almost|approaching|nearing|nigh on|close on|verging on|nudging|practically|virtually"
        "|just shy of|just short of|a little short of|a shade short of|shy of|pushing"
        "|the best part of|the better part of"
        "|well nigh|almost exactly|very nearly",
        EXACT: "exactly|precisely|just|only|merely|mere|barely|scarcely|hardly|fully|altogether|in total|total of"
        "|a total of|the total of|all|all but|all except|another|yet another|additional|the other"
        "|the remaining|no other than|equal|equal to|equals|equals to|equalling|equaling to|=",
    },
    {
        MORE: [*_OVER, *_each(_GREATLY, _OVER)],
        LEAST: [*_as(_LOW), *_each(_NOT, _than([*_SMALLER, "earlier", "sooner"])), *_or_equal(_LARGER)],
        LESS: [*_UNDER, *_each(_GREATLY, _UNDER)],
        ABOUT: _each(["estimated", "believed", "thought", "reckoned"], ["to be", "to number", "to be at", "to total"]),
        MOST: [*_as(_HIGH), *_each(_NOT, _than([*_LARGER, "later"])), *_or_equal(_SMALLER)],
        JUST_OVER: _each(_SLIGHTLY, _OVER),
        JUST_UNDER: _each(_SLIGHTLY, _UNDER),
        EXACT: _each(["a", "an", "the"], _EMPHATIC),
    },
)
BEHIND = table_of(
    {
        LEAST: "+|plus|- plus|at least|at the least|at the very least|at a minimum|at minimum|minimum"
        "|or greater than|or more than|upwards|and counting",
        MOST: "at most|at the most|at the very most|maximum|max|tops|or less than",
        ABOUT: "or so|or thereabouts|odd|- odd|ish|- ish|give or take|more or less|approximately|approx|something"
        "|or something|- something|- some|- or - so|or a bit more or less",
        NEARLY: "or nearly so|or almost",
        EXACT: "exactly|precisely|to be exact|in all|in total|altogether|all told",
    },
    {LEAST: _each(["or", "and"], _UPWARDS), MOST: _each(["or", "and"], _DOWNWARDS)},
)
BEHIND_NOUN = table_of(
    {
        LEAST: "at least|at a minimum|at the least|at the very least",
        MOST: "at most|at the most|at the very most",
        ABOUT: "or so|or thereabouts|give or take|approximately",
    },
    {LEAST: _each(["or", "and"], _UPWARDS), MOST: _each(["or", "and"], _DOWNWARDS)},
)
"""Behind a number with its noun: "40 people or more"."""
STARTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {first: frozenset(by_second) for first, by_second in BEFORE.items()}
)
"""The words that a qualifier may begin with, and those that may stand second; an empty one where it may be alone."""

LOWER_BOUNDS = frozenset({"more_than", "at_least"})
UPPER_BOUNDS = frozenset({"less_than", "at_most"})

"""Find words in a text as evidence is found there, and the words around a place that tell it from the others.

Pure. White space, dashes and quotation marks of every kind are alike; letter case counts. Of several places it never
picks the likelier one.
"""

import re
from collections.abc import Iterable, Iterator

_DASHES = "-‐‑‒–—―−"
_DOUBLE = '"“”„‟«»″'
_SINGLE = "'‘’‚‛′`´"
_LEVEL = str.maketrans({**dict.fromkeys(_DASHES, "-"), **dict.fromkeys(_DOUBLE, '"'), **dict.fromkeys(_SINGLE, "'")})
_ON_A_WORD_GOES = re.compile(r"\d(\d|[.,]\d)|[A-Za-zÀ-ʯͰ-ӿḀ-ỿ]{2}")


def fold(words: str) -> str:
    """Return words with one kind of dash, of mark and of white space, and none around them."""
    return " ".join(words.replace("\\n", "\n").split()).translate(_LEVEL)


def places_of(text: str, words: str) -> list[tuple[int, int]]:
    """Return every place where the words stand as words; as int_words__located finds them."""
    pattern = _pattern(words)
    if not pattern:
        return []
    return [match.span() for match in re.finditer(pattern, text) if _is_whole(text, *match.span())]


def place_of(text: str, words: str, prefix: str | None, suffix: str | None) -> tuple[int, int] | None:
    """Return the one place of the words with these words around them; None where there is none, or another."""
    places = [place for place in places_of(text, words) if _is_between(text, place, prefix, suffix)]
    return places[0] if len(places) == 1 else None


def context_of(
    text: str, place: tuple[int, int], excluded: Iterable[tuple[int, int]] = ()
) -> tuple[str | None, str | None]:
    """Return the fewest words before a place, and behind it if need be, that no other place of its words has.

    Both are None where the words stand there alone; places in the `excluded` spans do not count.
    """
    words = text[slice(*place)]
    others = [other for other in places_of(text, words) if other != place and not _within(other, excluded)]
    if not others:
        return None, None
    for prefix, suffix in _contexts(text, place):
        if not any(_is_between(text, other, prefix, suffix) for other in others):
            return prefix, suffix
    return None, None


def ends_of(text: str, place: tuple[int, int]) -> tuple[str, str]:
    """Return first and last words by which a passage is found again; all of them, twice, of a short one.

    They are those that stand there alone, as int_quotes__found looks for them; where there are none, the passage whole.
    """
    whole = " ".join(text[slice(*place)].split())
    words = whole.split(" ")
    if len(words) <= _WHOLE:
        return whole, whole
    for first in range(_FIRST, len(words)):
        opening = " ".join(words[:first])
        opened = [each for each in places_of(text, opening) if places_of(text[each[0] :], words[-1])]
        if len(opened) == 1:
            break
    else:
        return whole, whole
    for last in range(_LAST, len(words)):
        closing = " ".join(words[-last:])
        closed = [end for start, end in places_of(text, closing) if start >= place[0] and end >= opened[0][1]]
        if closed and min(closed) == place[1]:
            return opening, closing
    return whole, whole


_WHOLE, _FIRST, _LAST = 8, 6, 4


def _within(place: tuple[int, int], spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= place[0] and place[1] <= end for start, end in spans)


def _contexts(text: str, place: tuple[int, int]) -> Iterator[tuple[str | None, str | None]]:
    before = [match.start() for match in re.finditer(r"\S+", text[: place[0]])]
    behind = [place[1] + match.end() for match in re.finditer(r"\S+", text[place[1] :])]
    for count in range(1, max(len(before), len(behind)) + 1):
        prefix = " ".join(text[before[-count] : place[0]].split()) if count <= len(before) else None
        suffix = " ".join(text[place[1] : behind[count - 1]].split()) if count <= len(behind) else None
        if prefix:
            yield prefix, None
        if suffix:
            yield None, suffix
        if count > _SHORT:
            yield prefix, suffix


_SHORT = 12
"""Up to how many words one side alone is tried to tell two places apart."""


def _is_between(text: str, place: tuple[int, int], prefix: str | None, suffix: str | None) -> bool:
    before, behind = text[: place[0]], text[place[1] :]
    return (not prefix or fold(before[-len(prefix) * 2 - 50 :]).endswith(fold(prefix))) and (
        not suffix or fold(behind[: len(suffix) * 2 + 50]).startswith(fold(suffix))
    )


def _pattern(words: str) -> str:
    parts = []
    for part in words.split():
        kinds = (next((kind for kind in (_DASHES, _DOUBLE, _SINGLE) if one in kind), "") for one in part)
        parts.append("".join(f"[{kind}]" if kind else re.escape(one) for one, kind in zip(part, kinds, strict=True)))
    return r"\s+".join(parts)


def _is_whole(text: str, start: int, end: int) -> bool:
    """Whether no number and no word of an alphabet goes on over an edge."""
    before, behind = text[max(start - 2, 0) : start + 1], text[end - 1 : end + 2]
    return not re.search(r"(\d|\d[.,])\d$|[A-Za-zÀ-ʯͰ-ӿḀ-ỿ]{2}$", before) and not _ON_A_WORD_GOES.match(behind)

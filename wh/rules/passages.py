"""The passage of a text that is nearest to words which are not in it; looks at so much of a text and no more."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from functools import lru_cache
from heapq import nlargest

LOOKED_AT = 200_000
"""Characters of a text that are looked at: 0.1 s of CPU (2026-11-22)."""

_WORD = re.compile(r"\w(?:\S*\w)?")
_MOST_WORDS = 60
_WINDOWS = 20
_LEAST_LIKENESS = 0.6


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of a text in small letters without punctuation, and where each stands."""

    words: Sequence[str]
    places: Sequence[tuple[int, int]]


def closest_passage(text: str, sought: str) -> str | None:
    """Return the words of `text` that are most like those sought, as many as there are; None if none is alike."""
    wanted = _words_of(sought[:LOOKED_AT]).words[:_MOST_WORDS]
    there = _words_of(text[:LOOKED_AT])
    length = min(len(wanted), len(there.words))
    if not length:
        return None
    shared = _shared(there.words, wanted, length) or _shared(there.words, _alike(wanted, there.words), length)
    likeness = SequenceMatcher(None, b=" ".join(wanted), autojunk=False)
    best, found = _LEAST_LIKENESS, None
    for _, begin in nlargest(_WINDOWS, ((count, -begin) for begin, count in shared.items())):
        first, last = -begin, -begin + length
        likeness.set_seq1(" ".join(there.words[first:last]))
        if (ratio := likeness.ratio()) > best:
            best, found = ratio, text[there.places[first][0] : there.places[last - 1][1]]
    return None if found is None else " ".join(found.split())


def _shared(words: Sequence[str], wanted: Iterable[str], length: int) -> dict[int, int]:
    """Return where as many words begin as are wanted, with how many of them are among those; none is left out."""
    left = Counter(wanted)
    found: dict[int, int] = {}
    count = 0
    for place, word in enumerate(words):
        left[word] -= 1
        count += left[word] >= 0
        if place >= length:
            gone = words[place - length]
            left[gone] += 1
            count -= left[gone] > 0
        if count and place >= length - 1:
            found[place - length + 1] = count
    return found


def _alike(wanted: Sequence[str], words: Sequence[str]) -> list[str]:
    """Return words of the text that are spelled like the longest one that is wanted."""
    longest = max(wanted, key=len)
    near = {word for word in words if abs(len(word) - len(longest)) <= 2}
    return get_close_matches(longest, sorted(near), n=3, cutoff=0.6)


@lru_cache(maxsize=4)
def _words_of(text: str) -> _Words:
    found = list(_WORD.finditer(text))
    return _Words([one[0].casefold() for one in found], [one.span() for one in found])

"""The sentence in which words of a text stand, cut where it is long; reads no file and knows no language's grammar."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator

# A sentence ends at a full stop before a capital, and where a line ends, unless the line was broken for its width:
# that one is long and stops in mid-sentence.
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*\s+(?=[\"'“‘«(]*[A-Z0-9“‘])|\n")
_LONG_LINE = 61
_STOPS = frozenset(".!?…:\"'”’»)")
_LONGEST_CONTEXT = 240
_CUT = "… "


class Sentences:
    """The sentences of a text, found once for all that is asked of it; none runs over one of these edges.

    Edges are where furniture begins or ends, such as a dateline: it is no part of the sentence beside it.
    """

    def __init__(self, text: str, edges: Iterable[int] = ()) -> None:
        broken = set(_broken_lines(text))
        self._text = text
        ends = {match.end() for match in _SENTENCE_END.finditer(text) if match.end() not in broken}
        self._ends = sorted(ends.union(edges))

    def around(self, start: int, end: int) -> tuple[str, int, int]:
        """Return the sentence in which `text[start:end]` stands, and where it stands in that sentence.

        A sentence longer than 240 characters is cut to the words around the evidence, with … where it was cut.
        """
        text, before, behind = self._text, bisect_right(self._ends, start), bisect_left(self._ends, end)
        first = self._ends[before - 1] if before else 0
        last = self._ends[behind] if behind < len(self._ends) else len(text)
        left, right = first, last
        if last - first > _LONGEST_CONTEXT:
            spare = max((_LONGEST_CONTEXT - (end - start)) // 2, 0)
            left, right = _whole_words(text, max(first, start - spare), min(last, end + spare), first, last)
        stripped = text[left:right].rstrip()
        shift = len(_CUT if left > first else "") - left - (len(stripped) - len(stripped.lstrip()))
        cut = f"{_CUT if left > first else ''}{stripped.lstrip()}{_CUT[::-1] if text[right:last].strip() else ''}"
        return cut, start + shift, end + shift


def _broken_lines(text: str) -> Iterator[int]:
    """Yield where a line goes on that was broken for its width alone."""
    start = 0
    while (end := text.find("\n", start)) >= 0:
        is_long = end - start >= _LONG_LINE and text[end - 1] not in _STOPS
        if is_long and not text[end + 1 : end + 2].isspace() and end + 1 < len(text):
            yield end + 1
        start = end + 1


def _whole_words(text: str, left: int, right: int, first: int, last: int) -> tuple[int, int]:
    while left > first and not text[left - 1].isspace():
        left -= 1
    while right < last and not text[right].isspace():
        right += 1
    return left, right

"""What a vague word may mean at least, by a named policy; how much it may mean at most stays open."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

DEFAULT_TOLERANCE = 0.1
"""Half-width of an `about` figure as a share of it, where nobody says another."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A named reading of vague words, and how wide `about` is."""

    name: str
    least: Mapping[str, float]
    tolerance: float = DEFAULT_TOLERANCE

    def low(self, word: str, times: float = 1.0) -> float | None:
        """Return the least that `word`, so many times, may mean; None where the policy gives it none."""
        number = self.least.get(word)
        return None if number is None else number * times


# Half of these words are ACLED's own: it takes the most conservative reading, 10 for tens, 12 for dozens, 100 for
# hundreds and so on up. For a few, several or many it has no number; the others here are the least that the words mean.
_ACLED = {
    "couple": 2.0,
    "few": 3.0,
    "handful": 3.0,
    "some": 1.0,
    "number": 2.0,
    "several": 3.0,
    "various": 2.0,
    "multiple": 2.0,
    "many": 3.0,
    "numerous": 3.0,
    "tens": 10.0,
    "dozens": 12.0,
    "scores": 20.0,
    "hundreds": 100.0,
    "thousands": 1e3,
    "lakhs": 1e5,
    "millions": 1e6,
    "crores": 1e7,
    "billions": 1e9,
    "trillions": 1e12,
}
PLURALS = frozenset(word for word, least in _ACLED.items() if least >= 10)
"""Words that are the plural of a number."""

_RANGES = {word: 2 * least if word in PLURALS else least for word, least in _ACLED.items()}
WITHOUT_LEAST = frozenset({"most", "countless"})
"""Words that have no least number under any policy."""

_WITH_AN_ARTICLE = ("couple", "few", "handful", "number")
VAGUE_WORDS = (
    *sorted(word for word in {*_ACLED, *WITHOUT_LEAST} if word not in _WITH_AN_ARTICLE),
    *(f"a {word}" for word in _WITH_AN_ARTICLE),
    "several hundred",
    "tens of thousands",
    "hundreds of thousands",
)
"""The words as a labeller writes them, and how they go together."""

POLICIES: Mapping[str, Policy] = MappingProxyType(
    {
        "acled": Policy("acled", MappingProxyType(_ACLED)),
        "ranges": Policy("ranges", MappingProxyType(_RANGES)),
        "none": Policy("none", MappingProxyType({})),
    }
)
"""acled: the lowest number that the word may stand for. ranges: a plural is two at least. none: a word says nothing."""

ACLED = POLICIES["acled"]

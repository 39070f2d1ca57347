"""The English number words, each with what it is worth; a closed list, read in lower case."""

from collections.abc import Mapping
from fractions import Fraction
from types import MappingProxyType


def one_of(words: str) -> frozenset[str]:
    """Return the words of a list written in one breath."""
    return frozenset(words.split())


def _numbered(words: str, first: int) -> dict[str, int]:
    return {word: number for number, word in enumerate(words.split(), first)}


_ONES = "one two three four five six seven eight nine"
_TEENS = "ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"
_TIES = "twenty thirty forty fifty sixty seventy eighty ninety"

UNITS: Mapping[str, int] = MappingProxyType(_numbered(_ONES, 1))
TEENS: Mapping[str, int] = MappingProxyType(_numbered(_TEENS, 10))
TENS: Mapping[str, int] = MappingProxyType(
    {word: number * 10 for word, number in _numbered(_TIES, 2).items()} | {"fourty": 40, "ninty": 90}
)
JOINED: Mapping[str, int] = MappingProxyType(
    {ten + one: tens + ones for ten, tens in TENS.items() for one, ones in UNITS.items()}
)
"""Tens and units written as one word: twentyone."""

NOTHING = frozenset({"zero", "nought", "naught", "nil"})

SCALES: Mapping[str, int] = MappingProxyType(
    {
        "thousand": 10**3,
        "lakh": 10**5,
        "lac": 10**5,
        "million": 10**6,
        "crore": 10**7,
        "milliard": 10**9,
        "billion": 10**9,
        "trillion": 10**12,
        "quadrillion": 10**15,
        "quintillion": 10**18,
    }
)

SHORT_SCALES: Mapping[str, int] = MappingProxyType(
    {
        "k": 10**3,
        "m": 10**6,
        "mn": 10**6,
        "mln": 10**6,
        "mil": 10**6,
        "mm": 10**6,
        "mio": 10**6,
        "mill": 10**6,
        "b": 10**9,
        "bn": 10**9,
        "bln": 10**9,
        "bil": 10**9,
        "g": 10**9,
        "mrd": 10**9,
        "t": 10**12,
        "tn": 10**12,
        "trn": 10**12,
        "tln": 10**12,
        "cr": 10**7,
    }
)
"""Scales that stand behind digits alone: 10k, 1.5bn."""

GROUPS: Mapping[str, int] = MappingProxyType({"dozen": 12, "doz": 12, "dz": 12, "score": 20})
"""Words that multiply a number before them, and nothing behind: two dozen."""

_ORDINAL_UNITS = "first second third fourth fifth sixth seventh eighth ninth"
_ORDINAL_TEENS = "tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
_ORDINAL_TIES = "twentieth thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"

ORDINALS: Mapping[str, int] = MappingProxyType(
    _numbered(_ORDINAL_UNITS, 1)
    | _numbered(_ORDINAL_TEENS, 10)
    | {word: number * 10 for word, number in _numbered(_ORDINAL_TIES, 2).items()}
    | {"hundredth": 100}
    | {f"{word}th": number for word, number in SCALES.items() if word != "lac"}
    | {"nineth": 9, "fourtieth": 40, "twelveth": 12}
    | {ten + one: tens + ones for ten, tens in TENS.items() for one, ones in _numbered(_ORDINAL_UNITS, 1).items()}
)

PARTS: Mapping[str, int] = MappingProxyType(
    {"half": 2, "quarter": 4, "halves": 2, "quarters": 4, "halfs": 2}
    | {f"{word}s": number for word, number in ORDINALS.items() if number > 2}
    | {word: number for word, number in ORDINALS.items() if number > 2}
)
"""The words behind a number of parts, with how many of them make a whole: thirds 3."""

ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})

PLURAL_SCALES: Mapping[str, int] = MappingProxyType(
    {"tens": 10, "dozens": 12, "scores": 20, "hundreds": 100}
    | {f"{word}s": number for word, number in SCALES.items() if word != "lac"}
)
"""Plurals that give a size and no number unless a number stands before them."""

FRACTION_SIGNS: Mapping[str, Fraction] = MappingProxyType(
    {
        "½": Fraction(1, 2),
        "⅓": Fraction(1, 3),
        "⅔": Fraction(2, 3),
        "¼": Fraction(1, 4),
        "¾": Fraction(3, 4),
        "⅕": Fraction(1, 5),
        "⅖": Fraction(2, 5),
        "⅗": Fraction(3, 5),
        "⅘": Fraction(4, 5),
        "⅙": Fraction(1, 6),
        "⅚": Fraction(5, 6),
        "⅐": Fraction(1, 7),
        "⅛": Fraction(1, 8),
        "⅜": Fraction(3, 8),
        "⅝": Fraction(5, 8),
        "⅞": Fraction(7, 8),
        "⅑": Fraction(1, 9),
        "⅒": Fraction(1, 10),
    }
)

OWNERS = one_of("his her their my your our its")
"""Words before a decade of somebody's life: in his 60s."""

HYPHENS = frozenset("-‐‑")
DASHES = frozenset("-‐‑‒–—―−~～")
"""Marks that stand between the ends of a range."""

MINUSES = frozenset("-−﹣－")

FOLDS: Mapping[str, int] = MappingProxyType(
    {f"{word}fold": number for word, number in {**UNITS, **TEENS, **TENS, "hundred": 100, "thousand": 1000}.items()}
)
"""How many times something is: tenfold."""

NUMBER_WORDS = frozenset(
    {*FOLDS, *UNITS, *TEENS, *TENS, *JOINED, *NOTHING, *SCALES, *GROUPS, *ORDINALS, *PARTS, "hundred", "a", "an"}
)
"""Words that a number may begin with."""

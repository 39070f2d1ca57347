"""Compare two names as printed: how well they go together as one person's, and why.

The score is a product: one factor for each pair of words that stand for each other, and one for each thing that is
said by one name alone. `macros/names.sql` states the same factors for sets of names; a test holds the two equal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from wh.people.reading import Name, read_name
from wh.people.tokens import Token

ONE_PERSON = 0.8
"""From this score on, two names are taken for one person's if nothing else is known (measured 2026-11-22)."""

LEAST_LIKENESS = 0.4
"""Words less alike than this do not stand for each other."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One thing that counts for or against, in words, and the factor by which it counts."""

    words: str
    factor: float


@dataclass(frozen=True, slots=True)
class Score:
    """How well two names go together, from 0 to 1, and the reasons: the value is the product of their factors."""

    value: float
    reasons: tuple[Reason, ...]

    @property
    def is_one_person(self) -> bool:
        """Whether the names alone are reason enough to take them for one person's."""
        return self.value >= ONE_PERSON


@dataclass(frozen=True, slots=True)
class _Pair:
    """Two words that stand for each other, by place from 0, and how alike they are."""

    at_a: int
    at_b: int
    likeness: float


def same(name_a: str | Name, name_b: str | Name) -> Score:
    """Score two names as printed; the order of the two does not matter."""
    read = [read_name(name) if isinstance(name, str) else name for name in (name_a, name_b)]
    a, b = sorted(read, key=lambda name: name.folded)
    if not (a.tokens and b.tokens):
        return Score(0.0, (Reason("no name", 0.0),))
    pairs = _aligned(a.tokens, b.tokens)
    reasons = [*_of_words(a, b, pairs), *_of_what_is_left(a, b, pairs), *_of_order(a, b, pairs), *_of_marks(a, b)]
    value = 1.0
    for reason in reasons:
        value *= reason.factor
    if value < 0.95 and a.joined == b.joined and len(a.joined) > 5 and not list(_of_marks(a, b)):
        return Score(0.95, (Reason("the same letters, parted otherwise", 0.95),))
    return Score(round(value, 6), tuple(reasons))


# --- Words ----------------------------------------------------------------------------------------------------


def likeness(a: Token, b: Token) -> float:
    """Say how well two words stand for each other, from 0 to 1, to six places."""
    return round(_likeness(a, b), 6)


@lru_cache(maxsize=262144)
def _likeness(a: Token, b: Token) -> float:
    if a.kind == "initial" or b.kind == "initial":
        if not set(a.letters) & set(b.letters):
            return 0.0
        return 0.97 if a.kind == b.kind else 0.92
    if a.word == b.word:
        return 1.0
    if set(a.names) & set(b.names):
        return 0.97
    faults = edits(a.sound, b.sound)
    share = faults / max(len(a.sound), len(b.sound), 1)
    # one wrong letter in ten is a slip, one in five another word; two syllables of China or Korea allow less
    fuzzy = 1 - share * (2.5 if "asian" in (a.kind, b.kind) else 1.2 + 4 * share)
    fuzzy = max(fuzzy, 0.5 if faults <= 1 else 0.0)
    if a.is_known and b.is_known:
        return max(0.78 if set(a.cognates) & set(b.cognates) else 0.0, min(fuzzy, 0.7))
    if not set(a.keys) & set(b.keys):
        return fuzzy
    if set(a.sounds) & set(b.sounds):
        return 0.96
    if a.is_script or b.is_script:
        return 0.93
    most = 0.97 if _may_be_in_tune(a, b) else 0.82
    return max(fuzzy, most - share * (0.3 if _is_long(a) and _is_long(b) else 0.8))


def _may_be_in_tune(a: Token, b: Token) -> bool:
    """Tell whether as many vowels differ only as spellings of one name do; of fewer or more it cannot tell."""
    if not a.tunes or not b.tunes or len(a.tunes[0]) != len(b.tunes[0]):
        return True
    return any(one == other for one, other in zip(a.tunes, b.tunes, strict=True))


def _is_long(token: Token) -> bool:
    return any(len(key) > 2 for key in token.keys)


@lru_cache(maxsize=262144)
def edits(a: str, b: str) -> int:
    """Count the letters to add, leave out, replace or swap with the next one to turn one word into the other.

    This is DuckDB's damerau_levenshtein.
    """
    most = len(a) + len(b)
    table = [[most] * (len(b) + 2) for _ in range(len(a) + 2)]
    for i in range(len(a) + 1):
        table[i + 1][1] = i
    for j in range(len(b) + 1):
        table[1][j + 1] = j
    last_row: dict[str, int] = {}
    for i, letter in enumerate(a, 1):
        last_column = 0
        for j, other in enumerate(b, 1):
            row, column = last_row.get(other, 0), last_column
            if letter == other:
                last_column = j
            table[i + 1][j + 1] = min(
                table[i][j] + (letter != other),
                table[i + 1][j] + 1,
                table[i][j + 1] + 1,
                table[row][column] + (i - row - 1) + 1 + (j - column - 1),
            )
        last_row[letter] = i
    return table[-1][-1]


def _aligned(a: Sequence[Token], b: Sequence[Token]) -> list[_Pair]:
    """Pair words that are each other's best; of equals, those at nearer places, then the first."""
    every = [
        _Pair(i, j, value)
        for i, one in enumerate(a)
        for j, other in enumerate(b)
        if (value := likeness(one, other)) >= LEAST_LIKENESS
    ]
    every.sort(key=lambda pair: (-pair.likeness, abs(pair.at_a - pair.at_b), pair.at_a + pair.at_b, pair.at_a))
    best_of_a: dict[int, _Pair] = {}
    best_of_b: dict[int, _Pair] = {}
    for pair in every:
        best_of_a.setdefault(pair.at_a, pair)
        best_of_b.setdefault(pair.at_b, pair)
    return sorted(
        (pair for pair in every if best_of_a[pair.at_a] is pair and best_of_b[pair.at_b] is pair),
        key=lambda pair: pair.at_a,
    )


# --- Reasons --------------------------------------------------------------------------------------------------


def _of_words(a: Name, b: Name, pairs: Sequence[_Pair]) -> Iterable[Reason]:
    if not any(a.tokens[pair.at_a].kind != "initial" and b.tokens[pair.at_b].kind != "initial" for pair in pairs):
        yield Reason("no whole word in common", 0.2 if pairs else 0.0)
    for pair in pairs:
        one, other = a.tokens[pair.at_a].word, b.tokens[pair.at_b].word
        yield Reason(one if one == other else f"{one} ~ {other}", pair.likeness)


def _of_what_is_left(a: Name, b: Name, pairs: Sequence[_Pair]) -> Iterable[Reason]:
    """Weigh the words that stand for nothing: on both sides they speak against, on one side hardly."""
    left_a = _left(a, {pair.at_a for pair in pairs})
    left_b = _left(b, {pair.at_b for pair in pairs})
    if left_a and left_b:
        said = f"{a.tokens[left_a[0]].word} is not {b.tokens[left_b[0]].word}"
        yield Reason(said, 0.35 ** min(len(left_a), len(left_b)))
    elif pairs and min(_size(a), _size(b)) <= 1:
        yield from _of_one_word(a, b, pairs[0])
    else:
        longer, shorter, left = (a, b, left_a) if left_a else (b, a, left_b)
        yield from (Reason(f"{longer.tokens[at].word} in one alone", _weight(longer, at, shorter)) for at in left)


def _left(name: Name, paired: set[int]) -> list[int]:
    return [at for at, token in enumerate(name.tokens) if at not in paired and token.kind != "nickname"]


def _weight(longer: Name, at: int, shorter: Name) -> float:
    """Say how much a word at this place weighs that the shorter name leaves out."""
    token = longer.tokens[at]
    if token.kind == "initial":  # George W. Bush is not George H. W. Bush
        return 0.5 if any(other.kind == "initial" for other in shorter.tokens[1:]) else 0.98
    if token.kind == "patronymic":
        return 0.98
    if at == 0:  # Uday Saddam Hussein is a son of Saddam Hussein, but Ashraf Ghani is Mohammad Ashraf Ghani
        is_line = all(each.is_given for each in shorter.tokens) and "muhammad" not in token.names
        return 0.75 if is_line else 0.93
    if at == _size(longer) - 1:  # Mohammed Ali is not Mohammed Ali Jinnah, but Abiy Ahmed is Abiy Ahmed Ali
        last = shorter.tokens[_size(shorter) - 1]
        is_cut = (last.is_given or last.is_single) and not token.is_given and not longer.has_lineage
        return 0.78 if is_cut else 0.9
    return 0.96


def _of_one_word(a: Name, b: Name, pair: _Pair) -> Iterable[Reason]:
    """Weigh a name of one word: a surname may stand for the whole name, a given name hardly."""
    one, other = a.tokens[pair.at_a], b.tokens[pair.at_b]
    is_common = one.is_common or other.is_common
    size, at = max((_size(a), pair.at_a), (_size(b), pair.at_b))
    if size <= 1:
        yield Reason("one word each", 0.8 if is_common else 0.98)
    elif at == size - 1:
        yield Reason("a surname alone", 0.75 if is_common else 0.88)
    elif at == 0 or one.is_given or other.is_given:
        yield Reason("a given name alone", 0.6)
    else:
        yield Reason("a middle word alone", 0.82)


def _of_order(a: Name, b: Name, pairs: Sequence[_Pair]) -> Iterable[Reason]:
    named = [pair for pair in pairs if "nickname" not in (a.tokens[pair.at_a].kind, b.tokens[pair.at_b].kind)]
    if all(one.at_b < next_one.at_b for one, next_one in pairwise(named)):
        return
    if a.has_lineage or b.has_lineage:
        yield Reason("in another order, with a line of fathers", 0.75)
    elif all(a.tokens[pair.at_a].is_given and b.tokens[pair.at_b].is_given for pair in named):
        yield Reason("in another order, all given names", 0.75)
    else:
        yield Reason("in another order", 0.97 if len(named) == 2 else 0.93)


def _of_marks(a: Name, b: Name) -> Iterable[Reason]:
    if _are_woman_and_man(a, b):
        yield Reason("a woman and a man", 0.35)
    if a.generation and b.generation and a.generation != b.generation:
        yield Reason(f"{a.generation} is not {b.generation}", 0.35)
    elif a.generation != b.generation:
        marked, plain = (a, b) if a.generation else (b, a)
        yield Reason(f"{marked.generation} in one alone", _weight_of_mark(_size(marked), _size(plain)))


def _weight_of_mark(marked: int, plain: int) -> float:
    """Weigh a mark of generation by how many words the name with it has, and the name without it."""
    if marked > plain > 1:  # a formal name has the mark (Joseph R. Biden Jr.), and others leave it out
        return 0.95
    return 0.75 if marked > 1 else 0.6  # it tells son from father; who says Trump Jr. says it for that


def _are_woman_and_man(a: Name, b: Name) -> bool:
    """Tell by what is said of both; the endings of Slavic surnames decide where it is not said of both."""
    if a.gender and b.gender:
        return a.gender != b.gender
    return bool(a.ending and b.ending and a.ending != b.ending)


def _size(name: Name) -> int:
    return sum(token.kind != "nickname" for token in name.tokens)

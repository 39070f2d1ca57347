"""What is known of single names: which spellings are one given name or surname, and which are common.

Facts kept as tables beside this file, one name or word a row; it reads them once, and decides nothing.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources

SEPARATE = ("en", "de", "es", "pt", "it", "fr", "ru", "uk")
"""Languages whose surnames in the table are each of their own, however alike they look: Davis is not Davies."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the tables say of one word: the names that it spells, those it is akin to, and their gender if it is one.

    `is_short`: it is a short form of them, and nothing else.
    """

    names: tuple[str, ...] = ()
    cognates: tuple[str, ...] = ()
    gender: str | None = None
    is_short: bool = False


NOTHING_KNOWN = Known()


def words_of_kind(kind: str) -> frozenset[str]:
    """Return the words that stand in printed names and are no names, of one kind."""
    return frozenset(row["word"] for row in _rows("words.csv") if row["kind"] == kind)


def given_name(word: str) -> Known:
    """Return what is known of a word as a given name; short forms may be of several names."""
    return _given_names().get(word) or _woman_called_after(word)


def _woman_called_after(word: str) -> Known:
    """Return Karima and Erika as women's names, which are not Karim and Erik."""
    man = _given_names().get(word[:-1], NOTHING_KNOWN) if len(word) > 4 and word.endswith("a") else NOTHING_KNOWN
    if man.gender != "m" or man.is_short:
        return NOTHING_KNOWN
    return Known(names=tuple(f"{name}-a" for name in man.names), gender="f")


def surname(word: str) -> tuple[str, ...]:
    """Return the surnames that a word spells."""
    return _surnames().get(word, ())


def is_asian_surname(word: str) -> bool:
    """Tell whether a word is a Chinese or Korean surname, in any romanisation."""
    return word in _asian_surnames()


def is_korean_surname(word: str) -> bool:
    """Tell whether a word may be a Korean surname."""
    return "ko" in _asian_surnames().get(word, ())


def is_western_surname(word: str) -> bool:
    """Tell whether a word is in the table as a surname of Europe or America."""
    return any(name.rpartition("-")[2] in SEPARATE for name in surname(word))


def is_single_surname(word: str) -> bool:
    """Tell whether a word is in the table as a surname of a people whose surnames are one word."""
    return any(name.rpartition("-")[2] in ("en", "de", "it", "fr", "ru", "uk") for name in surname(word))


def is_common_surname(word: str) -> bool:
    """Tell whether so many people have the surname that it names nobody alone."""
    return word in _common_surnames()


@cache
def _rows(file: str) -> list[dict[str, str]]:
    text = resources.files("wh.people").joinpath(file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def _given_names() -> dict[str, Known]:
    names: dict[str, dict[str, None]] = {}
    cognates: dict[str, dict[str, None]] = {}
    genders: dict[str, set[str]] = {}
    whole = {word for row in _rows("given_names.csv") for word in (row["name"], *row["spellings"].split())}
    for row in _rows("given_names.csv"):
        for word in (row["name"], *row["spellings"].split(), *row["short_forms"].split()):
            names.setdefault(word, {})[row["name"]] = None
            genders.setdefault(word, set()).add(row["gender"])
    for row in _rows("given_names.csv"):
        for word in row["cognates"].split():
            for name in (word, row["name"]):
                cognates.setdefault(name, {}).update(dict.fromkeys(sorted({word, row["name"]})))
    for row in _rows("given_names.csv"):
        for word in row["cognates"].split():
            if word not in names:  # a woman's name in another language is a woman's
                genders.setdefault(word, set()).add(row["gender"])
    known = {}
    for word in names.keys() | cognates.keys():
        own = tuple(names.get(word, ()))
        akin = dict.fromkeys((*cognates.get(word, ()), *(each for name in own for each in cognates.get(name, ()))))
        gender = genders.get(word, set())
        known[word] = Known(
            own, tuple(akin), next(iter(gender)) or None if len(gender) == 1 else None, word not in whole
        )
    return known


@cache
def _surnames() -> dict[str, tuple[str, ...]]:
    known: dict[str, dict[str, None]] = {}
    for row in _rows("surnames.csv"):
        for word in (row["name"], *row["spellings"].split()):
            known.setdefault(word, {})[f"{row['name']}-{row['tongue']}".rstrip("-")] = None
    return {word: tuple(names) for word, names in known.items()}


@cache
def _asian_surnames() -> dict[str, set[str]]:
    known: dict[str, set[str]] = {}
    for row in _rows("surnames.csv"):
        if row["tongue"] in ("ko", "zh"):
            for word in (row["name"], *row["spellings"].split()):
                known.setdefault(word, set()).add(row["tongue"])
    return known


@cache
def _common_surnames() -> frozenset[str]:
    common = set(_asian_surnames()) - {"xi", "mao"}
    for row in _rows("surnames.csv"):
        if row["tongue"] in SEPARATE and row["name"] not in _FAMOUS:
            common.add(row["name"])
    return frozenset(common)


_FAMOUS = frozenset(
    (
        "biden",
        "obama",
        "trump",
        "clinton",
        "macron",
        "merkel",
        "merz",
        "scholz",
        "meloni",
        "starmer",
        "sunak",
        "thatcher",
        "corbyn",
        "romney",
        "pelosi",
        "schumer",
        "pompeo",
        "tillerson",
        "manafort",
        "salvini",
        "renzi",
    )
)
"""Surnames of which one bearer overshadows the rest."""

"""Read one person's name as printed into its tokens; it compares nothing, and refuses nothing that has a letter.

Titles are dropped, a name in the order of Hungarian or Chinese lists is turned where the words tell, and each token
carries every form by which another spelling of it may be known.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from wh.people import asian, sounds, tables
from wh.people.letters import folded, in_ascii, is_in_cyrillic, is_without_vowels
from wh.people.tokens import Token, by_ear, ending_of, gender_of, token_of, token_of_asian, with_patronymic
from wh.people.words import (
    ARTICLES,
    GENERATIONS,
    HONOURS,
    LEADING,
    LINEAGE,
    MEN,
    OFFICES,
    PARTICLES,
    SERVANTS,
    TITLES,
    WOMEN,
)


@dataclass(frozen=True, slots=True)
class WholeName:
    """What a printed name says as a whole: `generation` is jr, sr or a number, `gender` f or m, if told.

    `folded` is in small letters, `joined` in one word, given names first. `ending` is the gender of a Slavic surname.
    `has_lineage`: it says whose child the person is (bin, ibn), so that the order of its words counts.
    """

    text: str
    folded: str
    joined: str
    gender: str | None
    ending: str | None
    generation: str | None
    has_lineage: bool


@dataclass(frozen=True, slots=True)
class Name(WholeName):
    """A name as printed, and its words, given names first."""

    tokens: tuple[Token, ...]


@dataclass(slots=True)
class _Words:
    """The words of a name while it is read."""

    words: list[str]
    nicknames: list[str]
    gender: str | None = None
    generation: str | None = None
    has_lineage: bool = False


@lru_cache(maxsize=262144)
def read_name(text: str) -> Name:
    """Read a name as printed; of a text without letters no token is left."""
    plain, nicknames = _without_nicknames(in_ascii(_in_one_script(text)))
    read = _Words(_split(_surname_last(plain)), [word.lower() for word in nicknames])
    _drop_titles(read)
    _put_initials_first(read)
    _set_aside_western_name(read)
    words, has_hyphen = _joined_words(read)
    order, asian_given = asian.arranged(words, has_hyphen)
    is_script = is_without_vowels(text)
    tokens = [token_of(word, is_script) for word in order]
    if asian_given is not None:
        tokens[0] = token_of_asian(asian_given, order[1])
    else:
        tokens = with_patronymic([by_ear(token) for token in tokens] if is_in_cyrillic(text) else tokens)
    tokens += [replace(token_of(word, is_script), kind="nickname") for word in read.nicknames if word not in order]
    return Name(
        text=text,
        folded=folded(text),
        joined="".join(_plain(token) for token in tokens if token.kind != "nickname"),
        gender=read.gender or gender_of(tokens),
        ending=ending_of(tokens),
        generation=read.generation or None,
        has_lineage=read.has_lineage,
        tokens=tuple(tokens),
    )


# --- From text to words ---------------------------------------------------------------------------------------


def _in_one_script(text: str) -> str:
    """Leave a name to its Latin letters where it is printed in two scripts."""
    if text.isascii() or not re.search(r"[\u0370-\u1dff\u2e80-\ud7af]", text):
        return text
    latin = " ".join(re.findall(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff'’.-]+", text))
    return latin if len(re.findall(r"[^\W\d_]{2,}", latin)) > 1 else text


def _without_nicknames(text: str) -> tuple[str, list[str]]:
    """Take out what stands in quotation marks or brackets."""
    found = ["".join(groups) for groups in _ENCLOSED.findall(text)]
    if not found:
        return text, []
    plain = _ENCLOSED.sub(" ", text)
    if not re.search(r"[A-Za-z]", plain):
        return text, []
    in_full = [each for each in found if len(each.split()) > 1]
    if in_full and re.match(r"\s*(?:Abu|Umm) ", plain):  # a byname, and then the name
        return in_full[0], []
    return plain, [word for each in found if len(each.split()) == 1 for word in re.findall(r"[A-Za-z]{2,}", each)]


_ENCLOSED = re.compile(r"\"([^\"]+)\"|\(([^)]*)\)|(?<!\w)'([A-Za-z][\w .-]+)'(?!\w)")


def _surname_last(text: str) -> str:
    """Turn `Putin, Vladimir` round, unless what follows the comma only belongs to the name before it."""
    before, comma, after = text.partition(",")
    if not comma:
        return text
    words = [word.strip(".").lower() for word in re.findall(r"[\w.'-]+", after)]
    if all(word in GENERATIONS or word in HONOURS or word in TITLES for word in words):
        return f"{before} {after}" if words and words[0] in GENERATIONS else before
    marks = [word for word in words if word in GENERATIONS]
    given = re.sub(r",.*", "", after)
    return f"{given} {before} {' '.join(marks) if ',' in after else ''}"


_WHOLE_PREFIXES = ("Mc", "Mac", "De", "Di", "Du", "La", "Le", "O", "Van", "Fitz", "El", "Al", "Da", "Ah", "Abd", "St")


def _split(text: str) -> list[str]:
    """Return the words with their letter case, a hyphen where one joins a word to the one before it."""
    text = _with_letters_as_meant(text.replace("'s ", " ").removesuffix("'s"))
    text = _DOTTED.sub(r"\1. ", text)
    text = _HYPHEN.sub(" -", text)
    words: list[str] = []
    for word in _WORD.findall(text):
        bare = _NO_LETTER.sub("", word)
        parts = _TWO_IN_ONE.fullmatch(bare)
        if parts and parts[1].strip("-") not in _WHOLE_PREFIXES:
            words += [parts[1], parts[2]]
        elif _ABBREVIATED.fullmatch(word):
            words.append(bare[0])
        elif _LETTER.search(bare):
            words.append(bare)
    return words if text.isupper() else _spread(words)


_DOTTED = re.compile(r"\b([A-Z])\.(?=[A-Z])")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_WORD = re.compile(r"-?[\w'.`]+")
_LETTER = re.compile("[A-Za-z]")
_NO_LETTER = re.compile("[^A-Za-z0-9-]")
_TWO_IN_ONE = re.compile(r"(-?[A-Z][a-z]+)([A-Z][a-z]{2,})")
_ABBREVIATED = re.compile(r"(?:[BCDFGHJKLMNPQRSTVWXZ]h|Yu|Ya|Ye|Yo|Ts|Chr)\.")
"""First letters that are printed as two or three: Guðni Th. Jóhannesson, Yu. Orlov."""


def _spread(words: list[str]) -> list[str]:
    """Part initials that are printed as one word: JD Vance, but not LI Keqiang."""
    lowered = [word.lower().strip("-") for word in words]
    if not words or not re.fullmatch(r"[A-Z]{2}|[A-Z]{3}", words[0]) or lowered[0] in TITLES:
        return words
    if len(words[0]) == 3 and (_is_name(lowered[0]) or re.fullmatch(_MAY_BE_SPOKEN, lowered[0])):
        return words
    if asian.looks_asian(lowered, [word.startswith("-") for word in words]):
        return words
    return [*words[0], *words[1:]]


_MAY_BE_SPOKEN = r"[^aeiouy]?[aeiouy]{1,2}[^aeiouy]?|[aeiou][^aeiou][aeiou]"


def _is_name(word: str) -> bool:
    return bool(tables.given_name(word).names or tables.surname(word) or word in PARTICLES)


def _with_letters_as_meant(text: str) -> str:
    """Read what a scanner takes for another letter: digits in `Ig0r Sech1n`, a capital in `AIexander`."""
    if "I" in text:
        text = re.sub(r"\b([A-Z][a-z]{0,2})I(?=[a-z]{2})(?<!McI|DeI|DiI|LaI|LeI)(?<!MacI)", r"\1l", text)
    if not _DIGIT_IN_WORD.search(text):
        return text
    text = re.sub(r"1(?=1*[aeiou])|(?<=[aeiou1])1", "l", text)
    return re.sub(r"(?<=[A-Za-z])[01345]|[01345](?=[A-Za-z])", lambda found: _DIGITS[found[0]], text)


_DIGIT_IN_WORD = re.compile(r"[A-Za-z]\d|\d[A-Za-z]")
_DIGITS = dict(zip("01345", "oieas", strict=True))


def _drop_titles(read: _Words) -> None:
    """Take titles, letters of honour and marks of generation off both ends, keeping what they tell."""
    words = read.words
    lowered = [word.lower().strip("-") for word in words]
    offices = [at for at, word in enumerate(lowered[:-1]) if word in OFFICES]
    start = offices[-1] + 1 if offices else 0
    for word in lowered[:start]:
        read.gender = read.gender or ("m" if word in MEN else "f" if word in WOMEN else None)
    while start < len(words) - 1 and lowered[start] in TITLES and not _is_hyphened(words, start):
        word = lowered[start]
        read.gender = read.gender or ("m" if word in MEN else "f" if word in WOMEN else None)
        start += 1
    end = len(words)
    while end - start > 1 and (lowered[end - 1] in GENERATIONS or lowered[end - 1] in HONOURS):
        read.generation = read.generation or GENERATIONS.get(lowered[end - 1])
        end -= 1
    read.words = words[start:end]


def _is_hyphened(words: list[str], at: int) -> bool:
    return any(word.startswith("-") for word in words[at : at + 2])


def _put_initials_first(read: _Words) -> None:
    """Turn `Putin V. V.` round; `Malcolm X` and `Louis C. K.` stay as they are."""
    surname, initials = read.words[:1], read.words[1:]
    are_initials = bool(initials) and all(len(word) == 1 for word in initials) and len(surname[0]) > 1
    if are_initials and not tables.given_name(surname[0].lower()).names:
        read.words = initials + surname


def _set_aside_western_name(read: _Words) -> None:
    """Take `William` in `William Lai Ching-te` for a name that he is also called by."""
    if len(read.words) != 4:
        return
    words = [word.lower().strip("-") for word in read.words]
    hangs = [word.startswith("-") for word in read.words]
    is_western = bool(tables.given_name(words[0]).names) and not tables.is_asian_surname(words[0])
    if is_western and asian.looks_asian(words[1:], hangs[1:]):
        read.nicknames.append(words[0])
        read.words = read.words[1:]


# --- From words to the words of a name ------------------------------------------------------------------------


def _joined_words(read: _Words) -> tuple[list[str], list[bool]]:
    """Drop particles and join names of several words; return small words, and which hang on the one before."""
    words: list[str] = []
    hyphens: list[bool] = []
    lowered = [word.lower().strip("-") for word in read.words]
    hangs = [word.startswith("-") for word in read.words]
    is_asian = asian.looks_asian(lowered, hangs)
    at = 0
    while at < len(lowered):
        word = lowered[at]
        rest = lowered[at + 1 :]
        following = next((at + 1 + step for step, each in enumerate(rest) if each not in ARTICLES), None)
        if is_asian:
            made, length = word, 1
        elif word in SERVANTS and following is not None and following <= at + 2:
            made, length = _servant_of(lowered[following]), following + 1 - at
        elif word in ("abu", "umm") and following is not None and following <= at + 2:
            made, length = word + _called(lowered[following]), following + 1 - at
        elif _is_of_the_faith(lowered, at):
            made, length = word + "din", lowered.index("din", at) + 1 - at
        elif _is_particle(lowered, hangs, at) and not (len(word) == 1 and read.words[at].isupper()):
            read.has_lineage = read.has_lineage or (word in LINEAGE and at > 0)
            made, length = "", 1
        else:
            made, length = _without_article(_servant(word)), 1
        if made:
            words.append(made)
            hyphens.append(hangs[at])
        at += length
    return (words, hyphens) if words else (lowered, hangs)


def _servant(word: str) -> str:
    """Write names of one word such as Abdulrahman and Abderrahmane alike; a name that the tables have stays."""
    match = re.fullmatch(r"abd(?:el|ul|al|ol|er|ur|ar|ou|oul|our|i|u|ir|us|as|es|ush|esh)(.{4,})", word)
    if match and not re.match(r"abd[aeou]+l+ah", word) and not tables.given_name(word).names:
        return _servant_of(match[1])
    return word


def _servant_of(word: str) -> str:
    if word in ("allah", "lah", "llah"):
        return "abdallah"
    return "abd" + sounds.neutral(re.sub(r"^(.)\1", r"\1", _called(word)))


def _called(word: str) -> str:
    """Return the given name that a word spells, if it is one, else the word."""
    known = tables.given_name(word).names
    return known[0] if len(known) == 1 else word


_FAITH = re.compile(r"(.{3,}?)(?:ud|ad|al|ed|ood|id|ul|od|d)?(?:deen|din|dine|eddin|eddine|uddin)")


def _is_of_the_faith(words: list[str], at: int) -> bool:
    """Tell whether `Nur al-Din` starts here, which is one name."""
    return words[at + 1 : at + 2] == ["din"] or (
        words[at + 2 : at + 3] == ["din"] and words[at + 1] in ARTICLES | {"ud", "ed"}
    )


def _without_article(word: str) -> str:
    """Write Noureddine and Nureddin alike, and Elsisi as al-Sisi where the tables have the rest."""
    if word[:2] in ("al", "el") and len(word) > 5 and not tables.given_name(word).names and not tables.surname(word):
        rest = word[2:]
        if tables.surname(rest) or tables.given_name(rest).gender == "m":
            return rest
    match = _FAITH.fullmatch(word)
    return sounds.neutral(match[1]) + "din" if match and len(word) > 7 else word


def _is_particle(words: list[str], hangs: list[bool], at: int) -> bool:
    """Tell whether the word is no name of its own here: not the last word, and the first only before a lone surname."""
    if words[at] not in PARTICLES or at == len(words) - 1:
        return False
    if at > 0:
        return True
    is_joined = hangs[1]
    if words[0] in ("al", "ben", "as", "an", "ash", "di", "la", "van", "le", "du") and not is_joined:
        others = [word for word in words[1:] if word not in PARTICLES]
        return len(others) == 1 and _may_be_surname_after(words[0], others[0])
    return words[0] in LEADING


def _may_be_surname_after(particle: str, word: str) -> bool:
    """Tell Ben Ali, a surname, from Ben Affleck, a man called Benjamin."""
    given = tables.given_name(word)
    if particle in ("al", "ben"):
        is_known = word in given.names or given.gender == "m" if given.names else bool(tables.surname(word))
        return is_known and not tables.is_western_surname(word)
    return not given.names and not (particle in ("di", "van") and tables.surname(word))


def _plain(token: Token) -> str:
    given = tables.given_name(token.word).names
    return given[0] if len(given) == 1 else token.sound

"""One word of a printed name, and every form by which another spelling of it may be known; it compares nothing."""

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from wh.people import asian, sounds, tables


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a name, and what it may be known by.

    `kind` is word, initial, patronymic, nickname or asian (a given name of China or Korea, in one word). `sound` is the
    neutral spelling, `sounds` that of every reading; `keys` are the consonants of these, `tunes` its vowels by every
    habit of writing them. `names` are the names that the tables know it to spell, `cognates` those of other languages.
    `letters` may be its initial, and `starts` are the consonants that it may begin with (`a` for any vowel).

    `is_known`: another known word that spells none of these is another name. `is_given`: the tables have it as a given
    name; `is_common`: as a surname of so many that it names nobody alone; `is_single`: as a surname of people who have
    one each, so that no other follows it. `is_script`: its vowels do not tell, as it comes from a script that leaves
    them out, or a foreign name was written by ear.
    """

    word: str
    kind: str
    sound: str
    letters: tuple[str, ...]
    starts: tuple[str, ...]
    sounds: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    tunes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    cognates: tuple[str, ...] = ()
    is_known: bool = False
    is_given: bool = False
    is_common: bool = False
    is_single: bool = False
    is_script: bool = False


@lru_cache(maxsize=262144)
def token_of(word: str, is_script: bool) -> Token:
    """Return a word, or an initial, with its forms; `is_script`: it comes from a script that leaves vowels out."""
    if len(word) == 1:
        return _initial(word)
    given = tables.given_name(word)
    family = tables.surname(word)
    keys = sounds.consonants(word)
    if is_script:  # Arabic has no p
        keys = tuple(sorted({*keys, *sounds.consonants(word.replace("b", "p"))}))
    sound = sounds.neutral(word)
    names = (*given.names, *family) or _names_of_origin(word)
    return Token(
        word=word,
        kind="word",
        sound=sound,
        sounds=sounds.readings(word),
        keys=keys,
        tunes=() if is_script else sounds.tunes(word),
        names=tuple(sorted(names)),
        cognates=tuple(sorted({*given.cognates, *given.names} if given.cognates else ())),
        letters=_first_letters(word, sound, given.names),
        starts=_starts((*(key[0] for key in keys), *(name[0] for name in given.names))),
        is_known=bool(names) and not is_script,
        is_given=bool(given.names) and not (given.is_short and family and not tables.is_western_surname(word)),
        is_common=tables.is_common_surname(word),
        is_single=tables.is_single_surname(word),
        is_script=is_script,
    )


def by_ear(token: Token) -> Token:
    """Return a word from Cyrillic, with the spellings that it may have in the West if no Slavic name looks like it.

    Uitkoff is Witkoff, Tramp Trump and Vens Vance: Russian writes what it hears.
    """
    if token.kind != "word" or token.names or sounds.looks_slavic(token.word):
        return token
    spellings = sounds.western(token.word)
    heard = {form for spelling in spellings for form in sounds.readings(spelling)}
    keys = tuple(sorted({*token.keys, *(key for spelling in spellings for key in sounds.consonants(spelling))}))
    return replace(
        token,
        sounds=tuple(sorted({*token.sounds, *heard})),
        keys=keys,
        tunes=(),
        starts=_starts(tuple(key[0] for key in keys)),
        letters=tuple(sorted({*token.letters, *(spelling[0] for spelling in spellings)})),
        is_script=min(len(key) for key in token.keys) > 2,  # of Koul the consonants tell too little
    )


def _names_of_origin(word: str) -> tuple[str, ...]:
    """Return the surname that an ending makes of a man's name: Majidi is not Majid, nor Jonasson Jonsson."""
    if len(word) > 4 and word.endswith("i"):
        father = tables.given_name(word[:-1])
        return tuple(f"{name}-i" for name in father.names) if father.gender == "m" else ()
    child = _CHILD_OF.fullmatch(word)
    if child is None:
        return ()
    fathers = [name for name in (child["father"], child["father"].removesuffix("s")) if _is_man(name)]
    plain = [re.sub(r"(?<=[ao])e", "", name) for name in fathers[:1]]  # Bjoern for Bjørn
    return tuple(f"{sounds.neutral(name)}-{child['child']}" for name in plain)


_CHILD_OF = re.compile(r"(?P<father>.{3,})(?P<child>son|sen|dottir|datter)")


def _is_man(word: str) -> bool:
    return "m" in (tables.given_name(word).gender, word in tables.given_name(word).names and "m")


def token_of_asian(given: str, surname: str) -> Token:
    """Return a given name of China or Korea, which is one word however it is parted."""
    sounds_of_it = asian.sounds(given, surname)
    starts = _starts(tuple(sound[0] for sound in sounds_of_it))
    first = sounds_of_it[0]
    return Token(given, "asian", first, (given[0],), starts, sounds=(first,), keys=sounds_of_it)


def _first_letters(word: str, sound: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """Return every letter that may be the word's initial in another transliteration."""
    letters = {word[0], *(name[0] for name in names)}
    if sound and sound[0] not in "aeiou":
        letters.add(sound[0])
    if word[0] in "eijy" and word[1] in "aeou":
        letters |= set("eijy")
    return tuple(sorted(letters))


def _starts(letters: tuple[str, ...]) -> tuple[str, ...]:
    """Return the consonants that a word with one of these first letters may begin with."""
    return tuple(sorted({start for letter in letters for start in _STARTS.get(letter, letter)}))


_STARTS = dict.fromkeys("aeiouy", "a") | {
    "j": "az", "c": "ck", "g": "hz", "h": "ah", "f": "v", "p": "pv", "q": "k", "s": "sz", "t": "ct", "w": "v",
    "x": "khs", "z": "csz",
}  # fmt: skip


def _initial(letter: str) -> Token:
    letters = ("e", "i", "j", "y") if letter in "eijy" else (letter,)
    return Token(letter, "initial", letter, letters, _starts(letters))


_PATRONYMIC = re.compile(
    r"(?P<stem>.{2,}?)(?:[eoya]?vich|[yeo]?vych|avich|evic|ovic|[oe]vitch|ych|ich"
    r"|[oeya]vna|[yi]vna|ovna|auna|euna|ichna|inichna"
    r"|owitsch|ewitsch|owicz|ewicz)"
)
_SON_OF = re.compile(r"(?P<stem>.{3,})(?:oglu|ogly|ugli|uly|qizi|kyzy|gizi|kizi)")


def with_patronymic(tokens: list[Token]) -> list[Token]:
    """Mark a patronymic, and move a surname that stands before the given name behind it."""
    words = [token for token in tokens if token.kind == "word"]
    if len(words) < 2 or len(words) != len(tokens):
        return tokens
    found = [at for at, token in enumerate(tokens) if at > 0 and _patronymic_stem(token.word)]
    if len(tokens) == 3 and found[:1] == [1]:
        return [tokens[0], _patronymic(tokens[1]), tokens[2]]
    if len(tokens) == 3 and 2 in found and tokens[1].is_given:
        return [tokens[1], _patronymic(tokens[2]), tokens[0]]
    return tokens


def _patronymic_stem(word: str) -> str | None:
    match = _PATRONYMIC.fullmatch(word) or _SON_OF.fullmatch(word)
    return match["stem"] if match else None


def _patronymic(token: Token) -> Token:
    stem = _patronymic_stem(token.word) or ""
    fathers = [stem, *(stem + end for end in ("y", "a", "o", "i", "iy", "ii", "ei", "ai", "ay", "ey")), stem[:-1]]
    names = {f"{name}-child" for father in fathers for name in tables.given_name(father).names}
    known = replace(token, kind="patronymic", names=tuple(sorted(names)), cognates=())
    return replace(known, is_known=bool(names), is_given=False, is_common=False)


def gender_of(tokens: list[Token]) -> str | None:
    """Return f or m where a patronymic or the first name tells."""
    for token in tokens:
        if token.kind == "patronymic":
            return "f" if token.word.endswith(("na", "kyzy", "qizi", "gizi", "kizi")) else "m"
    words = [token for token in tokens if token.kind == "word"]
    if len(words) > 1 and words[0].is_given:
        return tables.given_name(words[0].word).gender
    return None


def ending_of(tokens: list[Token]) -> str | None:
    """Return f or m where the ending of a Slavic surname tells; women abroad may bear the masculine one."""
    words = [token for token in tokens if token.kind == "word"]
    if not words or (words[-1].is_given and len(words) == 1):
        return None
    return sounds.gender_of_surname(words[-1].word)

"""One word of a printed name, and every form by which another spelling of it may be known; it compares nothing."""

import re
from dataclasses import dataclass, replace

from wh.people import asian, sounds, tables


@dataclass(frozen=True, slots=True)
class Token:
    """One word of a name, and what it may be known by.

    `kind` is word, initial, patronymic, nickname or asian (a given name of China or Korea, in one word). `sound` is the
    neutral spelling; `keys` the consonants of every reading; `names` the names that the tables know it to spell,
    `cognates` those of other languages. `letters` may be its initial, and `starts` are the consonants that it may
    begin with (`a` for any vowel). `is_known`: another known word that spells none of these is another name.
    `is_given`: the tables have it as a given name; `is_common`: as a surname of so many that it names nobody alone.
    """

    word: str
    kind: str
    sound: str
    keys: tuple[str, ...]
    names: tuple[str, ...]
    cognates: tuple[str, ...]
    letters: tuple[str, ...]
    starts: tuple[str, ...]
    is_known: bool
    is_given: bool
    is_common: bool


def token_of(word: str, is_script: bool) -> Token:
    """Return a word, or an initial, with its forms; `is_script`: it comes from a script without vowels."""
    if len(word) == 1:
        return _initial(word)
    given = tables.given_name(word)
    family = tables.surname(word)
    keys = sounds.consonants(word)
    if is_script:  # Arabic has no p
        keys = tuple(sorted({*keys, *sounds.consonants(word.replace("b", "p"))}))
    sound = sounds.neutral(word)
    names = (*given.names, *family)
    return Token(
        word=word,
        kind="word",
        sound=sound,
        keys=keys,
        names=tuple(sorted(names)),
        cognates=tuple(sorted({*given.cognates, *given.names} if given.cognates else ())),
        letters=_first_letters(word, sound, given.names),
        starts=_starts((*(key[0] for key in keys), *(name[0] for name in given.names))),
        is_known=bool(names) and not is_script,
        is_given=bool(given.names),
        is_common=tables.is_common_surname(word),
    )


def token_of_asian(given: str, surname: str) -> Token:
    """Return a given name of China or Korea, which is one word however it is parted."""
    sounds_of_it = asian.sounds(given, surname)
    starts = _starts(tuple(sound[0] for sound in sounds_of_it))
    return Token(given, "asian", sounds_of_it[0], sounds_of_it, (), (), (given[0],), starts, False, False, False)


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
    return Token(letter, "initial", letter, (), (), (), letters, _starts(letters), False, False, False)


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

"""How a word sounds whatever the spelling: a neutral spelling, and the consonants that every transliteration keeps.

Works on words of small ASCII letters, by rule alone; which words are one name against all rules is in the tables.
"""

import re
from functools import cache

# C is what ch, ts and the like have in common, until the end
_NEUTRAL = [
    (r"schtsch|chtch|shtch|shch|szcz|stsch", "sC"),
    (r"tsch|tch|tsj|tzsch|cz|tj", "C"),
    (r"dsch|dzh|zh|dj|dz", "z"),
    (r"sch|sh|sz|sj(?=[aeiou])", "s"),
    (r"kh|gh", "h"),
    (r"ph", "f"),
    (r"th", "t"),
    (r"dh", "d"),
    (r"ck|cq|cc(?=[aou])|qu|q", "k"),
    (r"ch|tz|ts|zz|c(?=[eiy])|(?<=i)c$", "C"),
    (r"c", "k"),
    (r"x", "ks"),
    (r"w", "v"),
    (r"oo|ou|oe", "u"),
    (r"ee|ii|iy|yi|ij|yj|iyi|ey$|ei$", "i"),
    (r"[iyj](?=[aeou])", ""),
    (r"[yj]", "i"),
    (r"(?<=[aeiou])h(?=[^aeiou]|$)", ""),
    (r"(.)\1+", r"\1"),
    (r"C", "c"),
]
_NEUTRAL_RULES = [(re.compile(pattern), made) for pattern, made in _NEUTRAL]

# where a spelling may be read in two ways: the pattern, and its other reading
_OTHER_READINGS = [
    (re.compile(r"^[ae]l(?=[^aeioul].{4})"), ""),  # an article: ElBaradei for al-Baradei
    (re.compile(r"dz(?=[ieymv])"), "d"),  # Belarusian: Dzmitryeu for Dmitriev
    (re.compile(r"ts(?=[ieyj])|c(?=[ie])"), "t"),  # Belarusian: Tsikhanouskaya for Tikhanovskaya
    (re.compile(r"(?<=[aeio])u(?=[^aeiouy]|$)"), "v"),  # Belarusian: Kavaliou for Kovalev
    (re.compile(r"j"), "zh"),  # English and Arabic: Jamal for Djamal, where German and Slavic have Jelena
    (re.compile(r"ch(?=[aeiou])"), "sh"),  # French: Loukachenko for Lukashenko
    (re.compile(r"(?<!vi)ch(?!t)"), "h"),  # German and Polish: Michail for Mikhail
    (re.compile(r"(?<![sct])c(?![hkzeiy])|(?<=[aeou])c$"), "ch"),  # a lost hook: Cavusoglu, Basescu
    (re.compile(r"(?<![aeiou])s(?=[aeiouyj])|(?<=[aeiou])s(?=[aeiou])"), "z"),  # German: Selenskyj for Zelensky
    (re.compile(r"q|gh"), "g"),  # Arabic: Qaddafi for Gaddafi
    (re.compile(r"^g(?=[aeou])|(?<=[aeiou])g(?=[aeiou])"), "zh"),  # Egyptian: Golani for Jolani
    (re.compile(r"dh"), "z"),  # Kadhimi for Kazimi
    (re.compile(r"dj"), "d"),  # Serbian without its marks: Tudman for Tudjman
    (re.compile(r"^ce"), "zhe"),  # Turkish: Cemilev for Dzhemilev
    (re.compile(r"(?<![^aeiou])z(?=[aeiou])"), "ts"),  # German: Jazenjuk for Yatsenyuk
    (re.compile(r"rn"), "m"),  # what a scanner takes for m
]
_MOST_READINGS = 3

_CLASSES = str.maketrans({"g": "h", "f": "v", "q": "k", "w": "v"})


@cache
def neutral(word: str) -> str:
    """Return the word in a spelling that leaves out what transliterations differ in: `lukasenka`."""
    return _respelled(masculine(word))


def _respelled(word: str) -> str:
    for rule, made in _NEUTRAL_RULES:
        word = rule.sub(made, word)
    return word


@cache
def readings(word: str) -> tuple[str, ...]:
    """Return the neutral spelling of every reading of the word, sorted."""
    found = {word}
    rules = [rule for rule in _OTHER_READINGS if rule[0].search(word)][:_MOST_READINGS]
    for rule, made in rules:
        found |= {rule.sub(made, reading) for reading in found}
    spelled = {neutral(reading) for reading in found}
    if word.endswith("ska"):  # a woman's Kowalska, but also Latuska with a lost hook
        spelled.add(_respelled(word))
    return tuple(sorted(spelled - {""}))


@cache
def consonants(word: str) -> tuple[str, ...]:
    """Return the consonants of every reading of the word, `a` for a vowel that it begins with; sorted."""
    return tuple(sorted({_skeleton(reading) for reading in readings(word)}))


def _skeleton(word: str) -> str:
    word = word.translate(_CLASSES)
    start = "a" if word[:1] in "aeiou" else word[:1]
    return start + re.sub(r"[aeiou]", "", word[1:])


@cache
def tunes(word: str) -> tuple[str, ...]:
    """Return the word's vowels, once for each habit of writing one for another: an a for an o, an e for an i.

    Of a Belarusian ending, whose u may be a consonant, it returns none.
    """
    if re.search(r"[aeio]u(?=[^aeiouy]|$)", word):
        return ()
    vowels = re.sub(r"[^aeiou]", "", neutral(word))
    return tuple(vowels.translate(habit) for habit in _HABITS)


_HABITS = tuple(str.maketrans("aeiou", made) for made in ("aiiau", "aaiau", "aaioo", "aiioo"))
"""Belarusian twice, Arabic twice: nobody writes a for i, or e for u."""


_LOOKS_SLAVIC = re.compile(
    r".*(?:[oe]va?|[iy]na?|enko|ko|[st]?sk(?:i|iy|yi|yy|aya|a)|ich|ych|u?[iu]k|ak|ets|[iy]y|aya|o[vw]a?|au|ou|yan|"
    r"idze|shvili|iya)"
)


def looks_slavic(word: str) -> bool:
    """Tell whether a word from Cyrillic ends as surnames of its own languages do."""
    return len(word) > 3 and _LOOKS_SLAVIC.fullmatch(word) is not None


_BY_EAR = [
    (re.compile(r"dzh"), "j"),
    (re.compile(r"^kh|^g(?=[aeiou])"), "h"),
    (re.compile(r"^u(?=[aeiou])|^v(?=[aeiou])"), "w"),
    (re.compile(r"ts"), "z"),
    (re.compile(r"(?<=[aeiou])ns$"), "nce"),
    (re.compile(r"(?<=[^aeiou])s$"), "z"),
    (re.compile(r"^r"), "wr"),
]
"""What English, German and French names are written with where Russian has what is heard."""


@cache
def western(word: str) -> tuple[str, ...]:
    """Return the spellings that a foreign word written by ear in Cyrillic may have had, sorted."""
    found = {word}
    for rule, made in _BY_EAR:
        found |= {rule.sub(made, spelling) for spelling in found}
    return tuple(sorted(found - {word}))


@cache
def masculine(word: str) -> str:
    """Return a Slavic surname in its masculine form: `tikhanovsky` for `tikhanovskaya`."""
    if len(word) < 6:
        return word
    for pattern, made in _FEMININE:
        if pattern.search(word):
            return pattern.sub(made, word)
    return word


def gender_of_surname(word: str) -> str | None:
    """Return f or m where the ending of a Slavic surname tells, and otherwise None."""
    if len(word) < 6:
        return None
    if any(pattern.search(word) for pattern, _ in _FEMININE):
        return "f"
    return "m" if re.search(r"(sk[iy]{1,2}|skij|skyj|[oeay]v|[oe]ff|ou|ow|ny[iyj]?)$", word) else None


_FEMININE = [
    (re.compile(r"(?<=sk)(aya|aia|aja|aa|a)$"), "i"),
    (re.compile(r"(?<=[^aeiou][oea]v)a$|(?<=[yi]ev)a$|(?<=[yi]ov)a$"), ""),
    (re.compile(r"(?<=n)(aya|aia|aja)$"), "i"),
]

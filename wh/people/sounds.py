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
    (re.compile(r"ts(?=[ieyj])|c(?=[ie])"), "t"),  # Belarusian: Tsikhanouskaya for Tikhanovskaya
    (re.compile(r"(?<=[aeio])u(?=[^aeiouy]|$)"), "v"),  # Belarusian: Kavaliou for Kovalev
    (re.compile(r"j"), "zh"),  # English and Arabic: Jamal for Djamal, where German and Slavic have Jelena
    (re.compile(r"ch(?=[aeiou])"), "sh"),  # French: Loukachenko for Lukashenko
    (re.compile(r"ch(?!t)"), "h"),  # German and Polish: Michail for Mikhail
    (re.compile(r"(?<![sct])c(?![hkzeiy])|(?<=[aeou])c$"), "ch"),  # a lost hook: Cavusoglu, Basescu
    (re.compile(r"(?<![aeiou])s(?=[aeiouy])|(?<=[aeiou])s(?=[aeiou])"), "z"),  # German: Selenskyj for Zelensky
    (re.compile(r"q|gh"), "g"),  # Arabic: Qaddafi for Gaddafi
]
_MOST_READINGS = 3

_CLASSES = str.maketrans({"g": "h", "f": "v", "q": "k", "w": "v"})


@cache
def neutral(word: str) -> str:
    """Return the word in a spelling that leaves out what transliterations differ in: `lukasenka`."""
    word = masculine(word)
    for rule, made in _NEUTRAL_RULES:
        word = rule.sub(made, word)
    return word


@cache
def consonants(word: str) -> tuple[str, ...]:
    """Return the consonants of every reading of the word, `a` for a vowel that it begins with; sorted."""
    readings = {word}
    rules = [rule for rule in _OTHER_READINGS if rule[0].search(word)][:_MOST_READINGS]
    for rule, made in rules:
        readings |= {rule.sub(made, reading) for reading in readings}
    return tuple(sorted({_skeleton(reading) for reading in readings} - {""}))


def _skeleton(word: str) -> str:
    word = neutral(word).translate(_CLASSES)
    start = "a" if word[:1] in "aeiou" else word[:1]
    return start + re.sub(r"[aeiou]", "", word[1:])


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

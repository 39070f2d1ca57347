"""Names of China and Korea: which word is the surname, and how a given name sounds in any romanisation.

Judges by the words alone; it knows no person.
"""

import re

from wh.people import tables

_INITIAL = "zh|ch|sh|ts|tz|hs|ss|kk|tt|pp|jj|[bpmfdtnlgkhjqxrzcsyw]"
_CORE = (
    "iang|iong|yng|uang|ueng|yeong|yeon|yeol|yeok|eong|eung|ieh|ien|ueh|uei|ung|ang|eng|ing|ong|ian|iao|uai|uan|yun|yeo|"
    "yae|wae|woo|weo|eui|eun|eon|eok|eop|eol|eob|oon|ook|ool|oong|uck|ock|een|eek|eok|ai|ei|ao|ou|an|en|in|un|on|ia|ie|iu|io|ua|"
    "uo|ui|ue|ae|ya|eo|ye|oe|wa|wo|we|wi|eu|oo|ee|yo|yu|yi|ih|er|ol|ul|al|il|el|om|am|im|um|em|ak|ok|uk|ik|ek|ap|op|up|"
    "ip|ep|at|ot|ut|it|et|oh|uh|yol|yok|yon|yung|yul|yuk|yom|yop|yap|yak|yal|yong|yang|young|youn|a|o|e|i|u"
)
_SYLLABLES = re.compile(rf"(?:(?:{_INITIAL})?(?:{_CORE})){{1,2}}")


def looks_asian(words: list[str], hangs: list[bool]) -> bool:
    """Tell whether the words are a surname of China or Korea and a given name of one syllable or two."""
    return _surname_at(words, hangs) is not None


def arranged(words: list[str], hangs: list[bool]) -> tuple[list[str], str | None]:
    """Return the given name in one word and then the surname, and the given name; other names stay as they are."""
    at = _surname_at(words, hangs)
    if at is None:
        return words, None
    joined = "".join(word.replace("ck", "k") for place, word in enumerate(words) if place != at)
    return [joined, "yi" if words[at] == "i" else words[at]], joined


def _surname_at(words: list[str], hangs: list[bool]) -> int | None:
    if not 2 <= len(words) <= 3 or any(len(word) == 1 for word in words[len(words) == 3 :]):
        return None
    is_hyphened = any(hangs)
    # what hyphens join is the given name: Jin-ping Xi
    places = [len(words) - 1, 0] if len(words) == 3 and hangs[1] else [0, len(words) - 1]
    for at in places:
        given = [word for place, word in enumerate(words) if place != at]
        if tables.is_asian_surname(words[at]) and _are_given(given, is_hyphened) and _is_short(given):
            return at
    return None


def _are_given(words: list[str], is_hyphened: bool) -> bool:
    """Tell whether these may be syllables of a given name; what the tables have as a name is one, unless hyphened."""
    return all(_SYLLABLES.fullmatch(word) for word in words) and (
        (is_hyphened and len(words) == 2)
        or not any(tables.given_name(word).names or tables.is_western_surname(word) for word in words)
    )


def _is_short(given: list[str]) -> bool:
    return len(given) == 1 or all(len(word) <= 6 for word in given)


_WADE_GILES = {
    "tse": "ze", "tsung": "zong", "tung": "dong", "tzu": "zi", "hsiao": "xiao", "hsien": "xian", "hsing": "xing",
    "hsiung": "xiong", "hsu": "xu", "hsueh": "xue", "hsi": "xi", "hsia": "xia", "hsin": "xin", "hsiang": "xiang",
    "chih": "zhi", "shih": "shi", "jen": "ren", "jung": "rong", "kung": "gong", "kuo": "guo", "kuang": "guang",
    "kuan": "guan", "chieh": "jie", "chien": "jian", "ching": "qing", "chiang": "jiang", "yen": "yan", "yeh": "ye",
    "yueh": "yue", "lieh": "lie", "lien": "lian", "mien": "mian", "pien": "bian", "tien": "tian", "nien": "nian",
    "teh": "de", "te": "de", "pao": "bao", "pei": "bei", "piao": "biao", "ping": "ping", "fu": "fu", "lung": "long",
    "sung": "song", "yung": "yong", "hung": "hong", "chung": "zhong", "chu": "zhu", "chun": "jun", "chou": "zhou",
    "chao": "zhao", "chang": "chang", "cheng": "zheng", "chen": "zhen", "chi": "ji", "chin": "jin", "ting": "ding",
    "teng": "deng", "tao": "dao", "tso": "zuo", "tsai": "cai", "ssu": "si", "szu": "si", "wen": "wen", "ying": "ying",
    "lai": "lai", "ming": "ming", "jeou": "jiu", "jiou": "jiu", "yat": "yi", "sen": "xian",
}  # fmt: skip
_SAME_IN_PINYIN = re.compile(
    r"(?:(?:sh|[mlnfhwys])?(?:a|ai|an|ang|ao|ei|en|eng|i|ia|iang|iao|in|ing|iu|o|ou|u|ua|uai|uan|uang|un|uo))?"
)
_IS_WADE_GILES = re.compile(r"hs|tz|^ts|ung|ieh|ien|ueh|ih|jeou|kuo|^chiang$")


def sounds(given: str, surname: str) -> tuple[str, ...]:
    """Return a given name without what the romanisations of China, and after a Korean surname of Korea, differ in.

    Wade-Giles without its apostrophes has two readings of some syllables; the likelier one comes first.
    """
    return tuple(dict.fromkeys(_neutral(reading, surname) for reading in _in_pinyin(given, surname)))


def _neutral(sound: str, surname: str) -> str:
    sound = re.sub(r"^yi|(?<=n)yi|(?<=ng)yi", "i", sound)
    for pattern, made in _SAME_IN_KOREAN if tables.is_korean_surname(surname) else ():
        sound = pattern.sub(made, sound)
    return sound


def _in_pinyin(given: str, surname: str) -> list[str]:
    """Rewrite two syllables of Wade-Giles, if both are such and one, or the surname, can be nothing else."""
    for cut in range(2, len(given) + 1):
        first, second = given[:cut], given[cut:]
        is_read = all(each in _WADE_GILES or _SAME_IN_PINYIN.fullmatch(each) for each in (first, second))
        if is_read and any(_IS_WADE_GILES.search(each) for each in (first, second, surname)):
            return _readings(first, second)
    return [given]


def _readings(first: str, second: str) -> list[str]:
    """Return the syllables in pinyin, also as if the apostrophe behind ch, k, p and t were left out."""
    both = [(_WADE_GILES.get(first, first), _WADE_GILES.get(second, second))]
    for syllable, place in ((first, 0), (second, 1)):
        for old, new in (("q", "j"), ("j", "q"), ("zh", "ch"), ("d", "t"), ("g", "k"), ("b", "p"), ("z", "c")):
            for pair in [each for each in both if each[place].startswith(old) and syllable[:1] in "chkpt"]:
                other = new + pair[place].removeprefix(old)
                both.append((other, pair[1]) if place == 0 else (pair[0], other))
    return ["".join(pair) for pair in dict.fromkeys(both)][:8]


_SAME_IN_KOREAN = [
    (re.compile(pattern), made)
    for pattern, made in (
        ("y(?=ng)", "eu"), ("eo|eu|oo|woo|wu|ou|u", "o"), ("ee|yi", "i"), ("ae", "e"), ("sh", "s"), ("ch", "j"),
        ("k", "g"), ("t", "d"), ("p", "b"), ("r", "l"), (r"(.)\1", r"\1"),
    )
]  # fmt: skip

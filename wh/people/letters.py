"""Turn a printed text into small ASCII letters, whatever its script; it never splits or judges words."""

import re
import unicodedata

_CJK = re.compile(r"[\u2e80-\u2fdf\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_ARABIC = re.compile(r"[\u0590-\u06ff\u0750-\u077f\ufb1d-\ufdff\ufe70-\ufeff]")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")
_LATIN = str.maketrans({"ł": "l", "Ł": "L", "ø": "o", "Ø": "O", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th",
                        "Þ": "Th", "ı": "i", "ß": "ss", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ə": "a", "Ə": "A",
                        "ħ": "h", "Ħ": "H", "ŋ": "ng"})  # fmt: skip
_MARKS = str.maketrans({"‘": "'", "’": "'", "ʼ": "'", "ʻ": "'", "ʿ": "'", "ʾ": "'", "`": "'", "´": "'", "′": "'",
                        "‐": "-", "‑": "-", "–": "-", "—": "-", "−": "-", "“": '"', "”": '"', "„": '"', "«": '"',
                        "»": '"', "·": " ", "・": " ", "•": " ", "،": ",", "＝": " ", "ـ": ""})  # fmt: skip


def folded(text: str) -> str:
    """Return the words of a text in small letters without accents and punctuation, one blank between; `U.S.` is `us`.

    Letters of other scripts stay, so that what was printed differently stays apart.
    """
    bare = _without_accents(text).lower()
    bare = re.sub(r"\b([^\W\d_])\.", r"\1", bare)
    return " ".join(re.findall(r"[^\W_]+", bare))


def in_ascii(text: str) -> str:
    """Return the text in ASCII letters with its letter case, and with one kind of each mark."""
    if text.isascii():
        return text.replace("`", "'")
    text = re.sub(r"\bM\.?ª", "Maria", text)
    text = unicodedata.normalize("NFKC", text).translate(_MARKS)
    if re.search(r"[ČčĆćŠšŽž]|\w[đĐ]", text):  # in Serbian a letter of its own, in Vietnamese a d
        text = text.replace("đ", "dj").replace("Đ", "Dj")
    text = text.translate(_LATIN)
    bare = _without_accents(text)
    if bare.isascii():
        return bare
    from anyascii import anyascii  # only for what is not in Latin letters

    if _CJK.search(text):
        return " ".join(_read_syllables(anyascii(part)) for part in text.split())
    return anyascii(bare if not _ARABIC.search(text) else _spelled_out(text))


def is_without_vowels(text: str) -> bool:
    """Tell whether the text is in a script that leaves its vowels out."""
    return not text.isascii() and _ARABIC.search(text) is not None


def is_in_cyrillic(text: str) -> bool:
    """Tell whether the text is in Cyrillic letters."""
    return not text.isascii() and _CYRILLIC.search(text) is not None


def _without_accents(text: str) -> str:
    if text.isascii():
        return text
    return "".join(each for each in unicodedata.normalize("NFKD", text) if not unicodedata.combining(each))


def _read_syllables(text: str) -> str:
    """Part the syllables of Han and Hangul, which anyascii writes with a capital each: `XiJinPing`, surname first."""
    return re.sub(r"(?<=[A-Za-z'])(?=[A-Z])", "-", text).replace("-", " ", 1)


def _spelled_out(text: str) -> str:
    """Write the long vowels of Arabic script as vowels, which anyascii takes for consonants at times."""
    text = re.sub(r"\b(?:او|أو|إي|اي)", lambda found: "o" if "و" in found[0] else "i", text)
    text = re.sub(r"(?<=\w)و", "u", text)
    text = re.sub(r"(?<=\w)[يی](?=\w)", "i", text)
    return re.sub("[اأآإى]", "a", re.sub(r"\bال(?=\w)", "al-", text))

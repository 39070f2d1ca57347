"""Read a number written in digits, whatever marks part its thousands; what has no one reading gives nothing."""

import re
from fractions import Fraction

from wh.figures.words import FRACTION_SIGNS


def read_digits(printed: str) -> Fraction | None:
    """Read `1,234.5`, `1 234`, `1'000`, `12,34,567`, `1.234,5`, `.5` or `½`.

    One dot parts decimals (`4.800` is 4.8), one comma before other than three digits too (`1,3`). `192.168.1.2` and
    `22,24,26` are none.
    """
    if _FEET_AND_INCHES.fullmatch(printed):
        return None
    if sign := FRACTION_SIGNS.get(printed):
        return sign
    text = _GAPS.sub("", printed).replace("٬", ",").replace("٫", ".")
    for pattern, thousands in _FORMS:
        if pattern.fullmatch(text):
            plain = text.replace(thousands, "") if thousands else text
            return Fraction(plain.replace(",", "."))
    return None


_GAPS = re.compile(r"[ \u00a0\u2009\u202f'’]")
_FEET_AND_INCHES = re.compile(r"\d{1,2}['’]\d{1,2}")
_FORMS = (
    (re.compile(r"\d+|\d*\.\d+"), ""),
    (re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?"), ","),
    (re.compile(r"\d{1,2}(?:,\d{2})+,\d{3}(?:\.\d+)?"), ","),
    (re.compile(r"\d{1,3}(?:\.\d{3}){2,}(?:,\d+)?|\d{1,3}(?:\.\d{3})+,\d+"), "."),
    (re.compile(r"\d+,\d+"), ""),
)

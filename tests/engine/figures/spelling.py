"""Spells whole numbers in English, as the tests have them read back; no reader's code is used."""

_ONES = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
_TIES = ("", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_SCALES = ((10**12, "trillion"), (10**9, "billion"), (10**6, "million"), (10**3, "thousand"))


def spelled(number: int, *, joint: str = " and ", comma: str = " ", hyphen: str = "-") -> str:
    """Spell a number below 10**15: `joint` goes before the last two digits, `comma` between the scales."""
    if number < 0:
        return f"minus {spelled(-number, joint=joint, comma=comma, hyphen=hyphen)}"
    parts = []
    for size, name in _SCALES:
        if number >= size:
            parts.append(f"{_below_thousand(number // size, joint, hyphen)} {name}")
            number %= size
    if not parts:
        return _below_thousand(number, joint, hyphen)
    if not number:
        return comma.join(parts)
    last = _below_thousand(number, joint, hyphen)
    return comma.join(parts) + (joint if number < 100 else comma) + last


def _below_thousand(number: int, joint: str, hyphen: str) -> str:
    if number < 100:
        return _below_hundred(number, hyphen)
    hundreds = f"{_ONES[number // 100]} hundred"
    return hundreds if number % 100 == 0 else f"{hundreds}{joint}{_below_hundred(number % 100, hyphen)}"


def _below_hundred(number: int, hyphen: str) -> str:
    if number < 20:
        return _ONES[number]
    return _TIES[number // 10] + (f"{hyphen}{_ONES[number % 10]}" if number % 10 else "")

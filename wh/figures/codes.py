"""Find what is printed in digits and counts nothing: days, hours, telephone numbers, versions, addresses."""

import re
from collections.abc import Iterator


def coded_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of days, hours, addresses and numbers of telephones and versions, in order, not overlapping."""
    spans = [match.span() for start, end in _around_digits(text) for match in _CODES.finditer(text, start, end)]
    spans += named_spans(text)
    if "past" in text or "quarter to" in text:
        spans += [match.span() for match in _HOURS_IN_WORDS.finditer(text)]
    if "@" in text or "://" in text or "www." in text:
        spans += [word.span() for word in _WORDS.finditer(text) if _is_address(word.group())]
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def named_spans(text: str) -> list[tuple[int, int]]:
    """Return the spans of numbers that are names even in a few words: Room 101, F-16s, 10 Downing Street, 9/11."""
    return [match.span() for start, end in _around_digits(text) for match in _NAMED.finditer(text, start, end)]


def _is_address(word: str) -> bool:
    return "://" in word or "www." in word or ("@" in word and any(mark.isalpha() for mark in word))


def _around_digits(text: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of a text with digits in them: most of an article has none."""
    start = end = -1
    for digits in _DIGITS.finditer(text):
        if digits.start() > end:
            if end >= 0:
                yield start, end
            start = max(digits.start() - LONGEST_LEAD, 0)
        end = digits.end() + LONGEST_TAIL
    if end >= 0:
        yield start, end


LONGEST_LEAD, LONGEST_TAIL = 24, 48
"""How far a code reaches before its first digit and behind its last but one, at most."""

_MONTH = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_CODES = re.compile(
    rf"\b{_DAY}(?: ?[-–/] ?{_DAY})?(?: of)?[ -]{_MONTH}(?:,?[ -]\d{{4}}\b)?"
    rf"|\b{_MONTH} {_DAY}(?: ?[-–] ?\d{{1,2}})?\b(?![,.]?\d)(?:,? (?:19|20)\d\d\b)?"
    rf"|\b{_MONTH},? (?:1[5-9]|20)\d\d\b"
    r"|\b\d{4}-\d{1,2}-\d{1,2}(?:T[\d:.+Z-]{4,30})?\b|\b\d{1,2}([/.-])\d{1,2}\1(?:19|20)?\d\d\b"
    r"|\b\d{4}-(?:0[1-9]|1[0-2])\b(?![-–\d])"
    r"|\b\d{1,2}[:.]\d\d(?:[:.]\d\d)? ?(?:[ap]\.?m\b\.?|[AP]\.?M\b\.?|hrs\b|GMT\b|UTC\b|[CE]E?ST\b|IST\b)"
    r"|\b\d{1,2}:\d\d(?::\d\d)?(?:\.\d{1,3})?\b|\b\d{1,3}:\d{1,3}\b"
    r"|\b\d{1,2} ?(?:[ap]\.m\.|[ap]m\b|[AP]M\b|[AP]\.M\.|o['’]clock\b)"
    r"|\b(?:[01]\d|2[0-4])[0-5]\d ?(?:GMT|UTC|hrs|BST|CET|local time)\b"
    r"|\+\d{1,3}[ .()-]{1,2}\d[\d ./()-]{4,18}\d\b|\(\d{2,5}\) ?\d{3,8}(?:[ -]\d{2,6}){0,3}\b"
    r"|\b\d{3,5}[ .-]\d{3,4}[ .-]\d{4}\b"
    r"|\b\d{1,4}\(\d{1,3}\)"
    r"|\b\d{1,4}-\d{1,4}-\d{1,4}(?:-\d{1,4}){0,4}\b"
    r"|\bv\d{1,4}(?:\.\d{1,4}){0,4}\b|\b\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}\b(?!,)"
    r"|\b\d{1,2}\.\d{1,2}\.\d{1,2}\b|\b(?:24/7|9/11|7/7)\b"
    r"|[\x27’]\d0s\b"
    r"|\b(?:pages|articles|sections|chapters|rooms|gates|lines) \d{1,4}(?:, ?\d{1,4}){0,5}"
    r"(?: ?(?:and|to|[-–]) ?\d{1,4})?\b"
    r"|\b(?:[Pp]age|[Pp]hoto|[Ii]mage|[Ss]lide|[Pp]art) \d{1,3} ?(?:of|/) ?\d{1,3}\b"
    r"|\b(?:[Nn]os?\.|[Cc]ase|[Dd]ecree|[Ll]aw|[Oo]rder|doi:?) ?\d{1,5}(?:\.\d{1,5})?[/-]\d{1,5}\b"
)
_NAMED = re.compile(
    r"\bCOP\d\d\b(?![,.]?\d| ?(?:m|bn|million|billion)\b)"
    r"|\b(?:UTC|GMT) ?[+\u2212-] ?\d{1,2}(?::\d\d)?\b"
    r"|\b(?:Channel|Room|Gate|Platform|Highway|Route) \d{1,4}\b(?![,.]\d)"
    r"|\b(?!Mid|Sub|Pre|Non|Age|U-\d\ds)[A-Z][A-Za-z]{0,2}-\d{1,3}[A-Z]?s?\b(?![-.,]?\d)"
    r"|\b(?:9/11|7/7|24/7)\b(?! of\b)"
    r"|\b\d{1,4}[A-Za-z]? (?:[A-Z][\w'’]{1,20} ){1,3}(?:Street|Avenue|Road|Lane|Boulevard|Drive|Terrace|Crescent)\b"
    r"(?! [a-z]+s\b)"
    r"|\b(?:[Cc]all|[Dd]ial|[Tt]el|[Pp]hone|[Tt]elephone|[Ff]ax)[.:]? \d{3}[ -]\d{4}\b(?: or \d{3,8}\b)?"
)
_DIGITS = re.compile(r"\d+")
_HOURS_IN_WORDS = re.compile(r"\b(?:half past|quarter (?:past|to)) (?:\d{1,2}|[a-z]{3,6})\b")
_WORDS = re.compile(r"\S{1,300}")

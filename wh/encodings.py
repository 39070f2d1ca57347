"""Bytes to text in whatever encoding they are in, with its name; the door to charset-normalizer.

What the file or its server says comes first, then UTF-8 where the bytes are UTF-8, then what they look like most. A
byte that stands for nothing in the encoding found is a refusal, never a question mark in the text.
"""

import codecs
import re
from dataclasses import dataclass

from wh.errors import InputError
from wh.reading import decode


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with every line end as a line feed, and the encoding it was in; a guessed one has a `?` behind it."""

    text: str
    encoding: str


def decode_any(content: bytes, *stated: str | None) -> Decoded:
    """Decode by a byte order mark, by the first of the `stated` encodings that holds, as UTF-8, or as it looks."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], encoding) or _refuse(encoding)
    for name in stated:
        known = _known(name)
        found = _decoded(content, known) if known else None
        if found:
            return found
    return _decoded(content, "utf-8") or _guessed(content)


def decode_plain(content: bytes, stated: str | None = None) -> Decoded:
    """Decode what says nothing of itself: by a byte order mark, as UTF-8, as `stated`, or as it looks beyond doubt."""
    mark = next((each for each in _MARKS if content.startswith(each[0])), None)
    if mark and mark[1] != "utf-8":
        return decode_any(content)
    try:
        return Decoded(decode(content), "utf-8")
    except InputError as error:
        if mark or b"\0" in content:
            raise
        refused = error
    known = _known(stated)
    if stated:
        found = _decoded(content, known) if known else None
        if found is None:
            raise InputError(
                f"{refused.message} Nor is it `{stated}`, as [tool.wh.articles] says.",
                at=refused.at,
                way_out="the encoding that it is in, or saving it again as UTF-8",
            )
        return found
    likely = _likely(content)
    if len(likely) == 1:
        return Decoded(likely[0].text, f"{likely[0].encoding}?")
    looks = f" It may be {' or '.join(f'`{each.encoding}`' for each in likely)}." if likely else ""
    first = likely[0].encoding if likely else "cp1252"
    raise InputError(
        refused.message + looks,
        at=refused.at,
        way_out=f'saving it again as UTF-8, or `encoding = "{first}"` for this file in [tool.wh.articles]',
    )


def _likely(content: bytes) -> list[Decoded]:
    """Return the text in each encoding that it looks like about as much as like the best; of too few letters none."""
    if sum(1 for byte in content[:_LOOKED_AT] if byte > 127) < _LETTERS_TO_GO_BY:
        return []
    import charset_normalizer

    matches = [each for each in charset_normalizer.from_bytes(content[:_LOOKED_AT]) if each.encoding in _WIDESPREAD]
    western = _decoded(content, "cp1252")
    likely: list[Decoded] = []
    for each in matches:
        is_as_good = each.chaos <= matches[0].chaos + _NEAR and each.coherence >= matches[0].coherence - _NEAR
        found = _decoded(content, each.encoding) if is_as_good else None
        if found and western and found.text == western.text:
            found = western  # the most widespread of those that come to the same
        if found and all(found.text != other.text for other in likely):
            likely.append(found)
    return sorted(likely, key=lambda each: each.encoding != "cp1252")


def said_in_markup(content: bytes) -> str | None:
    """Return the encoding that a page or an XML file names in its first kilobyte, or None."""
    match = re.search(rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?([\w:.-]+)""", content[:2048], re.I)
    return match[1].decode("ascii", "replace") if match else None


def _guessed(content: bytes) -> Decoded:
    """Decode as it looks; where several encodings look alike, in the most widespread one, as browsers do."""
    import charset_normalizer  # only for what says nothing of itself and is no UTF-8

    if likely := _likely(content):
        return Decoded(likely[0].text, f"{likely[0].encoding}?")
    best = charset_normalizer.from_bytes(content[:_LOOKED_AT]).best()
    found = _decoded(content, best.encoding) if best else None
    if found is None:
        raise InputError(
            "It is in no encoding that is known, and says none.", at="line 1", way_out="saving it again as UTF-8"
        )
    return Decoded(found.text, f"{found.encoding}?")


def _known(name: str | None) -> str | None:
    """Return Python's name of an encoding; as on the web, Latin-1 is what Windows makes of it."""
    try:
        found = codecs.lookup((name or "").strip().strip("\"'")).name
        b"a".decode(found)  # base64 and the like are codecs too, of another kind
    except (LookupError, ValueError, TypeError):
        return None
    return "cp1252" if found in ("iso8859-1", "ascii") else found


def _decoded(content: bytes, encoding: str) -> Decoded | None:
    try:
        text = content.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None
    return Decoded(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), encoding)


def _refuse(encoding: str) -> Decoded:
    raise InputError(f"Its first bytes say {encoding}, and it is not.", at="line 1", way_out="saving it again as UTF-8")


_LOOKED_AT = 1_000_000
_LETTERS_TO_GO_BY = 5
_NEAR = 0.1
"""How much better than others an encoding must look: of Western and Central European ones the wrong is often .05 ahead.

Tried 2026-11-22 on texts in ten languages: what is left are those whose letters are others (Cyrillic, Greek, Japanese)
and English with typographic quotation marks, which all of Windows has in one place.
"""

_WIDESPREAD = frozenset(
    (
        *(f"cp125{number}" for number in range(9)),
        *("koi8_r", "koi8_u", "cp874", "cp932", "cp949", "euc_jp", "euc_kr", "gb18030", "gbk", "gb2312", "big5"),
    )
)
"""What texts were written in before UTF-8; what machines of the 1980s had often looks the same, and is rare by now."""

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

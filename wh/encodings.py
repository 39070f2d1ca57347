"""Bytes to text in whatever encoding they are in, with its name; the door to charset-normalizer.

What the file or its server says comes first, then UTF-8 where the bytes are UTF-8, then what they look like most. A
byte that stands for nothing in the encoding found is a refusal, never a question mark in the text.
"""

import codecs
import re
from dataclasses import dataclass

from wh.errors import InputError


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


def said_in_markup(content: bytes) -> str | None:
    """Return the encoding that a page or an XML file names in its first kilobyte, or None."""
    match = re.search(rb"""<(?:meta|\?xml)\b[^>]*?(?:charset|encoding)\s*=\s*["']?([\w:.-]+)""", content[:2048], re.I)
    return match[1].decode("ascii", "replace") if match else None


def _guessed(content: bytes) -> Decoded:
    import charset_normalizer  # only for what says nothing of itself and is no UTF-8

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
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

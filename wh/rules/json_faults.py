"""Says what is wrong with JSON in the words of who wrote it, with the place of the slip; repairs nothing."""

import json


def fault_in(text: str, error: json.JSONDecodeError) -> tuple[str, str, int, int]:
    """Return what is wrong, the way out, and line and column of the slip, which may stand before where Python stops."""
    at = min(error.pos, len(text))
    before = text[:at].rstrip()
    here = text[at : at + 1] or text[at:].lstrip()[:1]
    if here in ("}", "]") and before.endswith(","):
        return (f"a comma stands before `{here}`", "the same without that comma", *_place(text, len(before) - 1))
    if error.msg.startswith("Illegal trailing comma"):  # Python from 3.13
        return ("a comma stands at the end of a list", "the same without that comma", *_place(text, at))
    if not text[at:].strip():
        return ("it ends before all its brackets are closed", "closing them: `]` and `}`", *_place(text, len(before)))
    what, way_out = _what(error.msg, here)
    return what, way_out, *_place(text, len(before) if what == _NO_COMMA else at)


_NO_COMMA = "a comma is missing"


def _what(said: str, here: str) -> tuple[str, str]:
    if here == "'":
        return "a text stands in single quotation marks", 'double ones: "…"'
    if said.startswith("Expecting ',' delimiter"):
        return _NO_COMMA, "a comma, or a bracket that closes, before what follows"
    if said.startswith("Expecting ':' delimiter"):
        return "a colon is missing after a name", '"name": value'
    if said.startswith("Expecting property name"):
        return "a name stands without quotation marks", '"name": value'
    if said.startswith(("Unterminated string", "Invalid control character")):
        return "a quotation mark is opened and not closed", "the same mark where the text ends, in the same line"
    if said.startswith("Invalid \\"):
        return "a backslash stands alone", "two of them: \\\\"
    if said.startswith("Extra data"):
        return "something follows after its end", "one object in a file"
    return "a value is missing, or is none of JSON's", "a text in quotation marks, a number, true, false or null"


def _place(text: str, at: int) -> tuple[int, int]:
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)

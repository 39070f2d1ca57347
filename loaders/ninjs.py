"""A .json file in IPTC's ninjs, 1.x or 2.x: one item of a news agency, or a list of them.

An item's `version` and `uri` make its versions one article; one that is canceled or withheld takes its article back.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from wh.encodings import Decoded, decode_any
from wh.errors import InputError
from wh.kinds import Among, Counted, Found, Item, Piece, Unusable, articles
from wh.shown import text_of_html
from wh.stamps import read_instant


@articles(".json", ".ninjs")
def ninjs(content: bytes) -> Iterator[Piece]:
    """Yield each item's article."""
    decoded = decode_any(content)
    text, encoding, begins = _as_it_stands(content, decoded)
    is_list = text.lstrip().startswith("[")
    number, passed, fault, at = 0, 0, None, 0
    objects = _objects(text)
    while True:
        try:
            found = next(objects, None)
        except InputError as error:
            fault = error
            break
        if found is None:
            break
        line, begin, end, read = found
        number += 1
        written = text[begin:end]
        offset = begins + len(text[at:begin].encode(encoding))
        begins, at = offset + len(written.encode(encoding)), end
        if _is_no_text(read):
            passed += 1
            continue
        among = Among(number, offset, content[offset:begins]) if is_list else None
        try:
            yield replace(_read_item(read, line, decoded.encoding), among=among)
        except InputError as error:
            yield Unusable(line, error.message, error.way_out, error.at, written, among)
    if fault and number and is_list:
        number += 1
        rest = Among(number, begins, content[begins:])
        yield Unusable(int((fault.at or "line 1").removeprefix("line ")), fault.message, fault.way_out, among=rest)
    yield Counted(number, passed)
    if fault and not (number and is_list):
        raise fault
    if not number:
        raise InputError("The list holds no item.", at="line 1", way_out="deleting it, if that is so")


def _as_it_stands(content: bytes, decoded: Decoded) -> tuple[str, str, int]:
    """Return the text with its line ends as they are, its encoding, and how many bytes stand before it."""
    encoding = decoded.encoding.removesuffix("?")
    text = content.decode(encoding)
    unmarked = text.removeprefix("\ufeff")
    return unmarked, encoding, len(content) - len(unmarked.encode(encoding))


def _objects(text: str) -> Iterator[tuple[int, int, int, Any]]:
    """Yield the object that the text is, or each of the list, with its line and where it begins and ends.

    What is cut off comes to nothing.
    """
    decoder = json.JSONDecoder()
    at = counted = 0
    line, is_list = 1, False
    while (at := _after_space(text, at)) < len(text):
        line, counted = line + text.count("\n", counted, at), at
        if text[at] in "[,]":
            is_list = True
            at += 1
            continue
        begin = at
        try:
            read, at = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            place = f"line {error.lineno}"
            raise InputError(f"It is no JSON here: {error.msg}.", at=place, way_out="the whole file") from None
        except (ValueError, RecursionError):
            reason = "It is nested too deep, or a number is too long."
            raise InputError(reason, at=f"line {line}", way_out="an item of ninjs") from None
        yield line, begin, at, read
    if not text.strip() or (is_list and not text.rstrip().endswith("]")):
        last = text.rstrip().count("\n") + 1
        raise InputError("The file ends before its end.", at=f"line {last}", way_out="the whole file")


def _after_space(text: str, at: int) -> int:
    space = re.compile(r"\s*").match(text, at)
    return space.end() if space else at


def _is_no_text(read: Any) -> bool:
    """Whether it is the item of a picture, a film or the like, without a body."""
    told = {name.lower(): value for name, value in read.items()} if isinstance(read, dict) else {}
    kind = told.get("type") or told.get("contenttype")
    return kind in _OTHER_KINDS and not _body(told)


_OTHER_KINDS = ("picture", "graphic", "audio", "video", "animation", "component", "event", "planning")


def _read_item(read: Any, line: int, encoding: str) -> Found:
    if not isinstance(read, dict) or not isinstance(read.get("uri"), str):
        raise InputError("It is no item of ninjs: it has no `uri`.", at="item_id", way_out="a loader of your own")
    told = {name.lower(): value for name, value in read.items()}  # 2.x writes versionCreated for versioncreated
    version = _text(told.get("version"))
    if version and not version.isdecimal():
        raise InputError(f"The version `{version}` is no whole number.", at="item_version", way_out="1, 2, 3")
    created = _text(told.get("versioncreated"))
    item = Item(
        title=_text(told.get("headline")) or _valued(told.get("headlines")) or _text(told.get("title")),
        published_at=created or _text(told.get("contentcreated")) or _text(told.get("firstcreated")),
        language=(_text(told.get("language")) or "")[:2] or None,
        author=_author(told),
        credit_line=_text(told.get("creditline")) or _valued(told.get("infosource") or told.get("infosources"), "name"),
        editor_note=_text(told.get("ednote")),
        item_id=read["uri"],
        item_version=int(version) if version else 1,
        status=_text(told.get("pubstatus")) or "usable",
        updated_at=read_instant(created),
    )
    return Found(_body(told), line, item=item, encoding=encoding)


def _author(told: Mapping[str, Any]) -> str | None:
    """Return who wrote it: 1.x has a text, later ones a list, whose texts are called one thing or the other."""
    names = told.get("bylines")
    return _text(told.get("byline")) or _text(told.get("by")) or _valued(names) or _valued(names, "byline")


def _body(told: Mapping[str, Any]) -> str:
    """Return the text: plain where the item has it so, else as its HTML shows it."""
    bodies = {name: value for name, value in told.items() if name.startswith("body_") and isinstance(value, str)}
    for each in told.get("bodies") or []:
        if isinstance(each, dict) and isinstance(each.get("value"), str):
            kind = str(each.get("contenttype") or each.get("contentType") or "text/plain")
            bodies.setdefault("body_text" if kind == "text/plain" else f"body_{kind}", each["value"])
    if "body_text" in bodies:
        return bodies["body_text"].replace("\r\n", "\n").replace("\r", "\n")
    return next((text_of_html(bodies[name]) for name in sorted(bodies) if "html" in name), "")


def _text(value: Any) -> str | None:
    """Return a text, or a number as one."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value).strip() or None


def _valued(values: Any, key: str = "value") -> str | None:
    """Return the first text in a list of objects."""
    entries = values if isinstance(values, list) else []
    return next((text for each in entries if isinstance(each, dict) and (text := _text(each.get(key)))), None)

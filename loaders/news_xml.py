"""IPTC's XML: NewsML-G2, an item or a message of many, and NITF, a story by itself or in such an item.

An item's guid makes its versions one article; one that is canceled or withheld takes its article back. Datelines and
captions are passages of the text.
"""

from collections.abc import Callable, Iterator
from typing import Any

from wh.errors import InputError
from wh.kinds import Counted, Found, Item, Passage, Piece, Unusable, articles
from wh.markup import Xml, below, child, local_name, read_xml, words_of
from wh.shown import set_out, visible_blocks
from wh.stamps import read_instant

_OTHER_ITEMS = ("packageItem", "knowledgeItem", "conceptItem", "planningItem", "catalogItem")
"""Items of NewsML-G2 that list news, or name what news is about, and are none."""


@articles(".xml", ".newsml", roots=("newsMessage", "newsItem", *_OTHER_ITEMS))
def newsml_g2(content: bytes) -> Iterator[Piece]:
    """Yield each news item's article; other items, and those of pictures and films, are passed over."""
    xml = read_xml(content)
    if local_name(xml.root) != "newsMessage":
        if not xml.fault and _is_no_text(xml.root):
            yield Counted(1, 1)
            return
        yield from _read_only(xml, _read_news_item)
        return
    names = ("newsItem", *_OTHER_ITEMS)
    items = list(xml.root.iter(*(f"{{*}}{name}" for name in names)))
    none = InputError("The message holds no news item.", at="line 1", way_out="deleting it, if that is so")

    def read(item: Any) -> Found | Unusable | None:
        return None if _is_no_text(item) else _read(item, xml, _read_news_item)

    yield from xml.each(items, names, read, _cut_off, none)


def _is_no_text(item: Any) -> bool:
    """Whether an item is no news item, or is one of a picture, a film or the like, without a text."""
    if local_name(item) in _OTHER_ITEMS:
        return True
    kind = next((each.get("qcode", "").rpartition(":")[2] for each in below(item, "itemClass")), "text")
    return kind in ("picture", "graphic", "audio", "video", "animation") and not _content(item)[0]


@articles(".xml", ".nitf", roots=("nitf",))
def nitf(content: bytes) -> Iterator[Piece]:
    """Yield the story."""
    yield from _read_only(read_xml(content), _read_story)


def _read_only(xml: Xml, read: "Read") -> Iterator[Piece]:
    """Yield the one item that a file is; one that is broken is not read."""
    if xml.fault:
        raise xml.fault
    yield _read(xml.root, xml, read)


def _cut_off(element: Any) -> Unusable:
    return Unusable(element.sourceline, "The file is cut off or broken in this item.", "the whole file")


def _read(element: Any, xml: Xml, read: "Read") -> Found | Unusable:
    line = element.sourceline
    if xml.breaks_in(element):
        return _cut_off(element)
    try:
        item, (text, passages) = read(element)
    except InputError as error:
        return Unusable(line, error.message, error.way_out, error.at)
    return Found(text, line, item=item, passages=passages, encoding=xml.encoding)


Read = Callable[[Any], tuple[Item, tuple[str, tuple[Passage, ...]]]]


def _read_news_item(item: Any) -> tuple[Item, tuple[str, tuple[Passage, ...]]]:
    item_meta, content_meta = child(item, "itemMeta"), child(item, "contentMeta")
    created = _words(item_meta, "versionCreated")
    status = child(item_meta, "pubStatus") if item_meta is not None else None
    stated = "usable" if status is None else status.get("qcode", status.get("uri", "")).rpartition(":")[2]
    language = child(content_meta, "language") if content_meta is not None else None
    told = Item(
        title=_words(content_meta, "headline"),
        published_at=created or _words(item_meta, "firstCreated"),
        language=((language.get("tag") if language is not None else None) or "")[:2] or None,
        author=_words(content_meta, "by"),
        credit_line=_words(content_meta, "creditline"),
        editor_note=_words(item_meta, "edNote"),
        item_id=item.get("guid"),
        item_version=_version(item.get("version") or "1"),
        status=stated.rpartition("/")[2],
        updated_at=read_instant(created),
    )
    return told, _content(item)


def _content(item: Any) -> tuple[str, tuple[Passage, ...]]:
    """Return the text of a news item: the first content of it that holds any."""
    for holder in (*below(item, "inlineXML"), *below(item, "inlineData")):
        if local_name(holder) == "inlineData":
            text = "".join(holder.itertext()).strip()
            found: tuple[str, tuple[Passage, ...]] = text, ()
        else:
            story = next(below(holder, "nitf"), None)
            found = _story(story) if story is not None else set_out([(each.text, None) for each in _blocks(holder)])
        if found[0]:
            return found
    return "", ()


def _blocks(element: Any) -> list[Any]:
    return visible_blocks(next(below(element, "body"), element))


def _read_story(story: Any) -> tuple[Item, tuple[str, tuple[Passage, ...]]]:
    data = next(below(story, "docdata"), None)
    release = child(data, "date.release", "date.issue") if data is not None else None
    name = child(data, "doc-id") if data is not None else None
    key = child(data, "du-key") if data is not None else None
    note = child(data, "ed-msg") if data is not None else None
    printed = release.get("norm") if release is not None else None
    version = (key.get("version") or key.get("generation")) if key is not None else None
    told = Item(
        title=_below(story, "hl1") or _below(story, "title"),
        published_at=printed,
        author=_below(story, "byttl") if next(below(story, "byline"), None) is None else _below(story, "byline"),
        language=(story.get("{http://www.w3.org/XML/1998/namespace}lang") or "")[:2] or None,
        credit_line=_below(story, "distributor"),
        editor_note=note.get("info") if note is not None else None,
        item_id=name.get("id-string") if name is not None else None,
        item_version=_version(version or "1"),
        status=(data.get("management-status") if data is not None else None) or "usable",
        updated_at=read_instant(printed),
    )
    return told, _story(story)


def _story(story: Any) -> tuple[str, tuple[Passage, ...]]:
    """Return a story's text: where and when it was written, and what was written."""
    parts: list[tuple[str, str | None]] = []
    dateline = _below(story, "dateline")
    if dateline:
        parts.append((dateline, "dateline"))
    for content in below(story, "body.content"):
        for block in visible_blocks(content, _told_by):
            parts.append((block.text, block.told))
    has_words = any(reason is None for _, reason in parts)
    return set_out(parts) if has_words else ("", ())


def _told_by(name: str, attributes: str) -> str | None:
    return "caption" if name == "media" else None


def _version(text: str) -> int:
    if not text.strip().isdecimal():
        raise InputError(f"The version `{text}` is no whole number.", at="item_version", way_out="1, 2, 3")
    return int(text)


def _words(element: Any | None, name: str) -> str | None:
    found = None if element is None else child(element, name)
    return None if found is None else words_of(found) or None


def _below(element: Any, name: str) -> str | None:
    return next((words for each in below(element, name) if (words := words_of(each))), None)

"""A feed in RSS or Atom: an article an entry, with its full text where the feed has it.

An entry that holds no more than a summary is the digest edition of its article. Its address tells it from others, or
its own id where it has none.
"""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin

from wh.errors import InputError
from wh.kinds import Found, Item, Piece, Unusable, articles
from wh.markup import Xml, read_xml
from wh.shown import text_of_html, visible_blocks
from wh.stamps import read_instant

_SPACES = frozenset(
    (
        "",  # RSS 2.0
        "http://purl.org/rss/1.0/",
        "http://purl.org/rss/1.0/modules/content/",
        "http://purl.org/dc/elements/1.1/",
        "http://purl.org/dc/terms/",
        "http://www.w3.org/2005/Atom",
    )
)
"""Those of text: a picture's title and the like have others."""


@articles(".xml", ".rss", ".atom", ".rdf", roots=("rss", "feed", "RDF"))
def feed(content: bytes) -> Iterator[Piece]:
    """Yield each entry's article."""
    xml = read_xml(content)
    entries = list(xml.root.iter("{*}item", "{*}entry"))
    language, base = _language(xml.root), _base(xml.root)
    none = InputError("The feed has no entries.", at="line 1", way_out="deleting it, if that is so")
    yield from xml.each(
        entries, ("item", "entry"), lambda entry: _read_entry(entry, language, base, xml), _cut_off, none
    )


def _cut_off(entry: Any) -> Unusable:
    return Unusable(entry.sourceline, "The feed is cut off or broken in this entry.", "the whole feed")


def _read_entry(entry: Any, language: str | None, base: str, xml: Xml) -> Found | Unusable:
    if xml.breaks_in(entry):
        return _cut_off(entry)
    texts = {name: _text(element) for name in _TEXTS if (element := _child(entry, name)) is not None}
    name = next((name for name in _TEXTS if texts.get(name)), None)
    title = text_of_html(_words(entry, "title") or "")
    if name is None:
        reason = f"The entry `{title or 'without a title'}` holds no text."
        return Unusable(entry.sourceline, reason, "a feed with texts, or the page itself")
    item = Item(
        edition="full" if name in ("encoded", "content") else "digest",
        title=title or None,
        published_at=_words(entry, "pubDate", "published", "date", "issued", "updated"),
        author=_author(entry),
        language=language,
        url=_link(entry, base),
        item_id=_words(entry, "guid", "id"),
        updated_at=read_instant(_words(entry, "updated", "modified")),
    )
    return Found(texts[name], entry.sourceline, item=item, encoding=xml.encoding)


_TEXTS = ("encoded", "content", "description", "summary")


def _child(element: Any, name: str, kind: str | None = None) -> Any | None:
    for each in element.iterchildren(f"{{*}}{name}"):
        if each.tag.rpartition("}")[0].lstrip("{") in _SPACES and kind in (None, each.get("rel", "alternate")):
            return each
    return None


def _words(entry: Any, *names: str) -> str | None:
    """Return the words of the first child that has one of the names and holds any."""
    found = (_child(entry, name) for name in names)
    return next((words for each in found if each is not None and (words := "".join(each.itertext()).strip())), None)


def _text(element: Any) -> str:
    kind = (element.get("type") or "html").strip().lower()
    if "/" in kind and not kind.startswith("text/") and not kind.endswith(("+xml", "/xml")):
        return ""  # a picture or the like, in letters
    if kind == "xhtml" or kind.endswith(("+xml", "/xml")):
        return "\n\n".join(block.text for block in visible_blocks(element))
    words = "".join(element.itertext())
    return words.strip() if kind in ("text", "text/plain") else text_of_html(words)


def _base(root: Any) -> str:
    """Return what addresses in a feed that are not whole go on from: that of its site, or of its own file."""
    holder = next(root.iterchildren("{*}channel"), root)
    links = [_child(holder, "link", kind=kind) for kind in ("alternate", "self")]
    found = [(link.get("href") or link.text or "").strip() for link in links if link is not None]
    return next((each for each in found if each.startswith(("http://", "https://"))), "")


def _link(entry: Any, base: str) -> str | None:
    """Return the address of an entry's page: RSS has it as text, Atom as an attribute."""
    link = _child(entry, "link", kind="alternate")
    if link is not None and (address := (link.get("href") or link.text or "").strip()):
        try:
            return str(urljoin(urljoin(base, link.base or ""), address))
        except ValueError:  # told where it is read
            return str(address)
    guid = _child(entry, "guid")
    is_address = guid is not None and guid.get("isPermaLink", "true") == "true" and (guid.text or "").startswith("http")
    return guid.text.strip() if is_address and guid is not None else None


def _author(entry: Any) -> str | None:
    author = _child(entry, "author")
    name = None if author is None else _child(author, "name")
    if name is not None:
        return (name.text or "").strip() or None
    return _words(entry, "creator", "author")


def _language(root: Any) -> str | None:
    stated = root.get("{http://www.w3.org/XML/1998/namespace}lang") or ""
    for channel in root.iterchildren("{*}channel"):
        stated = stated or _words(channel, "language") or ""
    return stated.strip()[:2].lower() or None

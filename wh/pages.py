"""A page of the web: its text in its order, which parts of that are not the report, and what the page tells of itself.

trafilatura says which blocks are the report; this is the door to it. What it leaves out stays in the text as passages,
so that nothing of the page is lost. A page in which it finds no report is refused.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from wh.errors import InputError
from wh.formats import Passage
from wh.markup import below, read_html, words_of
from wh.shown import Block, set_out, visible_blocks


@dataclass(frozen=True, slots=True)
class Page:
    """What a page shows and tells; a time is as it is printed, an address without anything to go by is None."""

    text: str
    passages: tuple[Passage, ...]
    title: str | None
    published_at: str | None
    author: str | None
    url: str | None
    language: str | None


def read_page(html: str, address: str | None) -> Page:
    """Read a page that was fetched from `address`, where that is known."""
    root = read_html(html)
    told = _told(root)
    title = told.get("headline") or told.get("og:title") or _first_words(root, "h1") or _first_words(root, "title")
    language = (root.get("lang") or told.get("inLanguage") or "").strip()[:2].lower() or None
    url = _canonical(root, told, address)
    blocks = visible_blocks(root, _told_by)
    kept = zip(blocks, _kept(blocks, _report(root), title), strict=True)
    text, passages = set_out((each.text, None if is_kept else each.told or "not_a_claim") for each, is_kept in kept)
    return Page(
        text=text,
        passages=passages,
        title=title,
        published_at=next((told[name] for name in _TIMES if told.get(name)), None),
        author=next((told[name] for name in _AUTHORS if told.get(name)), None),
        url=url,
        language=language,
    )


def _report(root: Any) -> str:
    """Return the text of the report as the library finds it on a page, a block a line; the page is left as it is."""
    import trafilatura  # takes a second, and only pages need it

    try:
        found = trafilatura.extract(root, include_comments=False, include_tables=True, with_metadata=False)
    except Exception as error:  # whatever it meets on a page that was made to break it
        raise InputError(
            f"trafilatura cannot read the page: {type(error).__name__}.", at="line 1", way_out="its text in a .txt file"
        ) from error
    if not found:
        raise InputError(
            "No report is found on the page.", at="line 1", way_out="its text in a .txt file, if it is an article"
        )
    return str(found)


def _kept(blocks: list[Block], report: str, title: str | None) -> list[bool]:
    """Return of each block whether it is of the report: as one of its lines, or a longer stretch of it."""
    printed = {*report.split("\n"), title}  # which most of its blocks are to the letter
    lines = {_folded(line or "") for line in printed}
    whole = _folded(report)
    return [
        block.text in printed or (folded := _folded(block.text)) in lines or (len(folded) >= _LONG and folded in whole)
        for block in blocks
    ]


def _folded(text: str) -> str:
    return "".join(text.split())


_LONG = 30
"""How many letters make a stretch of text that stands by chance neither here nor there."""


def _told_by(name: str, attributes: str) -> str | None:
    """Return why what is in an element is not the report, as its name or what it is called tells."""
    if found := _BY_ELEMENT.get(name):
        return found
    words = " ".join(_CALLED.findall(attributes)).lower()
    return next((reason for part, reason in _BY_WORD if part in words), None) if words else None


_CALLED = re.compile(' (?:class|id)="([^"]*)"')
_BY_ELEMENT = {
    "html": "not_a_claim",
    "body": "not_a_claim",
    "nav": "navigation",
    "header": "navigation",
    "footer": "navigation",
    "button": "navigation",
    "form": "navigation",
    "aside": "related_headlines",
    "figcaption": "caption",
}
_BY_WORD = (
    ("comment", "comments"),
    ("related", "related_headlines"),
    ("recommend", "related_headlines"),
    ("caption", "caption"),
    ("disclaim", "disclaimer"),
    ("menu", "navigation"),
    ("breadcrumb", "navigation"),
    ("share", "navigation"),
    ("dateline", "dateline"),
)
_TIMES = ("datePublished", "article:published_time", "og:article:published_time", "dc.date.issued", "date", "time")
_AUTHORS = ("author", "article:author", "dc.creator", "byl")


def _told(root: Any) -> dict[str, str]:
    """Return what the page tells of itself, by the name that tells it: JSON-LD, meta elements, and its first time."""
    told: dict[str, str] = {}
    for meta in below(root, "meta"):
        name = meta.get("property") or meta.get("name") or meta.get("itemprop")
        if name and (content := meta.get("content", "").strip()):
            told.setdefault(_NAMES.get(name.lower(), name.lower()), content)
    for time in below(root, "time"):
        if time.get("datetime"):
            told.setdefault("time", time.get("datetime").strip())
            break
    return {**told, **_linked(root)}


_NAMES = {"datepublished": "datePublished", "parsely-pub-date": "datePublished", "headline": "headline"}


def _linked(root: Any) -> dict[str, str]:
    """Return what the article in the page's JSON-LD tells."""
    for script in below(root, "script"):
        if script.get("type", "").strip().lower() != "application/ld+json":
            continue
        try:
            read = json.loads(script.text or "")
        except (ValueError, RecursionError):
            continue  # the page is read all the same
        for each in _objects(read):
            kinds = each.get("@type")
            if any(str(kind).endswith("Article") for kind in (kinds if isinstance(kinds, list) else [kinds])):
                told = {name: each.get(name) for name in ("headline", "datePublished", "inLanguage", "url")}
                authors = ", ".join(_names(each.get("author")))
                return {n: v.strip() for n, v in {**told, "author": authors}.items() if isinstance(v, str) and v}
    return {}


def _objects(read: Any) -> Iterator[dict[str, Any]]:
    for each in read if isinstance(read, list) else [read]:
        if isinstance(each, dict):
            yield each
            graph = each.get("@graph")
            yield from (other for other in (graph if isinstance(graph, list) else []) if isinstance(other, dict))


def _names(author: Any) -> Iterator[str]:
    for each in author if isinstance(author, list) else [author]:
        name = each.get("name") if isinstance(each, dict) else each
        if isinstance(name, str) and name.strip():
            yield name.strip()


def _canonical(root: Any, told: dict[str, str], address: str | None) -> str | None:
    """Return the address that the page gives itself; one of the whole site is none, as if a template had been left."""
    links = [link.get("href") for link in below(root, "link") if "canonical" in link.get("rel", "").lower().split()]
    base = next((each.get("href") for each in below(root, "base") if each.get("href")), "")
    for stated in (*links, told.get("og:url"), told.get("url")):
        try:
            url = urljoin(urljoin(address or "", base.strip()), (stated or "").strip())
            parts = urlsplit(url)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and (parts.path.strip("/") or parts.query):
            return str(url)
    return address


def _first_words(root: Any, name: str) -> str | None:
    return next((words for each in below(root, name) if (words := words_of(each))), None)

"""XML and HTML as trees, and the text of a tree as a reader sees it, block by block; the door to lxml.

Nothing outside the file is looked up, no entity of its own is read (a billion laughs stay one), and no tree is deeper
than the library's bound of 256.
"""

import contextlib
import copy
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from wh.errors import InputError
from wh.formats import Among, Counted, Found, Passage, Piece, Unusable


def first_element(start: bytes) -> str:
    """Return the name of the first element, without its namespace, of an XML file that begins so."""
    from lxml import etree

    parser = etree.XMLPullParser(events=("start",), **_CAREFUL)
    try:
        parser.feed(start)
        for _, element in parser.read_events():
            return local_name(element)
        parser.close()
    except etree.XMLSyntaxError as error:
        for _, element in parser.read_events():
            return local_name(element)
        raise _no_xml(error) from None
    raise InputError("It holds no element of XML.", at="line 1", way_out="the file as it was made")


@dataclass(frozen=True, slots=True)
class Xml:
    """An XML file as a tree, as far as it can be read: `fault` says where and why it ends before its end."""

    root: Any
    encoding: str | None
    fault: InputError | None
    content: bytes

    def records(self, *names: str) -> tuple[dict[int, Among], int | None]:
        """Return where the elements of some names stand, by number, as far as the file is well-formed.

        Comes from another parser than the tree, and says which element that one stopped in: of entries that all stand
        in one line, no line can tell it.
        """
        spans = _spans(self.content, names)
        records = {
            number: Among(number, begin, self.content[begin:end]) for number, (begin, end) in enumerate(spans, 1)
        }
        return records, next((number for number, (_, end) in enumerate(spans, 1) if end is None), None)

    def each(
        self,
        elements: Sequence[Any],
        names: Sequence[str],
        read: Callable[[Any], Found | Unusable],
        cut_off: Callable[[Any], Unusable],
        none: InputError,
    ) -> Iterator[Piece]:
        """Yield what each of the elements of some names gives, as records of the file, and what cannot be read of it.

        Raises `none` where there are no elements and nothing else is wrong.
        """
        yield Counted(len(elements) + bool(elements and self.fault))
        records, broken = self.records(*names)
        for number, element in enumerate(elements, 1):
            try:
                piece = cut_off(element) if number == broken else read(element)
            except InputError as error:
                piece = Unusable(element.sourceline, error.message, error.way_out, error.at)
            yield replace(piece, among=records.get(number, Among(number)))
        if self.fault and elements:
            yield self.rest(len(elements) + 1)
        elif self.fault:
            raise self.fault
        elif not elements:
            raise none

    def rest(self, number: int) -> Unusable:
        """Return what is wrong with the file as one more record of it, which ends it."""
        assert self.fault is not None
        line = int((self.fault.at or "line 1").removeprefix("line "))
        begin = sum(map(len, self.content.splitlines(keepends=True)[: line - 1]))
        among = Among(number, begin, self.content[begin:])
        return Unusable(line, self.fault.message, self.fault.way_out, among=among)

    def breaks_in(self, element: Any) -> bool:
        """Whether what is wrong with the file is in this element, or before the next of its name."""
        if self.fault is None:
            return False
        if "\ufffd" in "".join(element.itertext()):  # what the library puts for bytes that stand for nothing
            return True
        at = int((self.fault.at or "line 1").removeprefix("line "))
        following = next(iter(element.xpath("following::*[name() = $name][1]", name=element.xpath("name()"))), None)
        return bool(element.sourceline <= at and (following is None or at < following.sourceline))


def read_xml(content: bytes) -> Xml:
    """Read an XML file; one that is cut off gives what stands before, and one with entities of its own is refused."""
    from lxml import etree

    parser = etree.XMLParser(**_CAREFUL)
    try:
        root = etree.fromstring(content, parser)
        fault = None
    except etree.XMLSyntaxError as error:
        fault = _no_xml(error)
        try:
            root = etree.fromstring(content, etree.XMLParser(recover=True, **_CAREFUL))
        except etree.XMLSyntaxError:
            raise fault from None
        if root is None:
            raise fault from None
    document = root.getroottree().docinfo
    entities = document.internalDTD is not None and next(iter(document.internalDTD.iterentities()), None)
    if entities:
        raise InputError(
            f"It declares an entity of its own, `{entities.name}`, which may stand for anything.",
            at="line 1",
            way_out="the characters themselves in its place",
        )
    return Xml(root, document.encoding, fault, content)


def _spans(content: bytes, names: Collection[str]) -> list[tuple[int, int | None]]:
    """Return where elements of some names begin and end, in bytes; what stands behind a fault is not found.

    An element that the fault is in has no end.
    """
    from xml.parsers import expat

    parser = expat.ParserCreate()
    spans: list[tuple[int, int | None]] = []
    opened: list[int] = []

    def start(name: str, _: object) -> None:
        if name.rpartition(":")[2] in names:
            opened.append(len(spans))
            spans.append((parser.CurrentByteIndex, None))

    def end(name: str) -> None:
        if name.rpartition(":")[2] in names:
            at = opened.pop()
            closed = content.find(b">", parser.CurrentByteIndex)
            spans[at] = (spans[at][0], closed + 1 or len(content))

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with contextlib.suppress(expat.ExpatError, ValueError, LookupError):
        parser.Parse(content, True)
    return spans


def read_html(text: str) -> Any:
    """Read a page, or a part of one, as a browser would; one without any element is refused."""
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    try:
        root = etree.fromstring(re.sub("[\ufdd0-\ufdef]", "", text).encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise InputError("It holds no element of HTML.", at="line 1", way_out="the page as it was fetched")
    return root


def local_name(element: Any) -> str:
    """Return the name of an element without its namespace; a comment or the like has none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def words_of(element: Any) -> str:
    """Return all text in an element, on one line."""
    return " ".join("".join(element.itertext(with_tail=False)).split())


def child(element: Any, *names: str) -> Any | None:
    """Return the first child element that has one of the names, whatever its namespace, in the order of the names."""
    for name in names:
        for each in element:
            if local_name(each) == name:
                return each
    return None


def below(element: Any, name: str) -> Iterator[Any]:
    """Yield every element of this name below the element, whatever its namespace."""
    return (each for each in element.iter(f"{{*}}{name}") if each is not element)


@dataclass(frozen=True, slots=True)
class Block:
    """A run of text that stands by itself on a page, and the element that holds it."""

    text: str
    element: Any


def visible_blocks(root: Any) -> list[Block]:
    """Return the text that a page shows, in its order, a block an entry; scripts and what is hidden show none.

    A whole tree is marked up with where its blocks begin and end, so that the library can put its text together at
    once, and is of no use afterwards; a part of one is left as it is.
    """
    from lxml import etree

    if root.getparent() is not None:
        root = copy.deepcopy(root)
        root.tail = None
    etree.strip_tags(root, etree.Comment, etree.ProcessingInstruction)
    etree.strip_elements(root, *(f"{{*}}{name}" for name in _UNSEEN), with_tail=False)
    for hidden in root.xpath(_HIDDEN):
        _drop(hidden)
    for line_break in root.iter("{*}br"):
        line_break.tail = _LINE + _writable(line_break.tail)
    holders = [root]
    for element in list(root.iter(*(f"{{*}}{name}" for name in _BLOCKS))):
        element.text = f"{_OPEN}{len(holders)}{_CLOSE}{_writable(element.text)}"
        holders.append(element)
        if element is not root:
            element.tail = f"{_OPEN}{len(holders)}{_CLOSE}{_writable(element.tail)}"
            holders.append(element.getparent())
    runs = re.split(f"{_OPEN}(\\d+){_CLOSE}", "".join(root.itertext()))
    numbers = ["0", *runs[1::2]]
    return [
        Block(text, holders[int(number)])
        for number, run in zip(numbers, runs[::2], strict=True)
        if not run.isspace() and (text := _folded(run))
    ]


_OPEN, _CLOSE, _LINE = "\ufdd0", "\ufdd1", "\ufdd2"  # no characters: no text may hold them


def _writable(text: str | None) -> str:
    """Return a text without the characters of control that a page may hold and a tree cannot be given."""
    return _CONTROLS.sub("", text or "")


_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def _drop(element: Any) -> None:
    """Take an element out, and leave what stands behind it."""
    parent, before = element.getparent(), element.getprevious()
    if parent is None:
        return
    if before is not None:
        before.tail = _writable(before.tail) + _writable(element.tail)
    else:
        parent.text = _writable(parent.text) + _writable(element.tail)
    parent.remove(element)


def set_out(parts: Iterable[tuple[str, str | None]]) -> tuple[str, tuple[Passage, ...]]:
    """Return parts as one text, an empty line between two, and as passages those that have a reason not to be read."""
    texts: list[str] = []
    passages: list[Passage] = []
    at = 0
    for text, reason in parts:
        end = at + len(text)
        before = passages[-1] if passages else None
        if reason and before and before.end + 2 == at and before.reason == reason:
            passages[-1] = Passage(before.start, end, reason)
        elif reason:
            passages.append(Passage(at, end, reason))
        texts.append(text)
        at = end + 2
    return "\n\n".join(texts), tuple(passages)


def text_of_html(text: str) -> str:
    """Return the text that a part of a page shows, with an empty line between two blocks."""
    if "<" not in text and "&" not in text:
        return text.strip()
    return "\n\n".join(block.text for block in visible_blocks(read_html(f"<div>{text}</div>")))


def _folded(run: str) -> str:
    """Return a block's text with white space as a browser shows it: one space, and the line breaks that are marked."""
    lines = (" ".join(_SPACES.split(line)).strip(" ") for line in run.split(_LINE))
    return "\n".join(lines).strip("\n")


_SPACES = re.compile(r"[ \t\r\n\f]+")
_HIDDEN = "descendant::*[@hidden or contains(@style, 'display:none') or contains(@style, 'display: none')]"


def _no_xml(error: Any) -> InputError:
    reason = str(error.msg or "").partition(", line ")[0].strip(". ") or "it is empty"
    return InputError(
        f"It cannot be read as XML beyond this point: {reason}.",
        at=f"line {max(error.lineno or 1, 1)}",
        way_out="the whole file, as it was made",
    )


_CAREFUL: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}
_UNSEEN = frozenset(
    (
        *("script", "style", "template", "noscript", "head", "svg", "iframe", "object", "select", "textarea"),
        *("audio", "canvas", "embed", "math", "video"),
    )
)
_BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "button", "caption", "dd", "details", "dialog", "div"),
        *("dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("header", "hr", "html", "li", "main", "nav", "ol", "p", "pre", "section", "summary", "table", "tbody"),
        *("td", "tfoot", "th", "thead", "tr", "ul"),
        *("block", "bq", "hl2", "media", "media-caption"),  # of NITF
    )
)

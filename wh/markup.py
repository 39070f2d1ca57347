"""XML and HTML as trees, and trees as XML; the door to lxml.

Nothing outside the file is looked up, no entity of its own is read (a billion laughs stay one), and no tree is deeper
than the library's bound of 256.
"""

import contextlib
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

from wh.errors import InputError
from wh.formats import Among, Counted, Found, Piece, Unusable


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
        read: Callable[[Any], Found | Unusable | None],
        cut_off: Callable[[Any], Unusable],
        none: InputError,
    ) -> Iterator[Piece]:
        """Yield what each of the elements of some names gives, as records of the file, and what cannot be read of it.

        One that `read` gives nothing of is passed over. Raises `none` where there are no elements and nothing else is
        wrong.
        """
        records, broken = self.records(*names)
        passed = 0
        for number, element in enumerate(elements, 1):
            try:
                piece = cut_off(element) if number == broken else read(element)
            except InputError as error:
                piece = Unusable(element.sourceline, error.message, error.way_out, error.at)
            if piece is None:
                passed += 1
            else:
                yield replace(piece, among=records.get(number, Among(number)))
        if self.fault and elements:
            yield self.rest(len(elements) + 1)
        yield Counted(len(elements) + bool(elements and self.fault), passed)
        if self.fault and not elements:
            raise self.fault
        if not elements:
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
    return Xml(root, document.encoding or "utf-8", fault, content)


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

    try:
        content = text.encode("utf-8", "replace").translate(None, _CONTROLS)
        root = etree.fromstring(content, _html_parser())
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        raise InputError("It holds no element of HTML.", at="line 1", way_out="the page as it was fetched")
    return root


_CONTROLS = bytes(number for number in range(1, 32) if number not in b"\t\n\f\r")
"""What no text has, and no tree that is written out; a NUL is seen to elsewhere."""


@cache
def _html_parser() -> Any:
    """Return the parser of pages; it makes elements of lxml.html without asking Python for each which one."""
    from lxml import etree
    from lxml.html import HtmlElement

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, no_network=True)
    parser.set_element_class_lookup(etree.ElementDefaultClassLookup(element=HtmlElement))
    return parser


def written(root: Any) -> str:
    """Return a tree, or a part of one, as XML, without what stands behind it."""
    from lxml import etree

    return str(etree.tostring(root, encoding="unicode", with_tail=False))


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


def _no_xml(error: Any) -> InputError:
    reason = str(error.msg or "").partition(", line ")[0].strip(". ") or "it is empty"
    return InputError(
        f"It cannot be read as XML beyond this point: {reason}.",
        at=f"line {max(error.lineno or 1, 1)}",
        way_out="the whole file, as it was made",
    )


_CAREFUL: dict[str, Any] = {"resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False}

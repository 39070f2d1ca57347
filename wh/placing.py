"""Where annotations lie: which article a tool's document is, and where in its text each span stands.

A span is taken where its words are. One that does not hold its words is placed anew only if they stand in the text
once; else it is refused with what stands there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import PurePosixPath

from wh.addresses import same_address
from wh.anchoring import fold, place_of, places_of
from wh.annotations import Annotation, Document
from wh.arrivals import Arrivals
from wh.offsets import Span, resolve, stored, trimmed


@dataclass(frozen=True, slots=True)
class Place:
    """A span of a text, in code points; the edition is None where no text of the article is here.

    What the article's loader knows to be no report is in `passages`.
    """

    edition: str | None
    text: str
    start: int
    end: int
    passages: tuple[tuple[int, int], ...] = ()

    @property
    def words(self) -> str:
        """The words as printed, with one blank between two of them."""
        return " ".join(self.text[self.start : self.end].split())


@dataclass(frozen=True, slots=True)
class Placed:
    """An annotation and where its words stand: in each edition of the article, that which was annotated first.

    Words that no edition has any more stand in the tool's own text: a label stays when its words are gone.
    """

    annotation: Annotation
    article_id: str
    places: tuple[Place, ...]


@dataclass(frozen=True, slots=True)
class Unplaced:
    """Why an annotation has no place, and the way out."""

    annotation: Annotation
    reason: str
    hint: str


@dataclass(frozen=True)
class Held:
    """A text of an article that is at hand; `address` is of the page that it was on."""

    article_id: str
    edition: str
    file: str
    url: str | None
    address: str | None
    passages: tuple[tuple[int, int], ...]
    read: Callable[[], str]

    @cached_property
    def text(self) -> str:
        """The text, read when it is first asked for."""
        return self.read()


def held_of(arrivals: Arrivals) -> Iterator[Held]:
    """Yield the articles of a load that are in use."""
    for turn, article_id, edition, file, url, address, passages in arrivals.in_use_as(
        "turn", "article_id", "edition", "file", "url", "address", "passages"
    ):
        spans = tuple((each["passage_start"], each["passage_end"]) for each in passages or ())
        yield Held(article_id, edition, file, url, address, spans, partial(arrivals.text_of, turn))


class Shelf:
    """The articles at hand, by all that a tool may call them."""

    def __init__(self, articles: Iterable[Held]) -> None:
        self._all = tuple(articles)
        self._by_id: dict[str, list[Held]] = {}
        self._by_name: dict[str, set[str]] = {}
        self._by_address: dict[str, set[str]] = {}
        self._by_text: dict[str, set[str]] = {}  # filled when a text is first asked for
        for each in self._all:
            own = each.article_id
            self._by_id.setdefault(own, []).append(each)
            file = PurePosixPath(each.file)
            for name in {file.name, file.stem}:
                self._by_name.setdefault(name, set()).add(own)
            for address in (each.url and same_address(each.url), each.address):
                if address:
                    self._by_address.setdefault(address, set()).add(own)

    def article_id(self, document: Document) -> str | None:
        """Return the id of the article that a document is; what is named and not here is called as it is named."""
        if document.name in self._by_id:
            return document.name
        found = set()
        if document.name:
            name = PurePosixPath(document.name.replace("\\", "/"))
            found = self._by_name.get(name.name) or self._by_name.get(name.stem) or set()
        if len(found) != 1 and document.url:
            found = self._by_address.get(same_address(document.url), set())
        if len(found) != 1 and document.text is not None:
            found = self._of_text(document.text)
        return next(iter(found)) if len(found) == 1 else document.name

    def _of_text(self, text: str) -> set[str]:
        if not self._by_text:
            for each in self._all:
                self._by_text.setdefault(fold(each.text), set()).add(each.article_id)
        return self._by_text.get(fold(stored(text)), set())

    def editions(self, article_id: str, document: Document) -> list[Held]:
        """Return the article's editions, that which was annotated first, then the full one."""
        text = None if document.text is None else fold(stored(document.text))
        return sorted(
            self._by_id.get(article_id, ()),
            key=lambda each: (
                text is not None and fold(each.text) != text,
                document.edition is not None and each.edition != document.edition,
                each.edition != "full",
            ),
        )


def place(document: Document, annotations: Sequence[Annotation], shelf: Shelf) -> Iterator[Placed | Unplaced]:
    """Yield where each annotation of a document stands, in their order."""
    article_id = shelf.article_id(document)
    editions = [] if article_id is None else shelf.editions(article_id, document)
    if article_id is None or not (editions or document.text is not None):
        yield from (_unknown(each, article_id) for each in annotations)
        return
    read = document.text if document.text is not None else editions[0].text
    text = stored(read)
    spans = [Span(each.start or 0, each.end or 0, each.words) for each in annotations]
    for each, found in zip(annotations, resolve(read, spans, is_own=document.text is not None), strict=True):
        at = found or _anew(text, each)
        if at is None:
            yield _refused(each, text, read)
        else:
            own = Place(document.edition, text, *trimmed(text, *at))
            yield Placed(each, article_id, _in_article(own, editions) or (own,))


def _anew(text: str, each: Annotation) -> tuple[int, int] | None:
    """Return the one place of the words that the tool keeps, if there is one."""
    if not each.words or not each.words.strip():
        return None
    words = stored(each.words.replace("\\n", "\n"))
    return place_of(text, words, None, None) or place_of(text, words, each.prefix, each.suffix)


def _in_article(place: Place, editions: Sequence[Held]) -> tuple[Place, ...]:
    """Return where the words of a place in the tool's text stand in each edition that has them."""
    found = []
    for article in editions:
        at = _same_place(place, article.text)
        if at is not None:
            found.append(Place(article.edition, article.text, *at, article.passages))
    return tuple(found)


def _same_place(place: Place, text: str) -> tuple[int, int] | None:
    """Return where the words stand in another text: at the same place of the same text, else where they are alone."""
    if text == place.text:
        return place.start, place.end
    words = place.text[place.start : place.end]
    prefix, suffix = place.text[: place.start][-_AROUND:], place.text[place.end :][:_AROUND]
    return place_of(text, words, None, None) or place_of(text, words, prefix, suffix)


_AROUND = 40
"""How many characters on both sides must be the same for words to be at the same place of another text."""


def _unknown(each: Annotation, article_id: str | None) -> Unplaced:
    called = article_id or each.document.url
    if called is None:
        reason = "Nothing says which article it is of: no id, no file, no address and no text of one that is here."
        return Unplaced(each, reason, "an `article_id` in the document's own fields")
    return Unplaced(each, f"There is no article `{called}`.", "an article_id, the name of a file, or its address")


def _refused(each: Annotation, text: str, read: str) -> Unplaced:
    if each.start is None or each.end is None:
        found = places_of(text, each.words or "")
        reason = f'"{each.words}" stands {_times(len(found))} in the text, and nothing says where.'
        return Unplaced(each, reason, "marking the words anew in the tool")
    where = f"{each.start}..{each.end}"
    if each.start == each.end:
        return Unplaced(each, f"At {where} nothing is marked.", "marking words in the tool, or deleting it there")
    if not each.words:
        reason = f"At {where} no words begin and end, or others do in other units."
        return Unplaced(each, reason, "an export that has the words of each span, or marking it anew")
    stands = " ".join(stored(read)[each.start : each.end].split())
    count = len(places_of(text, stored(each.words)))
    reason = f'"{_short(each.words)}" does not stand at {where}: there is "{_short(stands)}"; it stands {_times(count)}'
    return Unplaced(each, f"{reason} in the text.", "marking the words anew in the tool")


def _times(count: int) -> str:
    return "nowhere" if count == 0 else f"{count} times"


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else f"{words[:57]}..."

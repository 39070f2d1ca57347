"""What a format of articles makes of a file: the texts in it, what it tells of each, and what it cannot use.

A format is a function in loaders/ that maps what a library reads to these dataclasses, piece by piece.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO, get_type_hints

from wh.errors import InputError
from wh.results import RAW_BYTES_KEPT


def articles(
    *suffixes: str, roots: tuple[str, ...] = (), at_most: int = 64_000_000, is_plain: bool = False
) -> Callable[[Callable[[Any], Iterator["Piece"]]], "ArticleFormat"]:
    """Declare that the function below reads article files with these suffixes, and yields each article in one.

    With `roots`, only XML files whose first element has one of these names. A function of `bytes` gets the content of
    a file of `at_most` so many bytes; one of an `ArticleFile` opens it itself, and sees to its own bounds. A format
    that `is_plain` yields its file's text as it is, in UTF-8, and nothing else: many such are read at once.
    """

    def declare(read: Callable[[Any], Iterator[Piece]]) -> ArticleFormat:
        annotations = list(get_type_hints(read).values())
        return ArticleFormat(
            suffixes, roots, at_most, read, takes_file=annotations[:1] == [ArticleFile], is_plain=is_plain
        )

    return declare


@dataclass(frozen=True, slots=True)
class ArticleFile:
    """A file of articles, on disk or within another one; what a server said of it when it was fetched, if one did.

    `columns` says where [tool.wh.articles] looks for what: our name, and the file's own. It is at `path` where it has
    one on this machine. One that `breaks_off` cannot be read whole: what is good of it is sought part by part.
    """

    name: str
    open: Callable[[], BinaryIO]
    at_most: int
    charset: str | None = None
    address: str | None = None
    fetched_at: datetime | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    path: Path | None = None
    breaks_off: bool = False

    def read(self) -> bytes:
        """Return its whole content; one that is too long is refused before more than that is in memory."""
        with self.open() as stream:
            content = stream.read(self.at_most + 1)
        if len(content) > self.at_most:
            raise InputError(
                f"It is longer than {self.at_most:,} bytes, which no article is.",
                at="line 1",
                way_out="its articles in a file each",
            )
        return content


@dataclass(frozen=True, slots=True)
class Among:
    """Which of the many records of its file a piece is: its number, from 1, and where it begins, in bytes.

    `content` is its bytes as read, or what gives them at once: the first 4 KB are kept of what is refused.
    """

    number: int
    offset: int | None = None
    content: bytes | Callable[[], bytes] = b""

    @property
    def raw_bytes(self) -> bytes:
        """The first of its bytes."""
        return (self.content if isinstance(self.content, bytes) else self.content())[:RAW_BYTES_KEPT]


@dataclass(frozen=True, slots=True)
class Found:
    """An article as its file has it: the text, the line where it starts, and what the file says of itself, by line.

    `says` is what a person wrote there (a front matter), `item` what the fields of its format tell; a row of the
    manifest stands instead of the one and before the other. In a file without lines, `line` counts its records.
    `among` is None where the file is one article.
    """

    text: str
    line: int = 1
    says: tuple["Said", ...] = ()
    item: "Item | None" = None
    passages: tuple["Passage", ...] = ()
    encoding: str | None = None
    among: Among | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """What the fields of a format tell of an article, as printed; None is not said.

    `item_id` is its publisher's own id, and `status` one of STATUSES. Which of two texts is the newer,
    `item_version` tells, or when it was fetched, or when its publisher changed it.
    """

    article_id: str | None = None
    edition: str = "full"
    outlet_id: str | None = None
    title: str | None = None
    published_at: str | None = None
    language: str | None = None
    url: str | None = None
    author: str | None = None
    credit_line: str | None = None
    editor_note: str | None = None
    item_id: str | None = None
    item_version: int | None = None
    status: str | None = None
    updated_at: datetime | None = None
    fetched_at: datetime | None = None

    @property
    def is_withdrawn(self) -> bool:
        """Whether its publisher takes it back, or holds it back until a later version."""
        return self.status in ("withheld", "canceled")


STATUSES = ("usable", "withheld", "canceled")
"""What an agency says of an item, in the words of IPTC."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A part of a text that is not the report, and why: the reasons are those of excluded_passages.csv.

    Offsets are code points of the text as found.
    """

    start: int
    end: int
    reason: str


@dataclass(frozen=True, slots=True)
class Inside:
    """A file within a file, to be read by the format of its `name`.

    Where the outer file is cut into records and not into files, all that is inside has the `line` of its record.
    """

    file: ArticleFile
    line: int | None = None
    among: Among | None = None


@dataclass(frozen=True, slots=True)
class Unusable:
    """A part of a file that cannot be used, and why; what comes after it is read all the same.

    It stands for so many `records` where nobody can say which of them it is.
    """

    line: int
    reason: str
    hint: str | None
    column: str | None = None
    record: str = ""
    among: Among | None = None
    records: int = 1


@dataclass(frozen=True, slots=True)
class Records:
    """Many articles of a file beside each other: what `read` gives for each of them, as values by column.

    `values` holds the text and what else of an Item is told, as printed, None where it is not; all columns are as long
    as `lines`, which number the records too. They are looked at by whole columns, and one that may be refused is `read`
    by its place in them.
    """

    lines: Sequence[int]
    values: Mapping[str, Sequence[str | None]]
    read: Callable[[int], "Found | Unusable"]


@dataclass(frozen=True, slots=True)
class Rows:
    """Many articles of a file as a query of DuckDB, whose texts need never be Python's.

    It gives each row's `number`, from 1 to `count`, and as texts what `columns` names: `text` and what else of an Item
    is told, as printed, NULL where it is not. `read` gives those of some numbers, in their order, each by itself, and
    raises BreaksOffError where it cannot; so does whoever asks the query.
    """

    query: str
    columns: tuple[str, ...]
    count: int
    read: Callable[[Sequence[int]], "Iterator[Found | Unusable]"]


class BreaksOffError(Exception):
    """A file of Rows cannot be read whole: it is to be begun anew, part by part. `file` is known further out."""

    def __init__(self, file: str = "") -> None:
        super().__init__(file)
        self.file = file


@dataclass(frozen=True, slots=True)
class Counted:
    """How many records a file has, as its format cuts it into them; `passed` are no articles by their kind.

    Said once, it finds out the record that is lost on the way to an article.
    """

    records: int
    passed: int = 0


@dataclass(frozen=True, slots=True)
class Later:
    """An article that takes long: what `found` makes of what `work` gives for its `arguments`.

    `work` is a function of a module and may be called in another process; it raises InputError at line 1 where there
    is no article. `size` is how much there is to compute, in characters; `head` the first bytes of the article.
    """

    work: Callable[..., Any]
    arguments: tuple[Any, ...]
    found: Callable[[Any], Found]
    size: int
    head: bytes


Piece = Found | Inside | Unusable | Records | Rows | Counted | Later
"""What a format finds in a file."""

BULK = 4_000_000
"""From how many bytes a file's records are handed on as Records: fewer are read faster one by one."""

BLOCK = 16_000_000
"""How many bytes of records, about, are in memory at once."""


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a file says about its article, as in the manifest's column of that name."""

    column: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class ArticleFormat:
    """How files with one of the suffixes are read; `read` raises InputError with `at` as `line N`."""

    suffixes: tuple[str, ...]
    roots: tuple[str, ...]
    at_most: int
    read: Callable[[Any], Iterator[Piece]]
    takes_file: bool
    is_plain: bool = False

    @property
    def claims(self) -> tuple[str, ...]:
        """Return what it alone reads: suffixes, or a first element in files of such a suffix."""
        if not self.roots:
            return self.suffixes
        return tuple(f"{suffix} <{root}>" for suffix in self.suffixes for root in self.roots)

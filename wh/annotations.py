"""What a format of annotations makes of a file: the spans that a person marked in a text, and the links between them.

A format is a function in loaders/ that maps what an annotation tool exports to these dataclasses. It judges no span:
whether the words stand where it says, and which kind of label it is, is another module's question.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from wh.errors import InputError
from wh.formats import Counted, Unusable
from wh.reading import decode


def annotations(
    *suffixes: str,
    recognise: Callable[["AnnotationFile"], bool] | None = None,
    beside: tuple[str, ...] = (),
    ignores: tuple[str, ...] = (),
    by_line: bool = False,
    at_most: int = 256_000_000,
) -> Callable[[Callable[["AnnotationFile"], Iterator["Marked"]]], "AnnotationFormat"]:
    """Declare that the function below reads files of annotations with these suffixes, and yields each mark in one.

    With `recognise`, only those files of which it says yes. Files of the same name that end in `beside`, and files
    that are called as in `ignores`, belong to the format and are no files of labels themselves. A format `by_line` says
    on which line each mark stands; those of all others are counted.
    """

    def declare(read: Callable[[AnnotationFile], Iterator[Marked]]) -> AnnotationFormat:
        return AnnotationFormat(suffixes, read.__name__, recognise, beside, ignores, by_line, at_most, read)

    return declare


@dataclass(frozen=True, slots=True)
class Document:
    """The text that was annotated, as its tool tells of it; None is not said.

    `name` is an article's id or the name of a file. Without a `text`, offsets are those of the article's own.
    """

    name: str | None = None
    url: str | None = None
    text: str | None = None
    edition: str | None = None


@dataclass(frozen=True, slots=True)
class Annotation:
    """A span that somebody marked: offsets in whatever unit its tool counts, the words, a label, what else is said.

    `tool_id` is what links call it; what follows its last slash, the tool itself does. `prefix` and `suffix` are the
    words around it, where the tool keeps them. `place` counts the marks of a file from 1, or is the line of each.
    """

    document: Document
    label: str
    start: int | None = None
    end: int | None = None
    words: str | None = None
    attributes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    labeller: str | None = None
    created_at: str | None = None
    tool_id: str | None = None
    prefix: str | None = None
    suffix: str | None = None
    place: int = 0


@dataclass(frozen=True, slots=True)
class Link:
    """A relation that somebody drew from one annotation of a file to another, by their tools' ids."""

    label: str
    from_id: str
    to_id: str
    place: int = 0


Marked = Annotation | Link | Unusable | Counted
"""What a format of annotations finds in a file; of what is unusable, `line` is its line, or 0 where it has none.

Counted are marks that are nobody's labels: records and passed are the same number.
"""


def passed_over(marks: int) -> Counted:
    """Return that so many marks are nobody's labels: those of a task that was skipped, or what was suggested."""
    return Counted(marks, marks)


@dataclass(slots=True)
class AnnotationFile:
    """A file of annotations: its name and content, and what lies beside it; what was parsed is kept."""

    name: str
    content: bytes
    read_beside: Callable[[str], bytes | None] = lambda _: None
    _parsed: tuple[Any] | None = None

    @property
    def text(self) -> str:
        """Its content as text; InputError where it is none."""
        return decode(self.content)

    def json(self) -> Any:
        """Return what the file says as JSON; InputError with the line where it is none."""
        if self._parsed is None:
            self._parsed = (_read_json(self.text),)
        return self._parsed[0]

    def lines(self) -> Iterator[tuple[int, Any]]:
        """Yield each line's number and value; in the place of one that is no JSON, why it cannot be used."""
        for number, line in enumerate(self.text.split("\n"), 1):
            if line.strip():
                try:
                    yield number, _read_json(line)
                except InputError as error:
                    yield number, Unusable(number, error.message, error.way_out, record=line[:2000])

    def first(self) -> Any:
        """Return the file's first line as JSON, or its whole; None where it is no JSON."""
        try:
            if self.name.lower().endswith((".jsonl", ".ndjson")):
                return next((value for _, value in self.lines() if not isinstance(value, Unusable)), None)
            return self.json()
        except InputError:
            return None


@dataclass(frozen=True, slots=True)
class AnnotationFormat:
    """How files of annotations with one of the suffixes are read; `read` raises InputError with `at` as `line N`."""

    suffixes: tuple[str, ...]
    name: str
    recognise: Callable[[AnnotationFile], bool] | None
    beside: tuple[str, ...]
    ignores: tuple[str, ...]
    by_line: bool
    at_most: int
    read: Callable[[AnnotationFile], Iterator[Marked]]

    @property
    def claims(self) -> tuple[str, ...]:
        """Return what it alone reads: suffixes, or those of its files among others of such a suffix."""
        told = f" {self.name}" if self.recognise else ""
        return tuple(f"labels/*{suffix}{told}" for suffix in self.suffixes)

    def reads(self, file: AnnotationFile) -> bool:
        """Whether the file is one of its own."""
        if not file.name.lower().endswith(self.suffixes):
            return False
        return self.recognise is None or self.recognise(file)


def objects(holder: object, name: str) -> list[dict[str, Any]]:
    """Return the objects of a list that an export has under a name, none where it has none; InputError for all else."""
    found = table(holder).get(name)
    if found is None:
        return []
    if not isinstance(found, list) or not all(isinstance(each, dict) for each in found):
        raise InputError(f"`{name}` is no list of objects.", way_out="exporting it again")
    return found


def table(value: object) -> dict[str, Any]:
    """Return what should be an object of an export; InputError where it is none."""
    if not isinstance(value, dict):
        raise InputError(f"There is {json.dumps(value)[:40]} in the place of an object.", way_out="exporting it again")
    return value


def text_of(holder: Mapping[str, Any], name: str) -> str | None:
    """Return the text that an export has under a name; None where it has none."""
    found = holder.get(name)
    return found if isinstance(found, str) and found else None


def whole_or_refused(marks: Iterator[Marked], line: int = 0) -> Iterator[Marked]:
    """Yield the marks of one text, or, where one of them is not as its tool writes it, why they are refused."""
    try:
        yield from list(marks)
    except InputError as error:
        yield Unusable(line, error.message, error.way_out)


def texts_of(value: object) -> tuple[str, ...]:
    """Return what a tool has under an attribute as texts: of a list each entry, of nothing none."""
    if isinstance(value, list | tuple):
        return tuple(text for each in value for text in texts_of(each))
    if value is None or value == "" or isinstance(value, dict):
        return ()
    if isinstance(value, bool):
        return ("true" if value else "false",)
    return (str(value),)


def whole(value: object) -> int | None:
    """Return an offset, or None where it is no whole number."""
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _read_json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(
            f"It is no JSON: {error.msg} at character {error.colno} of the line.",
            at=f"line {error.lineno}",
            way_out="exporting it again, or mending that place",
        ) from None
    except (ValueError, RecursionError) as error:
        raise InputError(f"It is no JSON that can be read: {error}.", at="line 1", way_out="a new export") from None

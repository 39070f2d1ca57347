"""Read the folder of articles: each file's text, and what the manifest or the file itself says of it.

A file that nothing describes, or that holds no text, is refused by name. Hidden files and a README are not articles.
"""

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wh.errors import InputError, closest
from wh.kinds import ArticleFormat, DescriptionKind, Found, Kinds, Said, loader_fault, read_record
from wh.labelfiles import LabelFile, RefusedRow, Row
from wh.results import Reject

Place = tuple[str, int]
"""A file, relative to the project, and a line in it."""

NOT_ARTICLES = frozenset({"readme.md", "readme.txt", "thumbs.db", "desktop.ini"})
"""File names that are no articles in any folder; so is a name that begins with a dot."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article's text with its description; `described_at` is the file and line that describe it.

    `content_sha256` is of the text as stored, in UTF-8; `file_sha256` covers text and description.
    """

    description: Any
    text: str
    file: str
    line: int
    described_at: Place
    file_sha256: str
    content_sha256: str


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file says of its article; `record` is None where that cannot be read, `cells` is what it said."""

    file: str
    record: Any
    cells: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class ArticleFolder:
    """What a folder of articles gave; a front matter is there also where its article is refused."""

    articles: tuple[Article, ...]
    front_matters: tuple[FrontMatter, ...]
    rejects: tuple[Reject, ...]


def read_articles(folder: Path, shown_folder: str, kinds: Kinds, manifest: "Manifest") -> ArticleFolder:
    """Read every file of the folder, sorted by name; `shown_folder` is the folder as the project sees it.

    A folder that is not there has no articles.
    """
    read = _Read([], [], [])
    editions: dict[tuple[str, str], str] = {}
    for path in _listed(folder, shown_folder, read):
        if path.name.startswith(".") or path.name.lower() in NOT_ARTICLES:
            continue
        file = f"{shown_folder}/{_printable(path.name)}"
        for article in _read_file(path, file, kinds, manifest, read):
            edition = (article.description.article_id, article.description.edition)
            if edition in editions:
                reason = f"The {edition[1]} edition of `{edition[0]}` is already in {editions[edition]}."
                hint = "another article_id, or deleting one of the two files"
                read.refuse(file, article.line, reason, hint)
            else:
                editions[edition] = file
                read.articles.append(article)
    return ArticleFolder(tuple(read.articles), tuple(read.front_matters), tuple(read.rejects))


def _listed(folder: Path, shown_folder: str, read: "_Read") -> list[Path]:
    try:
        return sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        read.refuse(shown_folder, 1, f"The folder cannot be opened: {error.strerror}.", "a folder that you may read")
        return []


@dataclass(frozen=True, slots=True)
class _Read:
    """What was read so far; filled file by file."""

    articles: list[Article]
    front_matters: list[FrontMatter]
    rejects: list[Reject]

    def refuse(self, file: str, line: int, reason: str, hint: str | None, *, column: str | None = None) -> None:
        """Note why a file, or a part of it, cannot be used."""
        self.rejects.append(Reject(file, line, column, reason, hint, ""))


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest by file name: the rows that can be read, and those that cannot."""

    file: str
    rows: dict[str, Row]
    refused: dict[str, RefusedRow]
    header: tuple[str, ...]
    is_readable: bool


def read_manifest(described: LabelFile) -> tuple[Manifest, list[Reject]]:
    """Order the manifest's rows by file; a second row for the same file is refused."""
    rows: dict[str, Row] = {}
    rejects: list[Reject] = []
    for row in described.rows:
        name = row.record.file  # type: ignore[attr-defined]  # a description's own column
        if name in rows:
            reason = f"The file `{name}` is already described at {described.file}:{rows[name].line}."
            rejects.append(Reject(described.file, row.line, "file", reason, "deleting one of the two rows", row.text))
        else:
            rows[name] = row
    refused = {name: row for row in described.refused if (name := row.cells.get("file"))}
    return Manifest(described.file, rows, refused, described.kind.header, described.is_readable), rejects


def without_refused_descriptions(
    articles: Iterable[Article], refused: Collection[Place]
) -> tuple[list[Article], list[Reject]]:
    """Leave out the articles whose description was refused for what it refers to."""
    kept, rejects = [], []
    for article in articles:
        file, line = article.described_at
        if article.described_at not in refused:
            kept.append(article)
        elif file != article.file:
            reason = f"Its description is itself refused, at {file}:{line}."
            rejects.append(Reject(article.file, article.line, None, reason, "mending that row", ""))
    return kept, rejects


def _read_file(path: Path, file: str, kinds: Kinds, manifest: Manifest, read: _Read) -> Iterator[Article]:
    """Yield the articles of one file; what is wrong with it goes to `read`."""
    format_ = kinds.formats.get(path.suffix.lower())
    if path.is_dir():
        read.refuse(
            file, 1, "This is a folder, not an article.", "its files one folder up: only the folder itself is read"
        )
        return
    if format_ is None:
        reason = f"No loader reads files that end in `{path.suffix or _printable(path.name)}`."
        read.refuse(file, 1, reason, f"one of {', '.join(sorted(kinds.formats))}, or a loader of your own")
        return
    if path.exists() and not path.is_file():
        read.refuse(file, 1, "This is a pipe or a device, not a file.", "a file, or taking it away")
        return
    try:
        found = _found(format_, path, file)
    except InputError as error:
        if not (error.at or "line 1").startswith("line "):
            raise
        read.refuse(file, int((error.at or "line 1").removeprefix("line ")), error.message, error.way_out)
        return
    except OSError as error:
        read.refuse(file, 1, f"The file cannot be opened: {error.strerror}.", "a file that you may read")
        return
    for each in found:
        text = unicodedata.normalize("NFC", each.text)
        described = _description(each, path.name, file, kinds.description, manifest, read)
        if not text.strip():
            read.refuse(file, each.line, "The article holds no text.", "putting its text in, or deleting the file")
        elif "\0" in text:
            line = each.line + text.count("\n", 0, text.index("\0"))
            read.refuse(file, line, "The text holds a NUL byte.", "saving it as plain text, in UTF-8")
        elif described:
            record, at = described
            yield _article(text, file, each.line, record, at, kinds.description)


def _found(format_: ArticleFormat, path: Path, file: str) -> list[Found]:
    content = path.read_bytes()
    try:
        found = list(format_.read(content))
        for each in found:
            if not isinstance(each, Found):
                raise TypeError(f"`{format_.read.__name__}` yields {each!r}, which is no `Found`")
    except InputError:
        raise
    except Exception as error:
        raise loader_fault(error, file) from error
    return found


def _article(text: str, file: str, line: int, record: object, at: Place, kind: DescriptionKind) -> Article:
    content_sha256 = hashlib.sha256(text.encode()).hexdigest()
    meaning = repr((kind.columns, kind.spread(record), content_sha256, line))
    return Article(record, text, file, line, at, hashlib.sha256(meaning.encode()).hexdigest(), content_sha256)


def _description(
    found: Found, name: str, file: str, kind: DescriptionKind, manifest: Manifest, read: _Read
) -> tuple[object, Place] | None:
    """Return what describes the article and where, or None where nothing does, or two things do."""
    name = unicodedata.normalize("NFC", name)
    row = manifest.rows.get(name)
    said = _known_keys(found, file, kind, read)
    if not said:
        if row is None:
            read.rejects.append(_undescribed(_printable(name), file, manifest))
        return (row.record, (manifest.file, row.line)) if row else None
    if row is not None:
        reason = f"Both {manifest.file}:{row.line} and the front matter describe this file."
        read.refuse(file, 1, reason, "deleting one of the two descriptions")
        return None
    cells = {column: each.text or None for column, each in said.items()} | {"file": name}
    record, refusals = read_record(kind, cells)
    for refusal in refusals:
        line = said[refusal.column].line if refusal.column in said else 1
        read.refuse(file, line, refusal.reason, refusal.hint, column=refusal.column)
    read.front_matters.append(FrontMatter(file, record, cells))
    return None if refusals else (record, (file, 1))


def _known_keys(found: Found, file: str, kind: DescriptionKind, read: _Read) -> dict[str, Said]:
    """Return what the file says under the manifest's columns; any other key is refused and not read."""
    keys = [name for name in kind.header if name != "file"]
    said: dict[str, Said] = {}
    for each in found.says:
        if each.column not in keys:
            near = closest(each.column, keys)
            hint = f"`{near}`, the closest key" if near else "one of " + ", ".join(f"`{key}`" for key in keys)
            reason = f"The front matter has no key `{each.column}`; it is not read."
            read.refuse(file, each.line, reason, hint, column=each.column)
        elif each.column in said:
            reason = f"The key `{each.column}` is there twice; the first one is read."
            read.refuse(file, each.line, reason, "each key once", column=each.column)
        else:
            said[each.column] = each
    return said


def _undescribed(name: str, file: str, manifest: Manifest) -> Reject:
    if not manifest.is_readable:
        return Reject(
            file, 1, None, f"{manifest.file}, which may describe it, cannot be read.", "mending that file", ""
        )
    if refused := manifest.refused.get(name):
        reason = f"Its description is itself refused, at {manifest.file}:{refused.line}."
        return Reject(file, 1, None, reason, "mending that row", "")
    if near := closest(name, manifest.rows):
        at = f"{manifest.file}:{manifest.rows[near].line}"
        return Reject(file, 1, None, "Nothing describes this file.", f"`{name}` instead of `{near}` at {at}", "")
    stem = re.sub(r"[^\w.-]+", "-", name.rsplit(".", 1)[0]).strip("-") or "article"
    values = {"article_id": stem, "edition": "full", "file": f'"{name}"' if "," in name else name}
    row = ",".join(values.get(column, "") for column in manifest.header)
    hint = f"a row in {manifest.file}: `{row}` (or digest instead of full)"
    return Reject(file, 1, None, "Nothing describes this file.", hint, "")


def _printable(name: str) -> str:
    """Return a file's name as it can be shown: bytes that are no text, line ends and the like are written out."""
    shown = (one if one.isprintable() else one.encode("unicode_escape").decode() for one in name)
    return "".join(shown)

"""Read the folder of articles: each file's text, and what the manifest or the file itself says of it.

A file that nothing describes, or that holds no text, is refused by name. Hidden files and a README are not articles.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wh.errors import InputError, closest
from wh.kinds import ArticleFormat, DescriptionKind, Found, Kinds, read_record
from wh.labelfiles import LabelFile, RefusedRow, Row
from wh.results import Reject

NOT_ARTICLES = frozenset({"readme.md", "readme.txt", "thumbs.db", "desktop.ini"})
"""File names that are no articles in any folder; so is a name that begins with a dot."""


@dataclass(frozen=True, slots=True)
class Article:
    """One article's text with its description; `described_at` is the file and line that describe it.

    `file_sha256` covers text, description and reader; `content_sha256` the text as stored, in UTF-8.
    """

    description: Any
    text: str
    file: str
    line: int
    described_at: tuple[str, int]
    file_sha256: str
    content_sha256: str


@dataclass(frozen=True, slots=True)
class ArticleFolder:
    """What a folder of articles gave; `refused_files` has the sha256 of each file that gave nothing."""

    articles: tuple[Article, ...]
    refused_files: dict[str, str]
    rejects: tuple[Reject, ...]


def read_articles(folder: Path, shown_folder: str, kinds: Kinds, manifest: "Manifest") -> ArticleFolder:
    """Read every file of the folder, sorted by name; `shown_folder` is the folder as the project sees it."""
    articles: list[Article] = []
    refused: dict[str, str] = {}
    rejects: list[Reject] = []
    editions: dict[tuple[str, str], str] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.lower() in NOT_ARTICLES:
            continue
        file = f"{shown_folder}/{path.name}"
        read, wrong = _read_file(path, file, kinds, manifest)
        for article in read:
            edition = (article.description.article_id, article.description.edition)
            if edition in editions:
                reason = f"The {edition[1]} edition of `{edition[0]}` is already in {editions[edition]}."
                wrong.append(Reject(file, article.line, None, reason, "another article_id, or one of the two files", ""))
            else:
                editions[edition] = file
                articles.append(article)
        rejects += wrong
        if file not in {article.file for article in articles[-len(read) :]} or not read:
            refused[file] = _sha256(path.read_bytes()) if path.is_file() else ""
    return ArticleFolder(tuple(articles), refused, tuple(rejects))


@dataclass(frozen=True, slots=True)
class Manifest:
    """The manifest by file name: the rows that can be read, and those that cannot."""

    file: str
    rows: dict[str, Row]
    refused: dict[str, RefusedRow]
    header: tuple[str, ...]


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
    refused = {row.cells["file"]: row for row in described.refused if row.cells.get("file")}
    return Manifest(described.file, rows, refused, described.kind.header), rejects  # type: ignore[arg-type]  # None left out


def _read_file(path: Path, file: str, kinds: Kinds, manifest: Manifest) -> tuple[list[Article], list[Reject]]:
    format_ = kinds.formats.get(path.suffix.lower())
    if path.is_dir():
        hint = "its files one folder up: only the folder itself is read"
        return [], [Reject(file, 1, None, "This is a folder, not an article.", hint, "")]
    if format_ is None:
        suffixes = ", ".join(sorted(kinds.formats))
        reason = f"No loader reads files that end in `{path.suffix or path.name}`."
        return [], [Reject(file, 1, None, reason, f"one of {suffixes}, or a loader of your own", "")]
    try:
        found = list(format_.read(path.read_bytes()))
    except InputError as error:
        line = int((error.at or "line 1").removeprefix("line "))
        return [], [Reject(file, line, None, error.message, error.way_out, "")]
    except OSError as error:
        return [], [Reject(file, 1, None, f"The file cannot be opened: {error.strerror}.", "a file you may read", "")]
    articles: list[Article] = []
    rejects: list[Reject] = []
    for each in found:
        article, wrong = _describe(each, path.name, file, kinds.description, format_, manifest)
        rejects += wrong
        articles += [article] if article else []
    return articles, rejects


def _describe(
    found: Found, name: str, file: str, kind: DescriptionKind, format_: ArticleFormat, manifest: Manifest
) -> tuple[Article | None, list[Reject]]:
    """Join a text with its description; None where it has none, or no text."""
    text = unicodedata.normalize("NFC", found.text)
    if not text.strip():
        return None, [Reject(file, found.line, None, "The article holds no text.", "its text, or deleting the file", "")]
    if "\0" in text:
        line = found.line + text.count("\n", 0, text.index("\0"))
        return None, [Reject(file, line, None, "The text holds a NUL byte.", "saving it as plain text, in UTF-8", "")]
    said, rejects = _known_keys(found, file, kind)
    if said and name in manifest.rows:
        at = f"{manifest.file}:{manifest.rows[name].line}"
        reason = f"Both {at} and the front matter describe this file."
        return None, [*rejects, Reject(file, 1, None, reason, "deleting one of the two descriptions", "")]
    if said:
        lines = {each.column: each.line for each in found.says}
        cells = {column: value or None for column, value in said.items()} | {"file": name}
        description, refusals = read_record(kind, cells)
        for refusal in refusals:
            line = lines.get(refusal.column or "", 1)
            rejects.append(Reject(file, line, refusal.column, refusal.reason, refusal.hint, ""))
        at_line = (file, 1)
    else:
        row = manifest.rows.get(name)
        description, at_line = (row.record, (manifest.file, row.line)) if row else (None, (file, 1))
        if not row:
            rejects.append(_undescribed(name, file, manifest))
    if description is None:
        return None, rejects
    content_sha256 = _sha256(text.encode())
    covered = (content_sha256, repr(kind.spread(description)), kind.fingerprint, format_.fingerprint)
    file_sha256 = _sha256("\n".join(covered).encode())
    return Article(description, text, file, found.line, at_line, file_sha256, content_sha256), rejects


def _known_keys(found: Found, file: str, kind: DescriptionKind) -> tuple[dict[str, str], list[Reject]]:
    keys = [name for name in kind.header if name != "file"]
    said: dict[str, str] = {}
    rejects = []
    for each in found.says:
        if each.column not in keys:
            near = closest(each.column, keys)
            hint = f"`{near}`, the closest key" if near else "one of " + ", ".join(f"`{key}`" for key in keys)
            reason = f"The front matter has no key `{each.column}`; it is not read."
            rejects.append(Reject(file, each.line, each.column, reason, hint, f"{each.column}: {each.text}"))
        elif each.column in said:
            reason = f"The key `{each.column}` is there twice; the first one is read."
            rejects.append(Reject(file, each.line, each.column, reason, "each key once", f"{each.column}: {each.text}"))
        else:
            said[each.column] = each.text
    return said, rejects


def _undescribed(name: str, file: str, manifest: Manifest) -> Reject:
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


def without_rejected_descriptions(
    articles: Iterable[Article], rejected: Sequence[tuple[str, int]]
) -> tuple[list[Article], list[Reject]]:
    """Leave out the articles whose manifest row was refused for what it refers to."""
    kept, rejects = [], []
    for article in articles:
        file, line = article.described_at
        if article.described_at not in rejected:
            kept.append(article)
        elif file != article.file:
            reason = f"Its description is itself refused, at {file}:{line}."
            rejects.append(Reject(article.file, article.line, None, reason, "mending that row", ""))
    return kept, rejects


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()

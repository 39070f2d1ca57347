"""Read the folder of articles: each file's text, and what the manifest or the file itself says of it.

A file that nothing describes, or that holds no text, is refused by name. Hidden files and a README are not articles.
What is read goes on to the arrivals some at a time: no folder is in memory whole.
"""

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, field, replace
from datetime import UTC
from itertools import groupby
from pathlib import Path
from typing import Any

from wh.addresses import id_from_address, id_from_name, same_address
from wh.ahead import Ahead
from wh.arrivals import Arrivals, Source
from wh.article_settings import StatedOfFiles, stated_of
from wh.descriptions import Manifest
from wh.errors import InputError, closest
from wh.formats import STATUSES, ArticleFile, BreaksOffError, Found, Item, Passage, Said
from wh.kinds import DescriptionKind, Kinds, read_record
from wh.places import Spot
from wh.reading import Moment
from wh.results import Place, Reject, Tally
from wh.stamps import read_stamp
from wh.unpacking import FromFile, Seen, Unpacked, UnpackedRecords, UnpackedRows, unpack

NOT_ARTICLES = frozenset({"readme.md", "readme.txt", "thumbs.db", "desktop.ini"})
"""File names that are no articles in any folder; so is a name that begins with a dot."""

_MOST_HELD = 1_000
_MOST_CHARACTERS_HELD = 4_000_000


@dataclass(frozen=True, slots=True)
class Article:
    """One article's text with its description, and the places that hold and describe it.

    `content_sha256` is of the text as stored, in UTF-8. `published_as` is the time as its file prints it, where that
    is not what was made of it.
    """

    description: Any
    text: str
    place: Place
    described_at: Place
    content_sha256: str
    item: Item | None = None
    passages: tuple[Passage, ...] = ()
    encoding: str | None = None
    published_as: str | None = None

    def values(self, kind: DescriptionKind) -> tuple[object, ...]:
        """Return the values of an arrival's columns, but its turn, and the text behind them."""
        described = zip(kind.columns, kind.spread(self.description), strict=True)
        address = same_address(self.item.url) if self.item and self.item.url else None
        described_file, described_line, _ = self.described_at
        at = (described_file, described_line, *self.place)
        placed = (self.content_sha256, address, self.item is not None, *at, False)
        own = (value for column, value in described if column.name != "file")
        return (*own, *self._found_values(), *placed, self.text)

    def _found_values(self) -> tuple[object, ...]:
        item = self.item or Item()
        times = [each and each.astimezone(UTC).replace(tzinfo=None) for each in (item.updated_at, item.fetched_at)]
        passages = [
            {"passage_start": each.start, "passage_end": each.end, "reason": each.reason} for each in self.passages
        ]
        told = (item.author, item.credit_line, item.editor_note, item.item_id, item.item_version, item.status)
        return (*told, *times, self.encoding, self.published_as, passages or None)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What a file says of its article; `record` is None where that cannot be read, `cells` is what it said."""

    place: Place
    record: Any
    cells: Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class ArticleFolder:
    """What a folder of articles gave beside its arrivals; the front matters are those of articles that are refused.

    `tallies` are by file; those of plain files that were taken many at once are with the arrivals.
    """

    front_matters: tuple[FrontMatter, ...]
    rejects: tuple[Reject, ...]
    tallies: Mapping[str, Tally]


def read_articles(
    folder: Path,
    shown_folder: str,
    kinds: Kinds,
    manifest: Manifest,
    stated: Sequence[StatedOfFiles],
    arrivals: Arrivals,
    pace: Callable[[int, int], None] | None = None,
    processes: int = 1,
) -> ArticleFolder:
    """Read every file of the folder, sorted by name; `shown_folder` is the folder as the project sees it.

    A folder that is not there has no articles. `stated` is what the settings say of files by their names; `pace` is
    told how many bytes are read, and of how many. Texts that take long are computed in so many `processes`.
    """
    names, fault = _listed(folder)
    read = _Read(kinds, manifest, arrivals, Walk(folder, names, pace))
    if fault:
        reason = f"The folder cannot be opened: {fault}."
        read.lose(Reject(shown_folder, 1, None, reason, "a folder that you may read", ""))
    with Ahead(processes, lambda piece, stated: _read_piece(piece, stated, read)) as ahead:
        for name in _without_plain_files(folder, names, shown_folder, stated, read, ahead) if manifest.crowd else names:
            _read_file(folder / name, f"{shown_folder}/{_printable(name)}", stated_of(name, stated), read, ahead)
            read.walk.leave(name)
    read.pass_on()
    clashes, settled = arrivals.settle()
    for file, tally in settled:
        read.tally(file, tally)
    return ArticleFolder(tuple(read.front_matters), (*read.rejects, *clashes), read.tallies)


def _without_plain_files(
    folder: Path,
    names: Sequence[str],
    shown_folder: str,
    stated: Sequence[StatedOfFiles],
    read: "_Read",
    ahead: Ahead,
) -> Iterator[str]:
    """Yield the files to be read one by one, after those before them that were taken many at once."""
    from wh.plain_files import PlainFiles, endings_of_plain_texts, is_plain  # brings numpy, which only many texts need

    plain_files = PlainFiles(folder, shown_folder, read.manifest, read.arrivals)
    plain_endings = endings_of_plain_texts(read.kinds)

    def is_taken_at_once(name: str) -> bool:
        return is_plain(name, plain_endings) and stated_of(name, stated).encoding is None

    for are_plain, group in groupby(names, key=is_taken_at_once):
        some = list(group)
        if not are_plain:
            for first in range(0, len(some), _MOST_HELD):
                read.manifest.look_up(some[first : first + _MOST_HELD])
                yield from some[first : first + _MOST_HELD]
            continue
        ahead.catch_up()
        read.pass_on()
        for name, has_arrived in plain_files.take(some):
            if has_arrived:
                read.walk.leave(name)
            else:
                yield name


def _listed(folder: Path) -> tuple[list[str], str | None]:
    """Return the names of what may be articles, sorted, or why the folder cannot be opened."""
    try:
        names = sorted(os.listdir(folder)) if folder.is_dir() else []  # noqa: PTH208  # names sort ten times faster
    except OSError as error:
        return [], error.strerror
    return [name for name in names if name[0] != "." and name.lower() not in NOT_ARTICLES], None


class Walk:
    """How far a load has come in the files of a folder, by their bytes; asks for none where nobody looks."""

    def __init__(self, folder: Path, names: Sequence[str], pace: Callable[[int, int], None] | None) -> None:
        self._pace = pace
        self._sizes = {name: _size(folder / name) for name in names} if pace else {}
        self._total = sum(self._sizes.values())
        self._left, self._within = 0, 0

    def go_on(self, characters: int) -> None:
        """Take note of so many characters more within a file."""
        if self._pace:
            self._within += characters
            self._tell()

    def leave(self, name: str) -> None:
        """Take note of a whole file."""
        if self._pace:
            self._left, self._within = self._left + self._sizes.get(name, 0), 0
            self._tell()

    def _tell(self) -> None:
        if self._pace:
            self._pace(min(self._left + self._within, self._total), self._total)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


@dataclass(slots=True)
class _Read:
    """What was read so far: the articles that were not passed on yet, and what is wrong."""

    kinds: Kinds
    manifest: Manifest
    arrivals: Arrivals
    walk: Walk
    front_matters: list[FrontMatter] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)
    tallies: dict[str, Tally] = field(default_factory=dict)
    _held: list[Article] = field(default_factory=list)
    _characters: int = 0

    @property
    def kind(self) -> DescriptionKind:
        """What describes an article."""
        return self.kinds.description

    def refuse(
        self, spot: Spot, reason: str, hint: str | None, *, column: str | None = None, line: int | None = None
    ) -> None:
        """Note why a file, or a part of it, cannot be used."""
        self.rejects.append(spot.reject(reason, hint, column=column, line=line))

    def lose(self, reject: Reject) -> None:
        """Note why there is nothing to open."""
        self.rejects.append(reject)
        self.tally(reject.file, Tally(seen=1, refused=1))

    def tally(self, file: str, tally: Tally) -> None:
        """Count records of a file."""
        self.tallies[file] = self.tallies.get(file, Tally()) + tally

    def take(self, article: Article) -> None:
        """Hold an article until there are enough of them to be passed on."""
        self._held.append(article)
        self._characters += len(article.text)
        if len(self._held) >= _MOST_HELD or self._characters >= _MOST_CHARACTERS_HELD:
            self.pass_on()

    def pass_on(self) -> None:
        """Pass on what is held."""
        if self._held:
            first = self.arrivals.next_turn
            rows = [(turn, *each.values(self.kind)) for turn, each in enumerate(self._held, first)]
            columns = [("turn", "BIGINT"), *((c.name, c.type) for c in self.arrivals.columns if c.name != "turn")]
            lists = ", ".join(
                f'unnest(${place}::{type_}[]) as "{name}"'
                for place, (name, type_) in enumerate([*columns, ("text", "VARCHAR")], 1)
            )
            values = [list(column) for column in zip(*rows, strict=True)]
            self.arrivals.take(Source(f"(select {lists})", values), len(rows))
        self._held, self._characters = [], 0


def _read_file(path: Path, file: str, stated: StatedOfFiles, read: _Read, ahead: Ahead) -> None:
    """Read the articles of one file, or begin to."""
    if fault := _no_file(path):
        read.lose(Reject(file, 1, None, *fault, ""))
        return
    outer = ArticleFile(
        path.name,
        lambda: path.open("rb"),
        0,
        stated.encoding,
        columns=stated.columns,
        path=path,
        breaks_off=file in read.arrivals.broken_files,
    )
    try:
        for piece in unpack(outer, file, read.kinds):
            ahead.put(piece, stated)
    except BreaksOffError:
        raise BreaksOffError(file) from None


def _no_file(path: Path) -> tuple[str, str] | None:
    """Return why there is nothing to open, and the way out."""
    if path.is_dir():
        return "This is a folder, not an article.", "its files one folder up: only the folder itself is read"
    if path.is_symlink() and not _is_below(path, path.parent):
        return "This is a link that leads out of the folder.", "the file itself in its place"
    if path.exists() and not path.is_file():
        return "This is a pipe or a device, not a file.", "a file, or taking it away"
    return None


def _is_below(path: Path, folder: Path) -> bool:
    """Whether a link leads to a place within the folder; one that leads in a circle leads nowhere."""
    try:
        return path.resolve().is_relative_to(folder.resolve())
    except (OSError, RuntimeError):
        return False


def _read_piece(piece: FromFile, stated: StatedOfFiles, read: _Read) -> None:
    """Take in what a piece holds; one that is neither taken nor refused is not counted as either."""
    if isinstance(piece, Seen):
        read.tally(piece.file, Tally(piece.records, piece.refused, piece.passed))
    elif isinstance(piece, UnpackedRecords):
        _read_records(piece, stated, read)
    elif isinstance(piece, UnpackedRows):
        _read_rows(piece, stated, read)
    elif isinstance(piece, Reject):
        read.rejects.append(piece)
        read.tally(piece.file, Tally(refused=1))
    elif isinstance(piece, Unpacked):
        refused_before = len(read.rejects)
        if not _is_taken(piece, stated, read) and len(read.rejects) > refused_before:
            read.tally(piece.spot.place.file, Tally(refused=1))


def _read_records(piece: UnpackedRecords, stated: StatedOfFiles, read: _Read) -> None:
    """Read many texts by whole columns, and those that may be refused one by one."""
    from wh.article_columns import can_read, take_records  # as above

    records = piece.records
    doubtful: Sequence[int] = range(len(records.lines))
    if can_read(read.kind) and not _is_described(piece.name, read.manifest):
        read.pass_on()
        doubtful = take_records(records, piece.file, stated, read.arrivals)
        read.walk.go_on(sum(map(len, filter(None, records.values["text"]))))
    for place in doubtful:
        _read_piece(piece.read(place), stated, read)


def _read_rows(piece: UnpackedRows, stated: StatedOfFiles, read: _Read) -> None:
    """Read many texts in one statement, and those that may be refused one by one."""
    from wh.article_columns import can_read, take_rows  # as above

    doubtful: Sequence[int] = range(1, piece.rows.count + 1)
    if can_read(read.kind) and not _is_described(piece.name, read.manifest):
        read.pass_on()
        doubtful = take_rows(piece.rows, piece.file, stated, read.arrivals, read.walk.go_on)
    if doubtful:
        for each in piece.read(doubtful):
            _read_piece(each, stated, read)


def _is_described(name: str, manifest: Manifest) -> bool:
    """Whether the manifest has a row for a file, be it good or not."""
    name = unicodedata.normalize("NFC", name)
    return manifest.row(name) is not None or name in manifest.refused


def _is_taken(piece: Unpacked, stated: StatedOfFiles, read: _Read) -> bool:
    """Take a text with its description in, unless one of them is refused."""
    found, spot = piece.found, piece.spot
    text = unicodedata.normalize("NFC", found.text)
    is_withdrawn = found.item is not None and found.item.is_withdrawn
    front_matters = len(read.front_matters)
    if found.item is None:
        described = _description(found, piece.name, spot, read)
    else:
        found = replace(found, item=stated.fill(found.item))
        described = _item_description(found, piece.name, spot, read)
        if described is None:
            return False
    if not text.strip() and not is_withdrawn:
        read.refuse(spot, "The article holds no text.", "putting its text in, or deleting the file")
    elif fault := _unstorable(found, text):
        further = text.count("\n", 0, text.index("\0")) if "\0" in text and not found.item else 0
        read.refuse(spot, *fault, line=spot.place.line + further)
    elif described:
        del read.front_matters[front_matters:]  # from here on it is known by its arrival
        read.take(_article(found, text, spot.place, *described))
        return True
    return False


def _unstorable(found: Found, text: str) -> tuple[str, str] | None:
    """Return why a text, or what is told of it, cannot be stored, and the way out."""
    told = [value for value in (text, *astuple(found.item or Item())) if isinstance(value, str)]
    if any("\0" in value for value in told):
        return "The text holds a NUL byte.", "saving it as plain text, in UTF-8"
    if any("\ud800" <= one <= "\udfff" for value in told if not value.isascii() for one in value):
        return "The text holds half a character (a lone surrogate).", "the whole character in its place"
    return None


def _article(found: Found, text: str, place: Place, record: object, at: Place, published_as: str | None) -> Article:
    content_sha256 = hashlib.sha256(text.encode()).hexdigest()
    passages = _placed(found, text)
    return Article(record, text, place, at, content_sha256, found.item, passages, found.encoding, published_as)


def _placed(found: Found, text: str) -> tuple[Passage, ...]:
    """Return the passages with offsets in the text as stored, which composing characters may have made shorter."""
    if text == found.text:
        return found.passages
    edges = {edge for each in found.passages for edge in (each.start, each.end)}
    moved = {edge: len(unicodedata.normalize("NFC", found.text[:edge])) for edge in edges}
    return tuple(Passage(moved[each.start], moved[each.end], each.reason) for each in found.passages)


def _item_description(found: Found, name: str, spot: Spot, read: _Read) -> tuple[object, Place, str | None] | None:
    """Return what describes an article whose format tells of it: the manifest's row first, where there is one."""
    item, kind, manifest = found.item or Item(), read.kind, read.manifest
    name = unicodedata.normalize("NFC", name)
    row = manifest.row(name)
    if name in manifest.refused:
        read.refuse(spot, *_undescribed(_printable(name), manifest))
        return None
    stated = {} if row is None else {each: getattr(row.record, each) for each in kind.header}
    told = {column: getattr(item, column, None) for column in kind.header}
    cells = {column: value or None for column, value in told.items() if stated.get(column) is None}
    cells |= {"file": name, "edition": item.edition}
    try:
        if item.status not in (None, *STATUSES):
            raise InputError(f"`{item.status}` is no status of an item.", at="status", way_out=", ".join(STATUSES))
        cells["article_id"] = str(stated.get("article_id") or item.article_id or _derived_id(item))
        cells["published_at"], published_as = _published(cells, stated)
    except InputError as error:
        read.refuse(spot, error.message, error.way_out, column=error.at)
        return None
    record, refusals = read_record(kind, cells)
    for refusal in refusals:
        read.refuse(spot, refusal.reason, refusal.hint, column=refusal.column)
    if row is not None and record is not None:
        said = {column: value for column, value in stated.items() if value is not None}
        return replace(record, **said), Place(manifest.file, row.line), published_as  # type: ignore[type-var]
    read.front_matters.append(FrontMatter(spot.place, record, cells))
    return None if refusals else (record, spot.place, published_as)


def _derived_id(item: Item) -> str:
    """Return the id of an article that nobody gave one: from its address, or from what its publisher calls it."""
    if item.item_id and item.item_version is not None:
        return id_from_name(item.item_id)  # what has versions has one name in all of them
    if item.url:
        return id_from_address(item.url)
    if item.item_id:
        return id_from_name(item.item_id)
    raise InputError(
        "Nothing in it tells this article from another: no id and no address.",
        way_out="an id or an address, or a row for its file in data/articles.csv",
    )


def _published(cells: Mapping[str, str | None], stated: Mapping[str, object]) -> tuple[str | None, str | None]:
    """Return a time of publication as a manifest has it, and as it is printed where that says more.

    An hour without its zone is of use only if the outlet's is known: without an outlet the day is taken.
    """
    printed = cells.get("published_at")
    if printed is None:
        return None, None
    try:
        stamp = read_stamp(printed)
    except InputError as error:
        raise InputError(error.message, at="published_at", way_out=error.way_out) from None
    if Moment.read(stamp).local and not (stated.get("outlet_id") or cells.get("outlet_id")):
        return stamp[:10], printed
    return stamp, None if stamp == printed else printed


def _description(found: Found, name: str, spot: Spot, read: _Read) -> tuple[object, Place, str | None] | None:
    """Return what describes the article and where, or None where nothing does, or two things do."""
    kind, manifest = read.kind, read.manifest
    name = unicodedata.normalize("NFC", name)
    row = manifest.row(name)
    said = _known_keys(found, spot, kind, read)
    if not said:
        if row is None:
            read.refuse(spot, *_undescribed(_printable(name), manifest), line=1)
        return (row.record, Place(manifest.file, row.line), None) if row else None
    if row is not None:
        reason = f"Both {manifest.file}:{row.line} and the front matter describe this file."
        read.refuse(spot, reason, "deleting one of the two descriptions", line=1)
        return None
    cells = {column: each.text or None for column, each in said.items()} | {"file": name}
    if "edition" in kind.header:
        cells["edition"] = cells.get("edition") or Item().edition
    record, refusals = read_record(kind, cells)
    for refusal in refusals:
        if refusal.column in said:
            line = said[refusal.column].line
            read.refuse(spot, refusal.reason, refusal.hint, column=refusal.column, line=line)
        else:
            reason = f"The front matter has no `{refusal.column}`."
            read.refuse(spot, reason, f"a line `{refusal.column}: …` in it", column=refusal.column, line=1)
    place = spot.place._replace(line=1)
    read.front_matters.append(FrontMatter(place, record, cells))
    return None if refusals else (record, place, None)


def _known_keys(found: Found, spot: Spot, kind: DescriptionKind, read: _Read) -> dict[str, Said]:
    """Return what the file says under the manifest's columns; any other key is refused and not read."""
    keys = [name for name in kind.header if name != "file"]
    said: dict[str, Said] = {}
    for each in found.says:
        if each.column not in keys:
            near = closest(each.column, keys)
            hint = f"`{near}`, the closest key" if near else "one of " + ", ".join(f"`{key}`" for key in keys)
            reason = f"The front matter has no key `{each.column}`; it is not read."
            read.refuse(spot, reason, hint, column=each.column, line=each.line)
        elif each.column in said:
            reason = f"The key `{each.column}` is there twice; the first one is read."
            read.refuse(spot, reason, "each key once", column=each.column, line=each.line)
        else:
            said[each.column] = each
    return said


def _undescribed(name: str, manifest: Manifest) -> tuple[str, str]:
    """Return why nothing describes a file, and the way out."""
    if not manifest.is_readable:
        return f"{manifest.file}, which may describe it, cannot be read.", "mending that file"
    if refused := manifest.refused.get(name):
        return f"Its description is itself refused, at {manifest.file}:{refused.line}.", "mending that row"
    if near := manifest.nearest(name):
        way_out = f"`{name}` instead of `{near.record.file}` at {manifest.file}:{near.line}"  # type: ignore[attr-defined]  # its own column
        return "Nothing describes this file.", way_out
    stem = re.sub(r"[^\w.-]+", "-", name.rsplit(".", 1)[0]).strip("-") or "article"
    values = {"article_id": stem, "edition": "full", "file": f'"{name}"' if "," in name else name}
    row = ",".join(values.get(column, "") for column in manifest.header)
    return "Nothing describes this file.", f"a row in {manifest.file}: `{row}` (or digest instead of full)"


def _printable(name: str) -> str:
    """Return a file's name as it can be shown: bytes that are no text, line ends and the like are written out."""
    shown = (one if one.isprintable() else one.encode("unicode_escape").decode() for one in name)
    return "".join(shown)

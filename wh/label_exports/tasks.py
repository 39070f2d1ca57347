"""What there is to label: each article with the labels that it has and those that are suggested, and all other rows.

A label whose words stand in the text becomes a region of it, with what a region does not say by itself. Every other row
stays a row, so that both together are all that data/labels/ says.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import duckdb

from wh.anchoring import ends_of, place_of
from wh.errors import ProjectError
from wh.kinds import Kinds
from wh.label_settings import KINDS
from wh.results import LoadSummary
from wh.suggesting import Suggestion, suggestions_of

Cells = Mapping[str, tuple[str, ...]]
"""What is said of a region, by column; only a chain has several values."""


@dataclass(frozen=True, slots=True)
class Region:
    """Words of an article with their label; offsets are code points. `id` is its own within the article."""

    id: str
    kind: str
    start: int
    end: int
    cells: Cells


@dataclass(frozen=True, slots=True)
class Task:
    """An article's text in use, by which it is known again, and what is marked in it."""

    article_id: str
    edition: str
    version: int
    content_sha256: str
    title: str | None
    url: str | None
    text: str
    regions: Sequence[Region]
    suggested: Sequence[Region]

    @property
    def known_by(self) -> dict[str, Any]:
        """What the article is known by when it comes home, without what it has not."""
        return {name: value for name in KNOWN_BY if (value := getattr(self, name)) is not None}


KNOWN_BY = ("article_id", "edition", "version", "content_sha256", "title", "url")


@dataclass(frozen=True, slots=True)
class Labels:
    """All that data/labels/ says: tasks, and the rows of each label file that are in none of them, by header.

    `choices` are the ids and words that a column may hold, where those are known.
    """

    tasks: Sequence[Task]
    headers: Mapping[str, Sequence[str]]
    rows: Mapping[str, Sequence[Sequence[str | None]]]
    choices: Mapping[str, Sequence[str]]


Row = dict[str, str | None]
"""A row by column, and where it stands."""


def gather(con: duckdb.DuckDBPyConnection, kinds: Kinds, summary: LoadSummary, *, in_texts: bool) -> Labels:
    """Return the labels of a warehouse in which they are located; without `in_texts`, all of them as rows.

    Refuses to go on without a label that is refused. An article that is refused has none: labels of it are refused too.
    """
    lost = [each for each in summary.rejects if each.file.startswith("data/labels/")]
    if lost:
        number = "1 label or file of labels is" if len(lost) == 1 else f"{len(lost):,} labels or files of labels are"
        raise ProjectError(
            f"{number} refused, and would be lost.",
            at=f"{lost[0].file}:{lost[0].line}",
            way_out="`wh load --dry-run`, which names each with its way out",
        )
    headers = {kind.table: kind.header for kind in kinds.labels}
    rows = {table: _rows(con, table, header) for table, header in headers.items()}
    tasks = _tasks(con, rows) if in_texts else []
    left = {table: [tuple(row[name] for name in headers[table]) for row in own] for table, own in rows.items() if own}
    return Labels(tasks, headers, left, _choices(kinds, con))


def _rows(con: duckdb.DuckDBPyConnection, table: str, header: Sequence[str]) -> list[Row]:
    names = ", ".join(f'cast("{name}" as varchar) as "{name}"' for name in header)
    found = con.execute(f'select {names}, file, line from raw."{table}_now" order by file, line').fetchall()
    return [dict(zip((*header, _FILE, _LINE), row, strict=True)) for row in found]


_FILE, _LINE = "file of the row", "line of the row"
"""Where a row stands, beside its cells; no column is called so."""


def _tasks(con: duckdb.DuckDBPyConnection, rows: dict[str, list[Row]]) -> list[Task]:
    """Return a task an article; its rows that become regions are taken out of `rows`."""
    regions: dict[str, list[Region]] = {}
    articles = con.execute(_ARTICLES).fetchall()
    texts = {article_id: text for article_id, *_, text in articles}
    editions = {article_id: edition for article_id, edition, *_ in articles}
    found_in_texts = (
        _passages(con, rows, texts),
        _facts(con, rows, texts, editions),
        _mentions(con, rows, texts),
        _quotes(con, rows, texts),
    )
    for found in found_in_texts:
        for article_id, region in found:
            regions.setdefault(article_id, []).append(region)
    return [
        Task(
            article_id,
            edition,
            version,
            content_sha256,
            title,
            url,
            text,
            _in_order(regions.get(article_id, ())),
            _suggested(con, article_id, text),
        )
        for article_id, edition, version, content_sha256, title, url, text in articles
    ]


_ARTICLES = """
select article_id, edition, version, content_sha256, title, url, text
from intermediate.int_articles__newest where text <> '' order by article_id
"""
_FACTS = """
select fact_id, article_id, evidence_start, evidence_end
from intermediate.int_evidence__located where evidence_start is not null
"""
_QUOTES = """
select quote_id, article_id, quote_start, quote_end
from intermediate.int_quotes__located where quote_start is not null
"""
_MENTIONS = """
select file, line, article_id, mention_start, mention_end
from intermediate.int_mentions__located where mention_start is not null
"""
_PASSAGES = """
select file, line, article_id, passage_start, passage_end
from intermediate.int_passages__located where passage_start is not null and exact_from is not null
"""
Found = Iterable[tuple[str, Region]]


def _facts(
    con: duckdb.DuckDBPyConnection, rows: dict[str, list[Row]], texts: Mapping[str, str], editions: Mapping[str, str]
) -> Found:
    places = {fact_id: place for fact_id, *place in con.execute(_FACTS).fetchall()}
    chains: dict[str, list[tuple[int, str]]] = {}
    for row in rows["fact_chain"]:
        chains.setdefault(str(row["fact_id"]), []).append((int(row["position"] or 0), str(row["source_id"])))
    whole = {
        fact_id: tuple(source for _, source in sorted(chain))
        for fact_id, chain in chains.items()
        if fact_id in places and sorted(position for position, _ in chain) == list(range(1, len(chain) + 1))
    }
    contexts = {
        row["fact_id"]: row
        for row in rows["evidence"]
        if row["fact_id"] in places and row["edition"] == editions.get(places[str(row["fact_id"])][0])
    }
    for row in _taken(rows, "facts", lambda row: row["fact_id"] in places):
        article_id, start, end = places[str(row["fact_id"])]
        cells = _cells(row, without={"exact": _words(texts[article_id], start, end)})
        context = contexts.get(row["fact_id"])
        cells |= {name: (context[name] or "",) for name in ("prefix", "suffix") if context and context[name]}
        cells |= {"chain": whole[str(row["fact_id"])]} if row["fact_id"] in whole else {}
        yield article_id, Region(str(row["fact_id"]), "fact", start, end, cells)
    _taken(rows, "evidence", lambda row: contexts.get(row["fact_id"]) is row)
    _taken(rows, "fact_chain", lambda row: row["fact_id"] in whole)


def _quotes(con: duckdb.DuckDBPyConnection, rows: dict[str, list[Row]], texts: Mapping[str, str]) -> Found:
    places = {quote_id: place for quote_id, *place in con.execute(_QUOTES).fetchall()}
    for row in _taken(rows, "quotes", lambda row: row["quote_id"] in places):
        article_id, start, end = places[str(row["quote_id"])]
        cells = _passage_cells(row, texts[article_id], start, end)
        yield article_id, Region(str(row["quote_id"]), "quote", start, end, cells)


def _passages(con: duckdb.DuckDBPyConnection, rows: dict[str, list[Row]], texts: Mapping[str, str]) -> Found:
    places = {(file, line): place for file, line, *place in con.execute(_PASSAGES).fetchall()}
    found = _taken(rows, "excluded_passages", lambda row: (row[_FILE], row[_LINE]) in places)
    for number, row in enumerate(found, 1):
        article_id, start, end = places[row[_FILE], row[_LINE]]
        cells = _passage_cells(row, texts[article_id], start, end)
        del cells["edition"]  # it is the task's
        yield article_id, Region(f"passage-{number}", "excluded_passage", start, end, cells)


def _mentions(con: duckdb.DuckDBPyConnection, rows: dict[str, list[Row]], texts: Mapping[str, str]) -> Found:
    places = {(file, line): place for file, line, *place in con.execute(_MENTIONS).fetchall()}
    for number, row in enumerate(_taken(rows, "mentions", lambda row: (row[_FILE], row[_LINE]) in places), 1):
        article_id, start, end = places[row[_FILE], row[_LINE]]
        cells = _cells(row, without={"exact": _words(texts[article_id], start, end)})
        yield article_id, Region(f"mention-{number}", "mention", start, end, cells)


def _taken(rows: dict[str, list[Row]], table: str, is_taken: Callable[[Row], bool]) -> list[Row]:
    """Take rows out of a table, and return them."""
    taken = [row for row in rows[table] if is_taken(row)]
    rows[table] = [row for row in rows[table] if not is_taken(row)]
    return taken


def _cells(row: Row, without: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return what a row says and its region does not: neither its article nor what can be read from the text."""
    left = (_FILE, _LINE, "article_id", *(name for name, text in without.items() if row[name] == text))
    return {name: (value,) for name, value in row.items() if value is not None and name not in left}


def _passage_cells(row: Row, text: str, start: int, end: int) -> dict[str, tuple[str, ...]]:
    first, last = ends_of(text, (start, end))
    is_as_read = (row["exact_from"], row["exact_to"]) == (first, last)
    return _cells(row, {"exact_from": first, "exact_to": last} if is_as_read else {})


def _words(text: str, start: int, end: int) -> str:
    return " ".join(text[start:end].split())


def _in_order(regions: Iterable[Region]) -> list[Region]:
    return sorted(regions, key=lambda each: (each.start, each.end, each.kind, each.id))


def _suggested(con: duckdb.DuckDBPyConnection, article_id: str, text: str) -> list[Region]:
    """Return what no label covers, as regions; ids and the words themselves are left to whoever takes them over."""
    return [_suggestion(each, number, text) for number, each in enumerate(suggestions_of(con, article_id), 1)]


def _suggestion(each: Suggestion, number: int, text: str) -> Region:
    kind = next(kind for kind, (table, _) in KINDS.items() if f"{table}.csv" == each.file)
    left = ("article_id", "fact_id", "quote_id", "exact", "exact_from", "exact_to")
    cells = {name: (value,) for name, value in each.row.items() if value and name not in left}
    start, end = each.start, each.end
    if kind == "fact":  # a figure with so many words around it that it is evidence
        start, end = place_of(text, each.row["exact"], None, None) or (start, end)
    elif kind == "quote":
        start, end = start + 1, end - 1  # the marks around it are no part of what was said
        words = text[start:end]
        start, end = start + len(words) - len(words.lstrip(" ,.")), end - len(words) + len(words.rstrip(" ,."))
    return Region(f"suggested-{number}", kind, start, end, cells)


def _choices(kinds: Kinds, con: duckdb.DuckDBPyConnection) -> dict[str, Sequence[str]]:
    """Return the words, or the ids that rows state, of the columns that hold no other."""
    found: dict[str, Sequence[str]] = {}
    for kind in (each for each in kinds.labels if each.table in [table for table, _ in KINDS.values()]):
        for column in kind.fields:
            tables = [name for name in column.refers_to if "." not in name and name not in ("articles", "facts")]
            if column.words:
                found[column.name] = column.words
            elif tables and column.form == "id":
                keys = {each.table: each.key[0] for each in kinds.labels if len(each.key) == 1}
                ids = [
                    str(value)
                    for table in tables
                    for (value,) in con.execute(f'select "{keys[table]}" from raw."{table}_now"').fetchall()
                ]
                found[column.name] = sorted({*found.get(column.name, ()), *ids})
    return found

"""Say what no label of an article covers yet: its figures, days, names and quotations, as rows of the label files.

It decides nothing: which event, subject and attribute a figure is of stays empty, for a person to fill in.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import duckdb

from wh import days, figures
from wh.discovery import discover
from wh.errors import ProjectError, closest
from wh.project import Project
from wh.proper_names import find_names
from wh.rehearsing import located


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One row for the label file `file`, by column, and the words around its place in the text.

    `kind` is figure, day, name or quotation.
    """

    kind: str
    file: str
    row: Mapping[str, str]
    start: int
    end: int
    says: str
    around: str


@dataclass(frozen=True, slots=True)
class Suggestions:
    """What one article lacks, in the order of its text; `headers` are the columns of each label file."""

    article_id: str
    headers: Mapping[str, tuple[str, ...]]
    found: tuple[Suggestion, ...]


def suggest(project: Project, articles: Path | None, article_id: str, now: datetime) -> Suggestions:
    """Read the input as it stands, locate every label, and return what none of them covers."""
    kinds = discover(project.files("loaders"), project.root)
    headers = {Path(kind.file).name: kind.header for kind in kinds.labels}
    with located(project, articles, now) as (con, _):
        found = suggestions_of(con, article_id)
    wanted = {file: headers[file] for file in ("facts.csv", "mentions.csv", "quotes.csv")}
    return Suggestions(article_id, wanted, found)


def suggestions_of(con: duckdb.DuckDBPyConnection, article_id: str) -> tuple[Suggestion, ...]:
    """Return what no label of an article covers, in the order of its text, where every label is located."""
    text, published_on = _text_of(con, article_id)
    covered = _spans(con, article_id)
    mentioned = {row[0] for row in con.execute(_MENTIONED, [article_id]).fetchall()}
    found = [
        *_figures_and_days(text, article_id, covered, published_on),
        *_names(text, article_id, covered, mentioned),
        *_quotations(text, article_id, covered),
    ]
    return tuple(sorted(found, key=lambda each: (each.start, each.kind)))


_SPANS = """
select 'excluded' as kind, passage_start, passage_end from intermediate.int_passages__located where article_id = $1
union all
select 'fact', evidence_start, evidence_end from intermediate.int_evidence__located where article_id = $1
union all
select 'quote', quote_start, quote_end from intermediate.int_quotes__located where article_id = $1
"""
_MENTIONED = "select distinct exact from intermediate.int_mentions__located where article_id = $1"
_Spans = Mapping[str, Sequence[tuple[int, int]]]


def _text_of(con: duckdb.DuckDBPyConnection, article_id: str) -> tuple[str, date | None]:
    """Return the text of the article and the day on which it was published, where it was."""
    row = con.execute(
        "select text, published_on from intermediate.int_articles__newest where article_id = $1", [article_id]
    ).fetchone()
    if row is not None:
        return row[0], row[1]
    known = [name for (name,) in con.execute("select article_id from intermediate.int_articles__newest").fetchall()]
    near = closest(article_id, known)
    raise ProjectError(
        f"There is no article `{article_id}`.",
        at="the command line",
        way_out=f"`{near}`, the closest id" if near else "an article_id of data/articles.csv",
    )


def _spans(con: duckdb.DuckDBPyConnection, article_id: str) -> _Spans:
    spans: dict[str, list[tuple[int, int]]] = {"excluded": [], "fact": [], "quote": []}
    for kind, start, end in con.execute(_SPANS, [article_id]).fetchall():
        if start is not None and end is not None:
            spans[kind].append((start, end))
    return spans


def _meets(spans: Iterable[tuple[int, int]], start: int, end: int) -> bool:
    return any(start < other_end and other_start < end for other_start, other_end in spans)


def _figures_and_days(text: str, article_id: str, covered: _Spans, published_on: date | None) -> Iterable[Suggestion]:
    """Yield each figure and each day; what is both, as "two days ago" is, is a day."""
    spans = [*covered["excluded"], *covered["fact"], *covered["quote"]]
    named = days.find(text, published_on or _ANY_DAY)
    if published_on is None:
        named = tuple(each for each in named if not each.is_relative)
    taken = [(each.start, each.end) for each in named]
    for number, figure in enumerate(figures.find(text), 1):
        if figure.kind == "ordinal" or _meets([*spans, *taken], figure.start, figure.end):
            continue
        row = _fact(text, article_id, f"figure-{number}", figure.value, figure.start, figure.end)
        row["unit"] = figure.printed_unit or ""
        yield _suggestion("figure", text, row, figure.start, figure.end, _said(figure))
    for number, each in enumerate(named, 1):
        if _meets(spans, each.start, each.end):
            continue
        row = _fact(text, article_id, f"day-{number}", each.value or "", each.start, each.end)
        yield _suggestion("day", text, row, each.start, each.end, each.says)


_ANY_DAY = date(2000, 1, 1)


def _fact(text: str, article_id: str, name: str, value: str, start: int, end: int) -> dict[str, str]:
    return {
        "fact_id": f"{article_id}-{name}",
        "article_id": article_id,
        "value": value,
        "stance": "asserts",
        "exact": _unique_words(text, start, end),
    }


def _suggestion(kind: str, text: str, row: Mapping[str, str], start: int, end: int, says: str) -> Suggestion:
    file = {"name": "mentions.csv", "quotation": "quotes.csv"}.get(kind, "facts.csv")
    return Suggestion(kind, file, row, start, end, says, _around(text, start, end))


def _said(figure: figures.Figure) -> str:
    unit = f" {figure.printed_unit}" if figure.printed_unit else ""
    return f"{figure.value}{unit}"


def _names(text: str, article_id: str, covered: _Spans, mentioned: set[str]) -> Iterable[Suggestion]:
    seen = {_folded(name) for name in mentioned}
    for found in find_names(text):
        if _folded(found.name) in seen or _meets(covered["excluded"], found.start, found.end):
            continue
        seen.add(_folded(found.name))
        row = {"article_id": article_id, "exact": found.name, "role": found.role}
        says = f"{found.name} ({found.role})" if found.role else found.name
        yield _suggestion("name", text, row, found.start, found.end, says)


def _folded(name: str) -> str:
    return " ".join(name.replace("’", "'").split())


_QUOTATION = re.compile(r"“([^“”]{1,2000})”|\"([^\"\n]{1,2000})\"|«([^«»]{1,2000})»")


def _quotations(text: str, article_id: str, covered: _Spans) -> Iterable[Suggestion]:
    spans = [*covered["excluded"], *covered["quote"]]
    for number, match in enumerate(_QUOTATION.finditer(text), 1):
        words = next(group for group in match.groups() if group is not None).strip(" ,.")
        if not words or _meets(spans, *match.span()):
            continue
        first, last = _ends_of(words)
        row = {
            "quote_id": f"{article_id}-q-{number}",
            "article_id": article_id,
            "exact_from": first,
            "exact_to": last,
        }
        yield _suggestion("quotation", text, row, *match.span(), words)


def _ends_of(words: str) -> tuple[str, str]:
    """Return the first and the last words of a quotation, all of them of a short one."""
    parts = words.split()
    return (words, words) if len(parts) <= 8 else (" ".join(parts[:6]), " ".join(parts[-4:]))


def _unique_words(text: str, start: int, end: int) -> str:
    """Return the figure with so many words behind and before it, of its own sentence, that the text has them once."""
    words = [match.span() for match in re.finditer(r"\S+", text)]
    first = max(at for at, span in enumerate(words) if span[0] <= start)
    last = next(at for at, span in enumerate(words) if span[1] >= end)
    for step in range(12):
        may_go_on = last + 1 < len(words) and not _ends_there(text, words[last], words[last + 1])
        may_go_back = first > 0 and not _ends_there(text, words[first - 1], words[first])
        if step and may_go_on and (step % 2 or not may_go_back):
            last += 1
        elif step and may_go_back:
            first -= 1
        piece = text[words[first][0] : words[last][1]].strip("\"'“”‘’(),.;:!?")
        if step and text.count(piece) == 1:
            return " ".join(piece.split())
    return " ".join(piece.split())


def _ends_there(text: str, word: tuple[int, int], following: tuple[int, int]) -> bool:
    """Whether a sentence, a line or a quotation ends between two words; "Dec. 13" and "U.S. envoy" go on."""
    before, behind = text[slice(*word)], text[slice(*following)]
    if "\n" in text[word[1] : following[0]] or re.search(r"[”\"»]\W*$", before) or behind[0] in '“"«':
        return True
    is_end = re.search(r"[.!?…][’')\]]*$", before) is not None
    is_short = re.fullmatch(r"\W*(?:\w|(?:\w\.)+\w|[A-Z][a-z]{1,4})\.", before) is not None
    return is_end and not is_short


def _around(text: str, start: int, end: int) -> str:
    """Return the words around a place, the place itself in brackets."""
    before = " ".join(text[max(start - 40, 0) : start].split())
    behind = " ".join(text[end : end + 40].split())
    return f"{before} [{' '.join(text[start:end].split())}] {behind}".strip()

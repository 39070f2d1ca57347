"""Which finding follows from a row of the input that gave nothing: it was refused, its words or its file are not there.

Reads those rows and what is loaded in spite of them; a row whose id is loaded all the same causes nothing. Guesses
nothing: an id, a claim, a number or the words of the row must be those of the finding.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, Self

from wh.project import Project
from wh.reports.accounts import leading_id
from wh.results import Violation

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

MOST = 5_000
"""How many refused rows are looked at."""

_REFUSED = f"""
    select file || ':' || line, file, record_key, coalesce(record, ''), concat_ws(' ', reason, hint)
    from raw.rejects_now
    order by file, line
    limit {MOST}
"""
_UNKNOWN = """
    select distinct article_id from raw.facts_now where article_id not in (select article_id from raw.articles_now)
    union
    select distinct article_id from raw.quotes_now where article_id not in (select article_id from raw.articles_now)
    union
    select distinct article_id from raw.mentions_now where article_id not in (select article_id from raw.articles_now)
"""
_UNPLACED = """
    select
        facts.claim_id, facts.article_id, facts.value, concat(labels.file, ':', labels.line),
        facts.claim_id not in (select claim_id from marts.facts where is_live)
    from marts.facts as facts
    inner join raw.facts_now as labels on facts.fact_id = labels.fact_id
    where facts.evidence_state in ('orphaned', 'ambiguous') and facts.gone_in_version is null
    order by labels.file, labels.line
    limit 5000
"""
_CLAIMED = "select distinct concat_ws('/', event_id, subject_id, attribute, scope_id) from raw.facts_now"
# the files in which a row is known by one id of its own, and that id
_IDS = {
    "articles": "article_id",
    "facts": "fact_id",
    "quotes": "quote_id",
    "people": "person_id",
    "sources": "source_id",
    "events": "event_id",
    "subjects": "subject_id",
    "scopes": "scope_id",
    "attributes": "attribute",
}
_NOT_FOUND = "whose words are not found in one place"
_NOT_THERE = "which describes a file that is not there"
_BY_ANOTHER = re.compile(r" is itself refused, at (?P<place>.+?:\d+)\b")
_WORDS = re.compile(r"[^\s:,;()\"`]+")
_MARKED = re.compile(r'"(?P<before>[^"\[]*)\[(?P<mark>[^\]"]+)\](?P<after>[^"]*)"')


@dataclass(frozen=True, slots=True)
class Causes:
    """The rows that gave nothing, each by its place (`file:line`).

    `of_ids` has those whose id is gone with them; `cells` what stands in the facts that were refused, and `claimed` is
    what others claim; `led_to_by` has rows that were refused for another; `described` where articles are described
    whose file is not there. `silent` has claims of which no fact counts, and `unplaced` articles with numbers, each
    with a fact whose words are not found.
    """

    of_ids: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, Sequence[str]] = field(default_factory=dict)
    led_to_by: Mapping[str, str] = field(default_factory=dict)
    claimed: frozenset[str] = frozenset()
    described: Mapping[str, str] = field(default_factory=dict)
    silent: Mapping[str, str] = field(default_factory=dict)
    unplaced: Mapping[tuple[str, str], str] = field(default_factory=dict)

    @classmethod
    def of(cls, con: "DuckDBPyConnection", project: Project) -> Self:
        """Read what was refused in the newest load, and what is described and not there."""
        rows = _rows(con, _REFUSED)
        facts_without = _rows(con, _UNPLACED)
        of_all: dict[str, Any] = {
            "described": _described(con, project),
            "silent": {claim: place for claim, _, _, place, is_silent in facts_without if is_silent},
            "unplaced": {(article, _number(value)): place for _, article, value, place, _ in facts_without if value},
        }
        if not rows:
            return cls(**of_all)
        of_ids: dict[str, str] = {}
        for kind, column in _IDS.items():
            keys = {key: place for place, file, key, _, _ in reversed(rows) if key and PurePath(file).stem == kind}
            loaded = {key for (key,) in _rows(con, f"select {column} from raw.{kind}_now")} if keys else set()
            of_ids = {key: place for key, place in keys.items() if key not in loaded} | of_ids
        facts = [row for row in rows if PurePath(row[1]).stem == "facts"]
        return cls(
            of_ids,
            {place: _cells(record) for place, _, _, record, _ in facts},
            {place: found["place"] for place, _, _, _, reason in rows if (found := _BY_ANOTHER.search(reason))},
            frozenset(name for (name,) in _rows(con, _CLAIMED)) if facts else frozenset(),
            **of_all,
        )

    def cause(self, violation: Violation) -> tuple[str, str] | None:
        """Return the place of the row that a finding follows from, and why; None where it stands on its own."""
        found = next(self._found(violation), None)
        if found is None:
            return next(self._of_what_is_loaded(violation), None)
        seen = {found}
        while (above := self.led_to_by.get(found)) and above not in seen:
            seen.add(above)
            found = above
        return None if found == violation.file_line else (found, "which was refused")

    def _of_what_is_loaded(self, violation: Violation) -> Iterator[tuple[str, str]]:
        words = _WORDS.findall(violation.detail) if self.described or self.silent else []
        about = [violation.article_id, *words]
        yield from ((self.described[each], _NOT_THERE) for each in about if each in self.described)
        if violation.fact_id is None:
            claims = [violation.claim_id, *words]
            yield from ((self.silent[each], _NOT_FOUND) for each in claims if each in self.silent)
        if (marked := _MARKED.search(violation.detail)) and violation.article_id:
            place = self.unplaced.get((violation.article_id, _number(marked["mark"])))
            yield from [(place, _NOT_FOUND)] if place else []

    def _found(self, violation: Violation) -> Iterator[str]:
        if by_another := self.led_to_by.get(violation.file_line or ""):
            yield by_another
        if not self.of_ids and not self.cells:
            return
        if violation.table_name == "raw.rejects_now":  # each of these is a cause, but for one that names another
            return
        words = _WORDS.findall(violation.detail)
        ids = [violation.fact_id, violation.article_id, leading_id(violation), *words]
        yield from (self.of_ids[each] for each in ids if each in self.of_ids)
        for claim in dict.fromkeys([violation.claim_id, *(word for word in words if word.count("/") > 1)]):
            if claim and claim not in self.claimed:
                parts = set(claim.split("/"))
                yield from (place for place, cells in self.cells.items() if parts <= set(cells))
        if (marked := _MARKED.search(violation.detail)) and violation.article_id:
            for place, cells in self.cells.items():
                if violation.article_id in cells and any(_covers(cell, marked) for cell in cells):
                    yield place


def _covers(words: str, marked: re.Match[str]) -> bool:
    """Whether words can be those around a mark: on either side the shorter is part of the longer."""
    before, mark, after = (" ".join(each.split()) for each in marked.group("before", "mark", "after"))
    for found in re.finditer(rf"(?<!\w){re.escape(mark)}(?!\w)", words):
        left, right = words[: found.start()].strip(), words[found.end() :].strip()
        if not left and not right:  # the number alone may be that of anything
            continue
        meets_left = left.endswith(before) or before.endswith(left)
        if meets_left and (right.startswith(after) or after.startswith(right)):
            return True
    return False


def _number(words: str) -> str:
    """Return the digits of a number as they are compared: `1,613` is `1613`."""
    return re.sub(r"[^\w.]", "", words)


def _cells(record: str) -> list[str]:
    """Return the cells of a row of CSV, whichever of the usual marks is between them."""
    mark = max(",;\t", key=record.count)
    return [" ".join(cell.split()) for row in csv.reader([record], delimiter=mark) for cell in row if cell.strip()]


def _described(con: "DuckDBPyConnection", project: Project) -> dict[str, str]:
    """Return where the manifest describes articles that are not loaded, by their id."""
    manifest = project.data / "articles.csv"
    try:
        sought = {name for (name,) in _rows(con, _UNKNOWN)}
        text = manifest.read_text(encoding="utf-8-sig") if sought else ""
    except (OSError, UnicodeDecodeError):
        return {}
    shown = manifest.relative_to(project.root).as_posix()
    return {
        cell: f"{shown}:{number}"
        for number, line in reversed([*enumerate(text.splitlines(), 1)])
        for cell in _cells(line)
        if cell in sought
    }


def _rows(con: "DuckDBPyConnection", sql: str) -> list[tuple[Any, ...]]:
    import duckdb

    try:
        return con.execute(sql).fetchall()
    except duckdb.Error:  # what is not loaded was not refused
        return []

"""The line that a person must touch: of the label, the model, the suite, or the property of a data test.

A line of a file that is not in the project (a built-in model, an article elsewhere) is nobody's to touch there: the
next best is told. Files are named from the top of the repository, as the places that show them want it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from wh.project import Project
from wh.reports.report import Spot
from wh.results import Violation

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PLACE = re.compile(r"(?<![\w./-])((?:[\w.-]+/)*[\w.-]+\.[A-Za-z]{2,5}):(\d+)(?::\d+)?")
_QUOTED = re.compile(r'["“]([^"“”]+)["”]')
_LEADING_ID = re.compile(r"\s*([^\s:,]+)(?:[:,]| \()")
_MOST_ALSO = 10
# by which id what words begin with is found in which file of labels, in the order in which they are tried
_LABELS = {
    "fact_id": "facts_now",
    "relation_id": "relations_now",
    "quote_id": "quotes_now",
    "person_id": "people_now",
    "source_id": "sources_now",
    "event_id": "events_now",
    "subject_id": "subjects_now",
    "scope_id": "scopes_now",
}
# each with the label that counts first
_LINES = {
    "article_id": "select article_id, file, line from raw.articles_now order by all",
    "claim_id": """
        select claim_id, file, line from marts.facts join raw.facts_now using (fact_id)
        where claim_id is not null order by claim_id, is_live desc, file, line
    """,
    "disagreement_id": """
        select disagreement_id, file, line
        from (
            select disagreement_id, file, line, true as is_ruling from raw.rulings_now
            union all
            select disagreement_id, file, line, false from marts.disagreement_facts join raw.facts_now using (fact_id)
        )
        order by disagreement_id, is_ruling desc, file, line
    """,
}


@dataclass(slots=True)
class Spots:
    """Finds lines of a project; `con` is its built file, None where there is none. Asks it only for what is wanted."""

    project: Project
    con: "DuckDBPyConnection | None"
    top: Path = field(init=False)
    _found: dict[str, dict[str, list[Spot]]] = field(default_factory=dict)
    _own: dict[str, bool] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.top = top_of(self.project.root)

    def at(self, place: str | None) -> Spot | None:
        """Return the spot of `file:line[:column]` as errors and labels have it; None where the file is not here."""
        found = re.fullmatch(r"(.+?)(?::(\d+))?(?::\d+)?", place.strip()) if place else None
        return self.of(found[1], int(found[2] or 1)) if found else None

    def of(self, file: str | Path, line: int) -> Spot | None:
        """Return a line of a file, named from the top of the repository; None where the file is not in the project."""
        text = str(file)
        if text not in self._own:
            self._own[text] = self._is_own(Path(text))
        if not self._own[text]:
            return None
        path = (self.project.root / text).resolve()
        return Spot(PurePosixPath(path.relative_to(self.top)).as_posix(), max(line, 1))

    def of_violation(
        self, violation: Violation, model: Path | None, rule: Spot | None
    ) -> tuple[Spot | None, list[Spot]]:
        """Return the line to touch for a row that breaks a rule, and the others that have to do with it."""
        told = [spot for spot in map(self.at, self._told_in(violation)) if spot]
        told += [spot for spot in self._labelled(violation) if spot not in told]
        if told:
            return told[0], told[1 : 1 + _MOST_ALSO]
        of_model = self.of(model, 1) if model else None
        either = [spot for spot in (of_model, rule) if spot]
        return (either[0], either[1:]) if either else (self.settings(), [])

    def _told_in(self, violation: Violation) -> list[str]:
        """Return the places that the row names itself, and those that its words do."""
        said = [f"{file}:{line}" for file, line in _PLACE.findall(violation.detail[:2_000])]
        return [violation.file_line, *said] if violation.file_line else said

    def _labelled(self, violation: Violation) -> list[Spot]:
        """Return where a row is labelled: by its fact, else by the id that its words begin with, else by its claim."""
        if not self.project.has_input or self.con is None:
            return []
        leading = _LEADING_ID.match(violation.detail)
        if violation.fact_id:
            return self._rows("fact_id").get(violation.fact_id, [])
        for kind in ("disagreement_id", *_LABELS):
            if leading and (found := self._rows(kind).get(leading[1])):
                return found
        if violation.claim_id and (of_claim := self._rows("claim_id").get(violation.claim_id)):
            return of_claim
        of_article = self._rows("article_id").get(violation.article_id, []) if violation.article_id else []
        return [self._worded(spot, violation.detail) for spot in of_article]

    def _worded(self, spot: Spot, detail: str) -> Spot:
        """Return the line of a text where the words stand that a row quotes, if they are there once."""
        words = _QUOTED.search(detail)
        try:
            text = (self.top / spot.file).read_text(encoding="utf-8") if words else ""
        except (OSError, UnicodeDecodeError):
            return spot
        if words is None or text.count(words[1]) != 1:
            return spot
        return Spot(spot.file, text.count("\n", 0, text.index(words[1])) + 1)

    def _rows(self, kind: str) -> Mapping[str, list[Spot]]:
        if kind not in self._found:
            self._found[kind] = self._asked(kind)
        return self._found[kind]

    def _asked(self, kind: str, sql: str = "") -> dict[str, list[Spot]]:
        import duckdb

        sql = sql or _LINES.get(kind) or f"select {kind}, file, line from raw.{_LABELS[kind]} order by all"
        found: dict[str, list[Spot]] = {}
        try:
            rows = self.con.execute(sql).fetchall() if self.con else []
        except duckdb.Error:  # what is not loaded, or not built, has no line
            return {}
        for name, file, line in rows:
            spot = self.of(file, line or 1)
            if spot:
                found.setdefault(str(name), []).append(spot)
        return found

    def reject(self) -> Spot | None:
        """Return where the first row stands that could not be used: why a rule has nothing to look at."""
        if not self.project.has_input or self.con is None:
            return None
        found = self._asked("file", "select file, file, line from raw.rejects_now order by file, line")
        return next((spots[0] for spots in found.values()), None)

    def settings(self) -> Spot | None:
        """Return where the project is defined: what is built in is replaced by a file of the project's own."""
        files = [*self.project.defined_in, self.project.root / "pyproject.toml"]
        return next((spot for file in files if (spot := self.of(file, 1))), None)

    def _is_own(self, path: Path) -> bool:
        try:
            whole = (self.project.root / path).resolve()
            return whole.is_file() and whole.is_relative_to(self.project.root.resolve())
        except (OSError, ValueError):
            return False


def top_of(folder: Path) -> Path:
    """Return the top of the repository that a folder lies in; the folder itself where it is in none."""
    here = folder.resolve()
    return next((each for each in (here, *here.parents) if (each / ".git").exists()), here)

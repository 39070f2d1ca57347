"""The line that a person must touch: of the label, the model, the suite, or the property of a data test.

A line of a file that is not in the project (a built-in model, an article elsewhere) is nobody's to touch there: the
next best is told. Files are named from the top of the repository, as the places that show them want it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING, Any

from wh.project import Project
from wh.reports.accounts import Accounts, leading_id
from wh.reports.report import Spot
from wh.results import Violation

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

_PLACE = re.compile(r"(?<![\w./-])((?:[\w.-]+/)*[\w.-]+\.[A-Za-z]{2,5}):(\d+)(?::\d+)?")
_QUOTED = re.compile(r'"([^"]+)"|“([^”]+)”')
_OFFSET = re.compile(r"\b\w+_start (\d+)\b")
_MARKED = re.compile(r"^([^\[]*)\[([^\]]*)\](.*)$")
_GAP = r"(?:\s|<[^<>]*>)"
_AROUND = 60
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
    "disagreement_id": "select disagreement_id, file, line from raw.rulings_now order by all",
}


@dataclass(slots=True)
class Spots:
    """Finds lines of a project; `con` is its built file, None where there is none. Asks it only for what is wanted.

    `accounts` are those that the findings are about.
    """

    project: Project
    con: "DuckDBPyConnection | None"
    accounts: Accounts = field(default_factory=Accounts)
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
        self, violation: Violation, model: Path | None, rule: Spot | None, cause: Spot | None = None
    ) -> tuple[Spot | None, list[Spot]]:
        """Return the line to touch for a row that breaks a rule, and the others that have to do with it.

        `cause` is another row of the input that it follows from.
        """
        told = list(dict.fromkeys([*self._places(violation), *([cause] if cause else [])]))
        if told:
            return told[0], told[1 : 1 + _MOST_ALSO]
        of_model = self.of(model, 1) if model else None
        either = [spot for spot in (of_model, rule) if spot]
        return (either[0], either[1:]) if either else (self.settings(), [])

    def _told_in(self, violation: Violation) -> list[str]:
        """Return the places that the row names itself, and those that its words do."""
        said = [f"{file}:{line}" for file, line in _PLACE.findall(violation.detail[:2_000])]
        return [violation.file_line, *said] if violation.file_line else said

    def _places(self, violation: Violation) -> list[Spot]:
        """Return the lines that a row has to do with, the one to touch first.

        Where a ruling or a relation is at issue, that is its own line, but a relation holds until a label is new.
        """
        said = [spot for spot in map(self.at, self._told_in(violation)) if spot]
        if not self.project.has_input or self.con is None:
            return said
        about = self.accounts.about(violation)
        facts = [spot for account in about if (spot := self.at(account.place))]
        leading = leading_id(violation) or ""
        if rulings := self._rows("disagreement_id").get(leading):
            return [*said, *rulings, *facts]
        if about and (violation.fact_id or leading in self.accounts.of_disagreements):
            return [*facts, *said]
        if self.accounts.relation(violation):
            new = [spot for account in about if account.is_new and (spot := self.at(account.place))]
            return [*new, *said, *self._labelled(leading), *facts]
        return [*said, *self._labelled(leading), *facts] or self._in_article(violation)

    def _labelled(self, leading: str) -> list[Spot]:
        """Return where the id is labelled that the words of a row begin with."""
        found = (self._rows(kind).get(leading) for kind in _LABELS) if leading else ()
        return next((spots for spots in found if spots), [])

    def _in_article(self, violation: Violation) -> list[Spot]:
        """Return the line of a text where the words stand that a row quotes, or the numeral that it names."""
        of_article = self._rows("article_id").get(violation.article_id, []) if violation.article_id else []
        words, offset = _quoted_of(violation), _OFFSET.search(violation.detail)
        if words:
            sought = [("", words), *((one[1], one[2] + one[3]) for one in _MARKED.finditer(words))]
        else:
            sought = self._text_at(violation.article_id or "", int(offset[1])) if offset and of_article else []
        return [self._worded(spot, sought) for spot in of_article]

    def _text_at(self, article_id: str, offset: int) -> list[tuple[str, str]]:
        """Return what stands before an offset of a text as it is stored, and what stands behind it."""
        sql = """
            select substr(text, greatest($2 - $3, 0) + 1, least($2, $3)), substr(text, $2 + 1, $3)
            from intermediate.int_articles__newest where article_id = $1
        """
        return [(before or "", after) for before, after in self._fetched(sql, [article_id, offset, _AROUND]) if after]

    def _worded(self, spot: Spot, sought: Sequence[tuple[str, str]]) -> Spot:
        """Return the line of a text where the words of a pair go on with its second part, if they are there once.

        White space and marks of HTML may stand between them.
        """
        try:
            text = (self.top / spot.file).read_text(encoding="utf-8") if sought else ""
        except (OSError, UnicodeDecodeError):
            return spot
        for pair in sought:
            before, after = (f"{_GAP}+".join(map(re.escape, part.split())) for part in pair)
            found = list(islice(re.finditer(f"{before}{_GAP}*(?P<mark>){after}", text), 2)) if after else []
            if len(found) == 1:
                return Spot(spot.file, text.count("\n", 0, found[0].start("mark")) + 1)
        return spot

    def _rows(self, kind: str) -> Mapping[str, list[Spot]]:
        if kind not in self._found:
            self._found[kind] = self._asked(kind)
        return self._found[kind]

    def _asked(self, kind: str, sql: str = "") -> dict[str, list[Spot]]:
        sql = sql or _LINES.get(kind) or f"select {kind}, file, line from raw.{_LABELS[kind]} order by all"
        found: dict[str, list[Spot]] = {}
        for name, file, line in self._fetched(sql):
            spot = self.of(file, line or 1)
            if spot:
                found.setdefault(str(name), []).append(spot)
        return found

    def _fetched(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        import duckdb

        try:
            return self.con.execute(sql, list(values)).fetchall() if self.con else []
        except duckdb.Error:  # what is not loaded, or not built, has no line
            return []

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


def _quoted_of(violation: Violation) -> str | None:
    """Return the words that a row quotes of its article: those with its name beside them, else the first."""
    detail, name = violation.detail, violation.article_id or ""
    found = list(_QUOTED.finditer(detail))
    beside = (one for one in found if detail[one.end() :].startswith(f" in {name}"))
    one = next(beside, found[0] if found else None)
    return one and (one[1] or one[2])


def top_of(folder: Path) -> Path:
    """Return the top of the repository that a folder lies in; the folder itself where it is in none."""
    here = folder.resolve()
    return next((each for each in (here, *here.parents) if (each / ".git").exists()), here)

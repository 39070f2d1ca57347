"""What every rule answered, build by build, and the rows that break one now."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import duckdb

from wh.reports.page.charts import History, Point
from wh.reports.report import Case, Row
from wh.terminal import count

_BUILDS = 24
_MOST_ROWS = 10
_ANSWERS = ("error", "broken", "unanswered", "held")
_WRITTEN_IN = (".json", ".py", ".yml", ".yaml", ".sql")
_SEVERITIES = ("critical", "warning", "info")
_DISAGREEMENT = re.compile(r"([a-z_]+-[0-9a-f]{6,}) \(\w+\): ")
_REFUSED = "raw.rejects_now"


@dataclass(frozen=True, slots=True)
class Told:
    """A row that breaks a rule: what is wrong in words, the line to touch, the ids that it goes by.

    `clash_id` is the disagreement that it tells of, where it names one.
    """

    says: str
    place: str
    ids: tuple[str, ...] = ()
    claim_id: str | None = None
    cause: str = ""
    clash_id: str | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule over a table with its answers, oldest first, the last one of this build; `rows` break it now.

    `sentence` says it to people and `spot` where it is written, empty where nobody told. `forbids` says that it keeps
    the build from being published, `is_consequence` that it follows from rows that were refused.
    """

    name: str
    table: str
    severity: str
    points: tuple[Point, ...]
    rows: tuple[Told, ...]
    sentence: str = ""
    spot: str = ""
    forbids: bool = False
    is_consequence: bool = False

    @property
    def is_loss(self) -> bool:
        """Whether its rows were refused, so that what they tell is missing."""
        return self.table == _REFUSED and self.now.answer == "broken"

    @property
    def key(self) -> str:
        """The rule's name among all."""
        return f"{self.table}/{self.name}"

    @property
    def words(self) -> str:
        """The rule's name as words."""
        return self.name.replace("_", " ").capitalize()

    @property
    def now(self) -> Point:
        """What it answered in this build."""
        return self.points[-1]

    @property
    def is_steady(self) -> bool:
        """Whether there is nothing to see: the same answer about as many rows in every build, none broken."""
        first = self.points[0]
        alike = all((one.answer, one.compared) == (first.answer, first.compared) for one in self.points)
        return alike and first.answer in ("held", "unanswered")

    @property
    def is_telling(self) -> bool:
        """Whether its history is worth a drawing: it moved, and it is about sources or did not always answer alike."""
        has_turned = len({point.answer for point in self.points}) > 1
        return not self.is_steady and (has_turned or self.severity != "critical" or self.now.answer != "held")

    @property
    def history(self) -> History:
        """The answers, to be drawn."""
        breaks = "breaks" if self.now.broken == 1 else "break"
        now = f"now {self.now.answer}, {self.now.broken:,} of {count(self.now.compared, 'row')} {breaks} it"
        return History(f"{self.words}: {count(len(self.points), 'build')}, {now}.", self.points)


def read(
    con: duckdb.DuckDBPyConnection, build_id: str, cases: Sequence[Case] = (), *, has_samples: bool = True
) -> tuple[Rule, ...]:
    """Read the rules that this build asked, the worst answer first, each with its answers in the builds before.

    `cases` are the same rules as every other report has them: in words, with their places. Without samples these alone
    say which rows there are.
    """
    told = {(case.table, case.rule): case for case in cases}
    builds = con.execute(
        "select distinct build_id from quality.rule_results where build_id <= ? order by build_id desc limit ?",
        [build_id, _BUILDS],
    ).fetchall()
    rows = con.execute(
        "select table_name, rule, severity, build_id, answer, coalesce(compared_count, 0), coalesce(broken_count, 0)"
        " from quality.rule_results where build_id in (select unnest(?)) order by all",
        [[row[0] for row in builds]],
    ).fetchall()
    points: dict[tuple[str, str], list[Point]] = {}
    severities: dict[tuple[str, str], str] = {}
    for table, rule, severity, *point in sorted(rows, key=lambda row: row[3]):
        points.setdefault((table, rule), []).append(Point(*point))
        severities[table, rule] = severity
    broken = _broken_rows(con, build_id) if has_samples else {}
    rules = [
        _rule((table, rule), severities[table, rule], found, broken.get((table, rule), ()), told.get((table, rule)))
        for (table, rule), found in points.items()
        if found[-1].build_id == build_id
    ]
    return tuple(sorted(rules, key=_rank))


def _rule(
    key: tuple[str, str], severity: str, points: Sequence[Point], rows: Sequence[Told], case: Case | None
) -> Rule:
    table, name = key
    if case is None:
        answer = points[-1].answer
        forbids = answer == "error" or (answer == "broken" and severity != "info")
        return Rule(name, table, severity, tuple(points), tuple(rows), forbids=forbids)
    # a rule that comes with the engine has no line of the project: its spot is that of a row, or of the settings
    spot = str(case.spot) if case.spot and case.spot.file.endswith(_WRITTEN_IN) else ""
    told = tuple(_of_case(row) for row in case.rows[:_MOST_ROWS]) or tuple(rows)
    return Rule(name, table, severity, tuple(points), told, case.sentence, spot, case.forbids, case.is_consequence)


def _of_case(row: Row) -> Told:
    place = str(row.spot) if row.spot else ""
    return _told(row.says, place, row.claim_id, row.fact_id, None, str(row.cause or ""))


def _told(
    says: str, place: str, claim_id: str | None, fact_id: str | None, article_id: str | None, cause: str = ""
) -> Told:
    """Return a row without what is said twice: its place, the id of its disagreement, ids that are in its words."""
    says = says.removeprefix(place).lstrip() if place else says
    named = _DISAGREEMENT.match(says)
    says = says[named.end() :] if named else says
    ids = tuple(each for each in (claim_id, fact_id, article_id) if each and each not in says)
    return Told(says, place, ids, claim_id, cause, named[1] if named else None)


def _broken_rows(con: duckdb.DuckDBPyConnection, build_id: str) -> Mapping[tuple[str, str], Sequence[Told]]:
    """Return what breaks each rule, in words, ten rows of each."""
    rows = con.execute(
        "select table_name, rule, coalesce(detail, ''), coalesce(file_line, ''), claim_id, fact_id, article_id"
        " from quality.violations where build_id = ?"
        " qualify row_number() over ("
        " partition by table_name, rule order by file_line, claim_id, fact_id, article_id, detail) <= ? order by all",
        [build_id, _MOST_ROWS],
    ).fetchall()
    found: dict[tuple[str, str], list[Told]] = {}
    for table, rule, *row in rows:
        found.setdefault((table, rule), []).append(_told(*row))
    return found


def _rank(rule: Rule) -> tuple[object, ...]:
    return (
        not rule.forbids,
        rule.is_consequence,
        not rule.is_loss,
        _SEVERITIES.index(rule.severity),
        _ANSWERS.index(rule.now.answer),
        not rule.is_telling,
        rule.table,
        rule.name,
    )

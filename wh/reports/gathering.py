"""Puts together what is told of a build: the answers, which rules they are to, where a person must touch something.

Reads the project and the built file; writes neither.
"""

import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from wh.errors import WhError
from wh.outcome import Contents, Identity, Quiet, Since, counts, forbidding, without_lines
from wh.outcome import identity as identity_of
from wh.project import Project
from wh.reports import wording
from wh.reports.accounts import Accounts
from wh.reports.causes import Causes
from wh.reports.report import Case, Cause, Fault, Report, Row, Ruling, Spot, fingerprint
from wh.reports.spots import Spots
from wh.results import Answer, CheckOutcome, RuleResult, Violation
from wh.terminal import count

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

    from wh.guards import Guards
    from wh.rules import Rule, Suite
    from wh.rules.sentences import Sentence

_RULINGS = """
select
    disagreement_id, rule, claim_id, state, decision, detail, reason, decided_by, decided_on::varchar,
    expires_on::varchar
from marts.disagreements
where decision is not null
order by state, disagreement_id
"""


def report_of(
    project: Project,
    build_id: str,
    status: str,
    fail_on: str,
    at: datetime,
    *,
    checks: CheckOutcome | None = None,
    con: "DuckDBPyConnection | None" = None,
    guards: "Guards | None" = None,
    since: Since | None = None,
    wrong: Sequence[WhError] = (),
    contents: Contents | None = None,
    quiet: Quiet | None = None,
    has_samples: bool = True,
) -> Report:
    """Return what is told of a build; `guards` are the rules of the project, where it could be read."""
    spots = Spots(project, con, _accounts(project, con, checks, build_id, since))
    causes = Causes.of(con, project) if con and checks and checks.violations and project.has_input else Causes()
    cases = _Cases(spots, causes, guards, fail_on, since, has_samples)
    return Report(
        project=project.name,
        build_id=build_id,
        status=status,
        fail_on=fail_on,
        at=at,
        cases=tuple(cases.of(checks)) if checks else (),
        faults=tuple(_fault(spots, each, has_samples) for each in wrong),
        rulings=tuple(_rulings(con, has_samples)) if con and project.has_input else (),
        since=since.build_id if since else None,
        has_samples=has_samples,
        contents=contents,
        con=con,
        home=project,
        quiet=quiet if quiet and quiet.compared_counts else None,
    )


class _Cases:
    """Tells each answer as a case, with the rule that it is to."""

    def __init__(
        self,
        spots: Spots,
        causes: Causes,
        guards: "Guards | None",
        fail_on: str,
        since: Since | None,
        has_samples: bool,
    ) -> None:
        self._project, self._spots, self._causes, self._has_samples = spots.project, spots, causes, has_samples
        self._fail_on, self._since = fail_on, since
        self._rules: Mapping[tuple[str, str], tuple[Suite, Rule]] = {}
        self._models: Mapping[str, Path] = {}
        self._sentences: Mapping[str, Sentence] = {}
        if guards is not None:
            from wh.rules.sentences import sentences_in

            self._rules = {(suite.table_name, rule.name): (suite, rule) for suite, rule in guards.rules()}
            parsed = guards.parsed
            self._models = {parsed.table(name): model.path for name, model in parsed.models.items()}
            self._sentences = sentences_in(guards.class_files())

    def of(self, checks: CheckOutcome) -> Iterator[Case]:
        """Yield a case for each answer, in the order told."""
        rows: dict[tuple[str, str], list[Violation]] = {}
        for violation in checks.violations:
            rows.setdefault((violation.table_name, violation.rule), []).append(violation)
        worst = {(each.table_name, each.rule) for each in forbidding(checks, self._fail_on, self._since)}
        for result in checks.results:
            key = result.table_name, result.rule
            yield self._case(result, rows.get(key, []), forbids=key in worst)

    def _case(self, result: RuleResult, violations: Sequence[Violation], *, forbids: bool) -> Case:
        known = self._rules.get((result.table_name, result.rule))
        fails = counts(result, self._since)
        is_told = self._since is not None and fails
        spot = self._spots.of(known[0].file, known[1].line) if known else None
        sql = wording.masked(result.rows_sql) if result.rows_sql else None
        rows = tuple(sorted(self._rows(result, violations, spot), key=_place_of))
        return Case(
            rule=result.rule,
            table=result.table_name,
            type=known[1].type if known else "unit_test",
            sentence=self._sentence(result, known[1] if known else None),
            notes=_notes(known[1]) if known else None,
            severity=result.severity,
            answer=result.answer,
            candidate_count=result.candidate_count,
            compared_count=result.compared_count,
            broken_count=result.broken_count,
            is_failure=fails,
            forbids=forbids,
            new_count=self._since.count(result) if self._since and is_told else None,
            old_count=self._since.old_count(result) if self._since and is_told else None,
            sql=sql,
            spot=spot or (rows[0].spot if rows else self._spots.reject() or self._spots.settings()),
            rows=rows if self._has_samples or result.answer is Answer.ERROR else tuple(_places_alone(rows, result)),
            told_count=len(violations),
            quiet=self._quiet(result),
            file=spot.file if spot else _built_in(known[0].file) if known else None,
            line=spot.line if spot else None,
            sql_file=self._sql_file(result) if sql and wording.is_long(sql) else None,
        )

    def _cause(self, violation: Violation) -> Cause | None:
        place, why = self._causes.cause(violation) or (None, "")
        spot = self._spots.at(place)
        return Cause(spot, why) if spot else None

    def _sql_file(self, result: RuleResult) -> str:
        name = re.sub(r"[^\w.-]+", "_", f"{result.table_name}.{result.rule}")
        folder = self._project.artifacts or self._project.root / "target"
        return Path(os.path.relpath(folder / "rules" / f"{name}.sql", self._project.root)).as_posix()

    def _quiet(self, result: RuleResult) -> str | None:
        if self._since is None or not (then := self._since.quiet_count(result)):
            return None
        return f"compared {count(then, 'row')} in build {self._since.build_id}, nothing now"

    def _sentence(self, result: RuleResult, rule: "Rule | None") -> str:
        from wh.rules.sentences import sentence_of

        if rule is None:
            return f"Expect {result.rule.replace('_', ' ')}."
        return wording.shown(sentence_of(rule, result.table_name, self._sentences))

    def _rows(self, result: RuleResult, violations: Sequence[Violation], rule: Spot | None) -> Iterator[Row]:
        fresh = Counter(self._since.new_rows.get((result.table_name, result.rule), ())) if self._since else None
        seen: Counter[Identity] = Counter()
        model = self._models.get(result.table_name)
        for violation in violations:
            identity = identity_of(violation)
            seen[identity] += 1
            is_new = None if fresh is None else fresh[identity] > 0
            if fresh is not None:
                fresh[identity] -= 1
            cause = self._cause(violation)
            spot, also = self._spots.of_violation(violation, model, rule, cause.spot if cause else None)
            says = violation.detail if self._has_samples else wording.without_values(violation.detail)
            yield Row(
                says=wording.shown(says, wording.LONGEST_ROW),
                claim_id=_shown_id(violation.claim_id),
                fact_id=_shown_id(violation.fact_id),
                article_id=_shown_id(violation.article_id),
                spot=spot,
                also=tuple(also),
                is_new=is_new,
                fingerprint=fingerprint(*identity, str(seen[identity])),
                cause=cause,
            )


def _place_of(row: Row) -> tuple[bool, bool, str, int]:
    """Return by what rows are ordered: the new ones, those with no cause elsewhere, by file and line."""
    spot = row.spot or Spot("~", 0)
    return row.is_new is False, row.cause is not None, spot.file, spot.line


def _places_alone(rows: Sequence[Row], result: RuleResult) -> Iterator[Row]:
    """Yield rows that say nothing but where they are, known again by their number in their file."""
    numbers: Counter[str] = Counter()
    for row in rows:
        file = row.spot.file if row.spot else ""
        numbers[file] += 1
        mark = fingerprint(result.rule, result.table_name, file, str(numbers[file]))
        yield Row("", None, None, None, row.spot, row.also, row.is_new, mark, row.cause)


def _accounts(
    project: Project,
    con: "DuckDBPyConnection | None",
    checks: CheckOutcome | None,
    build_id: str,
    since: Since | None,
) -> Accounts:
    if con is None or checks is None or not (checks.violations and project.has_input):
        return Accounts()
    return Accounts.of(con, checks.violations, build_id, since.build_id if since else None)


def _built_in(file: Path) -> str:
    """Return the name of a file that comes with the engine: `claimhouse expectations/marts.claims.json`."""
    return f"claimhouse {file.parent.name}/{file.name}"


def _shown_id(value: str | None) -> str | None:
    return None if value is None else wording.shown_line(value)


def _notes(rule: "Rule") -> str | None:
    """Return why the rule is there, and of a threshold when it was set, what was measured then and why it is so."""
    notes = rule.meta.get("notes")
    if isinstance(notes, dict):
        notes = notes.get("content")
    told = [*map(str, notes if isinstance(notes, list) else [notes] if notes else [])]
    told += [str(rule.meta["reason"])] if rule.meta.get("reason") else []
    if rule.meta.get("set_on"):
        measured = [str(value) for name, value in sorted(rule.meta.items()) if name.startswith("measured")]
        then = f", when {', '.join(measured)} was measured" if measured else ""
        told.append(f"Set on {rule.meta['set_on']}{then}.")
    return wording.shown(" ".join(told)) if told else None


def _fault(spots: Spots, error: WhError, has_samples: bool) -> Fault:
    says = error.message if has_samples else wording.without_values(error.message)
    return Fault(
        wording.shown(says),
        wording.shown(error.way_out) if error.way_out else None,
        spots.at(error.at) or spots.settings(),
        fingerprint("fault", without_lines(error.message), without_lines(error.at or "")),
    )


def _rulings(con: "DuckDBPyConnection", has_samples: bool) -> Iterator[Ruling]:
    import duckdb

    try:
        rows = con.execute(_RULINGS).fetchall()
    except duckdb.Error:  # the marts are not built yet, or are others
        return
    for disagreement_id, rule, claim_id, state, decision, says, reason, by, decided_on, expires_on in rows:
        texts = [None if each is None else wording.shown(str(each)) for each in (says, reason)]
        yield Ruling(
            wording.shown_line(disagreement_id),
            wording.shown_line(str(rule)),
            _shown_id(claim_id),
            state,
            decision,
            (texts[0] or "") if has_samples else "",
            texts[1] if has_samples else None,
            _shown_id(by),
            decided_on,
            expires_on,
        )

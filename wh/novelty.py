"""What is new in the answers of the rules since an earlier build: row by row, never by counts alone.

A row is the same if rule, table, ids and words are; the line it is labelled in may be another. Where only some of the
rows were told, the rule is asked of both builds for all of them. Decides which failures count; changes no answer.
"""

import contextlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from wh import kept, quality, warehouse
from wh.errors import ProjectError
from wh.outcome import Identity, Key, Since, gone_quiet, identity, is_failure, size_of
from wh.project import Project
from wh.results import Answer, CheckOutcome, Violation

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Before:
    """The answers of an earlier build; `path` is its file, None where that is no longer kept."""

    build_id: str
    checks: CheckOutcome
    path: Path | None


def answers_before(project: Project, con: "DuckDBPyConnection", wanted: str) -> Before:
    """Return the answers of the build that `wanted` names: an id, the start of one, or `published`.

    The open file knows builds that are no longer kept; a build that it does not know is looked for among the kept.
    """
    paths = {build.build_id: build.path for build in kept.kept_builds(project)}
    known = {record.build_id for record in quality.read_builds(con)} | set(paths)
    build_id = _named(project, wanted, known, sorted(paths))
    checks = quality.answers_of(con, build_id)
    if checks is None and build_id in paths:
        with contextlib.closing(warehouse.open_asked(project, build_id=build_id)) as earlier:
            checks = quality.answers_of(earlier, build_id)
    if checks is None or not checks.results:
        raise ProjectError(
            f"No rule was asked in build `{build_id}`, so nothing can be told to be new since then.",
            at="the command line",
            way_out=_others(sorted(paths)),
        )
    return Before(build_id, checks, paths.get(build_id))


def since(project: Project, con: "DuckDBPyConnection", before: Before, checks: CheckOutcome) -> Since:
    """Return what is new in the answers since then; `con` is the file that they are about."""
    results = {(each.table_name, each.rule): each for each in before.checks.results}
    past, now = _by_rule(before.checks.violations), _by_rule(checks.violations)
    counts: dict[Key, int] = {}
    rows: dict[Key, Counter[Identity]] = {}
    with contextlib.ExitStack() as stack:
        con_before = None
        if before.path is not None:
            opened = warehouse.open_asked(project, build_id=before.build_id)
            con_before = stack.enter_context(contextlib.closing(opened))
        for result in filter(is_failure, checks.results):
            key = result.table_name, result.rule
            known, told, told_before = results.get(key), now.get(key, Counter()), past.get(key, Counter())
            if known is None or known.answer is not result.answer or not is_failure(known):
                counts[key], rows[key] = size_of(result), told
                continue
            rows[key] = told - told_before
            counts[key] = rows[key].total()
            if result.answer is not Answer.BROKEN:
                counts[key] = min(counts[key], 1)
            elif result.broken_count > told.total() or known.broken_count > told_before.total():
                asked = _asked_of_both(result.rows_sql, con, con_before)
                growth = result.broken_count - known.broken_count
                counts[key] = max(counts[key], growth) if asked is None else asked
    quiet = gone_quiet(before.build_id, before.checks.results, checks.results).compared_counts
    counts |= dict.fromkeys(quiet, 1)
    return Since(before.build_id, counts, rows, quiet)


def _named(project: Project, wanted: str, known: set[str], kept_ids: Sequence[str]) -> str:
    if wanted == PUBLISHED:
        current = kept.published(project)
        if current is not None:
            return current.build_id
        raise ProjectError(
            "Nothing is published, so nothing can be new since then.", at="the command line", way_out="`wh build` first"
        )
    starting = [each for each in sorted(known) if wanted and each.startswith(wanted)]
    if wanted in known or len(starting) == 1:
        return wanted if wanted in known else starting[0]
    raise ProjectError(
        f"{'More than one build' if starting else 'No build'} has the id `{wanted}`.",
        at="the command line",
        way_out=_others(kept_ids),
    )


def _others(kept_ids: Sequence[str]) -> str:
    return f"`{PUBLISHED}`, or one of the kept builds: {', '.join(kept_ids)}" if kept_ids else "`wh build` first"


def _by_rule(violations: Sequence[Violation]) -> dict[Key, Counter[Identity]]:
    found: dict[Key, Counter[Identity]] = {}
    for each in violations:
        found.setdefault((each.table_name, each.rule), Counter())[identity(each)] += 1
    return found


def _asked_of_both(sql: str | None, con: "DuckDBPyConnection", con_before: "DuckDBPyConnection | None") -> int | None:
    """Return how many rows a SELECT gives now that it did not give then; None where that cannot be asked."""
    import duckdb

    if sql is None or con_before is None:
        return None
    counted = f"select hash(told), count(*) from (\n{sql}\n) as told group by all"
    try:
        now, then = (Counter(dict(each.execute(counted).fetchall())) for each in (con, con_before))
    except duckdb.Error:  # the earlier build had no such table or column
        return None
    return (now - then).total()

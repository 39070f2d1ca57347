"""Projects built in memory: what is built and why, and what is refused."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from itertools import count

import duckdb
import pytest

from wh import choosing, planning, raw, running
from wh.parsing import Parsed, parse
from wh.project import Project

NOW = datetime(2026, 1, 2, 3, 4, tzinfo=UTC)
_BUILDS = count()


def read(con: duckdb.DuckDBPyConnection, project: Project, *, full: bool = False) -> Parsed:
    """Read the project as a build of it would."""
    tables = raw.relations(con) or None
    return parse(project, project.settings.vars, tables, now=NOW + timedelta(minutes=next(_BUILDS)), full=full)


def shape(
    con: duckdb.DuckDBPyConnection, project: Project, select: Sequence[str] = (), *, full: bool = False
) -> dict[str, str]:
    """Build what must be built, and return each model's name with the reason; what is wrong is raised."""
    parsed = read(con, project, full=full)
    chosen = choosing.models_among(choosing.choose(parsed, select)) if select else None
    plan = planning.make_plan(con, parsed, chosen, full=full)
    outcome = running.run_plan(con, plan, "1", lambda *_: None, now=NOW)
    if outcome.wrong:
        raise outcome.wrong[0] if len(outcome.wrong) == 1 else ExceptionGroup("wrong", outcome.wrong)
    return {step.name: step.reason for step in plan.steps}


def refusals(con: duckdb.DuckDBPyConnection, project: Project, select: Sequence[str] = ()) -> list[str]:
    """Return all that is wrong, one text each, in the order of their places."""
    try:
        shape(con, project, select)
    except ExceptionGroup as wrong:
        return sorted((str(error) for error in wrong.exceptions), key=_place)
    except Exception as wrong:
        return [str(wrong)]
    pytest.fail("nothing is refused")


def refusal(con: duckdb.DuckDBPyConnection, project: Project, select: Sequence[str] = ()) -> str:
    """Return the one thing that is wrong."""
    (wrong,) = refusals(con, project, select)
    return wrong


def _place(message: str) -> str:
    return next((line for line in message.splitlines() if line.startswith("  at  ")), "")

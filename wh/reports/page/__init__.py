"""One self-contained HTML file about a build, for an editor: what clashes, who says what, and why.

Reads the built file and the kept builds; asks no network, decides nothing and writes nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from wh.errors import WarehouseError, WhError
from wh.project import Project
from wh.reports.page import (
    accounts,
    changes,
    charts,
    claims,
    clashes,
    descent,
    drawing,
    packing,
    people,
    rules,
    templating,
)
from wh.reports.page import articles as articles_of
from wh.reports.report import Case

if TYPE_CHECKING:
    import duckdb

    from wh.reports.page.charts import Intervals

DRAWN = 100
"""Plots of intervals at most: disagreements go first, then claims that are read differently, the most told first."""
SHOWN = 40
"""Disagreements, people, articles or rules that stand in the page itself; the others are unpacked by so many."""
PART = 200
"""Claims that are unpacked at a time."""
MULTIPLES = 48
"""Rules whose history is drawn."""


def render(
    con: "duckdb.DuckDBPyConnection", build_id: str, *, project: Project, has_samples: bool, cases: Sequence[Case] = ()
) -> str:
    """Return the page about a build; `con` reads its file. `has_samples` False leaves rows and words out.

    `cases` are its rules in words and with their places, where they are known.
    """
    build = _build(con, build_id)
    build_id = build.build_id
    content: dict[str, object] = {
        "project": project.name,
        "build": build,
        "samples": has_samples,
        "part_size": PART,
        "script": templating.script(),
        "style": templating.style(),
        "digest": templating.digest(templating.script()),
        **_judged(con, build_id, has_samples, cases),
        "descent": descent.read(con, project),
        "told": None,
        "clash_of": clashes.shown_by(()),
        "parts_packed": [],
    }
    if _has_claims(con):
        content |= _told(con, build, project, has_samples)
    return templating.fill("page.html", content)


def render_refused(wrong: Sequence[WhError], *, project: Project) -> str:
    """Return the page about a project that could not be built: what is wrong, where, and the way out."""
    return templating.fill("refused.html", {"project": project.name, "wrong": list(wrong), "style": templating.style()})


@dataclass(frozen=True, slots=True)
class Build:
    """The build that the page is about; times are UTC."""

    build_id: str
    started_at: datetime
    finished_at: datetime
    status: str


@dataclass(slots=True)
class _Pen:
    """Draws until the page's share of plots is used up."""

    left: int
    skipped: int = 0

    def draw(self, chart: "Intervals | None") -> tuple[str, str] | None:
        """Return the plot and what its marks mean, None where there is nothing to draw or no room left."""
        if chart is None:
            return None
        if not self.left:
            self.skipped += 1
            return None
        self.left -= 1
        return drawing.intervals(chart), chart.marks


def _build(con: "duckdb.DuckDBPyConnection", build_id: str) -> Build:
    """Return that build, or the newest that the file knows where it is none of them."""
    row = con.execute(
        "select build_id, started_at, finished_at, status from quality.builds"
        " order by build_id = ? desc, build_id desc limit 1",
        [build_id],
    ).fetchone()
    if row is None:
        raise WarehouseError("The file holds no build to tell of.", at="quality.builds", way_out="`wh build`")
    return Build(*row)


def _has_claims(con: "duckdb.DuckDBPyConnection") -> bool:
    """Whether the marts that the page tells of are there: a project of dbt's has its own."""
    needed = {"claims", "claim_sources", "disagreements", "facts", "people", "articles", "labelling_coverage"}
    rows = con.execute("select table_name from duckdb_tables() where schema_name = 'marts'").fetchall()
    return needed <= {row[0] for row in rows}


def _judged(
    con: "duckdb.DuckDBPyConnection", build_id: str, has_samples: bool, cases: Sequence[Case]
) -> dict[str, object]:
    found = rules.read(con, build_id, cases, has_samples=has_samples)
    troubled = [rule for rule in found if rule.now.answer in ("broken", "error")]
    telling = [rule for rule in found if rule.is_telling and len(rule.points) > 1]
    return {
        "rules": found,
        "troubled": troubled,
        "forbidding": [rule for rule in troubled if rule.forbids],
        "losses": [rule for rule in troubled if rule.is_loss],
        "telling": len(telling),
        "multiples": [(rule, drawing.history(rule.history)) for rule in telling[:MULTIPLES]],
        "others": [rule for rule in found if rule not in telling and rule not in troubled],
        "answers": {
            answer: sum(rule.now.answer == answer for rule in found)
            for answer in ("held", "broken", "unanswered", "error")
        },
        "build_count": max((len(rule.points) for rule in found), default=0),
    }


def _told(con: "duckdb.DuckDBPyConnection", build: Build, project: Project, has_samples: bool) -> dict[str, object]:
    told = claims.read(con)
    found = clashes.read(con, told, build.finished_at.date(), build.build_id)
    changed = changes.since_before(con, build.build_id, project, told)
    pen = _Pen(DRAWN if has_samples else 0)
    shared: dict[str, object] = {
        "samples": has_samples,
        "listed": partial(accounts.listed, has_samples=has_samples),
        "handed_on": accounts.handed_on,
        "evidence": lambda account: templating.quoted(account)[1],
    }
    cards = [
        templating.fill("clash.html", {"clash": one, "plot": pen.draw(clashes.chart(one)), **shared}) for one in found
    ]
    everybody = people.read(con) if has_samples else ()
    persons = [templating.fill("person.html", {"person": one}) for one in everybody]
    spelled = people.spelled(everybody)
    rows = [templating.fill("article.html", {"article": one, **shared}) for one in articles_of.read(con)]
    fragments = [
        templating.fill("claim.html", {"entry": one, "plot": pen.draw(claims.chart(one)), **shared})
        for one in told.entries
    ]
    words = [
        _searched(entry, spelled) if has_samples else charts.masked(f"{entry.claim.claim_id} {entry.about}").lower()
        for entry in told.entries
    ]
    parts = [("claims", packing.packed(_index(told, changed, has_samples))), ("words", packing.packed(words))]
    parts = parts if told.entries else []
    parts += [
        (f"claims-{number}", packing.packed(fragments[start : start + PART]))
        for number, start in enumerate(range(0, len(fragments), PART))
    ]
    lists = {"clashes": cards, "people": persons, "articles": rows}
    parts += [part for name, whole in lists.items() for part in _parts(name, whole)]
    return {
        "told": told,
        "clashes": found,
        "clash_of": clashes.shown_by(found),
        "changes": changed,
        "by_id": {entry.claim.claim_id: entry for entry in told.entries},
        "lists": {name: (whole[:SHOWN], len(whole)) for name, whole in lists.items()},
        "shown": SHOWN,
        "supports": _supports(told),
        "coverage": _coverage(con),
        "skipped": pen.skipped,
        "drawn": DRAWN,
        "parts_packed": parts,
    }


def _parts(name: str, whole: Sequence[str]) -> Iterator[tuple[str, str]]:
    for number, start in enumerate(range(SHOWN, len(whole), SHOWN), start=1):
        yield f"{name}-{number}", packing.packed(whole[start : start + SHOWN])


def _index(told: claims.Claims, changed: changes.Changes, has_samples: bool) -> dict[str, object]:
    """Return what the page's script lists and searches: a line for each claim, without its accounts and words."""
    different = changed.changed_claim_ids
    return {
        "voices": [charts.masked(voice.name) for voice in told.voices],
        "claims": [
            [
                entry.claim.claim_id,
                charts.masked(entry.claim.question),
                charts.masked(entry.about),
                entry.answer if has_samples else "",
                entry.allowed if has_samples else "",
                "retracted" if entry.claim.is_retracted else entry.claim.agreement,
                entry.state,
                "new"
                if entry.claim.claim_id in changed.new_claim_ids and changed.before
                else "changed"
                if entry.claim.claim_id in different
                else "",
                entry.claim.article_count,
                entry.claim.outlet_count,
                entry.claim.owner_count,
                entry.origins,
                " ".join(f"{voice}{stance}" for voice, stance in entry.stances),
                len([part for part in (entry.claim.subject, entry.claim.scope) if part]),
                dict(entry.sayings) if has_samples else {},
            ]
            for entry in told.entries
        ],
    }


def _searched(entry: claims.Entry, spelled: Callable[[str], str]) -> str:
    """Return what a search is to find a claim by: its words, and how else those whom it names are spelled."""
    told = f"{entry.claim.question} {entry.answer} {entry.words}"
    return f"{entry.words} {charts.masked(spelled(told))}".rstrip()


_MOST = 5


def _supports(told: claims.Claims) -> list[tuple[str, str]]:
    """Return how many claims rest on one, two or more articles, outlets, owners and independent origins, drawn."""
    asserted = [entry.claim for entry in told.entries if entry.claim.support]
    measures = {
        "articles": [claim.article_count for claim in asserted],
        "outlets known": [claim.outlet_count for claim in asserted],
        "owners": [claim.owner_count for claim in asserted],
        "independent origins, at least": [claim.origin_low for claim in asserted],
    }
    drawn = []
    for title, found in measures.items():
        sizes = [min(one, _MOST) for one in found]
        columns = [(f"{size}+" if size == _MOST else str(size), sizes.count(size)) for size in range(_MOST + 1)]
        shown = [column for column in columns if column[1] or column[0] != "0"]
        said = ", ".join(f"{count:,} on {size}" for size, count in shown)
        drawn.append((title, drawing.counts(f"Claims by number of {title}: {said}.", shown)))
    return drawn


def _coverage(con: "duckdb.DuckDBPyConnection") -> tuple[int, int]:
    """Return how many numerals the articles hold, and how many of them are covered."""
    row = con.execute(
        "select coalesce(sum(numeral_count), 0)::bigint, coalesce(sum(covered_count), 0)::bigint"
        " from marts.labelling_coverage"
    ).fetchone()
    return (row[0], row[1]) if row else (0, 0)

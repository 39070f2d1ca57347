"""What differs between two builds that are on disk: which two are meant, which tables are compared, by which keys.

Reads both files; writes none. The tables of loading and of checking are left out unless they are asked for by name.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from wh import kept, warehouse
from wh.differences import AFTER, BEFORE, Change, Relation, TableDiff, folded
from wh.errors import ProjectError, WarehouseError, WhError, closest
from wh.parsing import parse
from wh.project import Project
from wh.table_diff import compare

PUBLISHED, UNPUBLISHED = "published", "unpublished"
_LEFT_OUT = ("raw", "quality")
_UNREADABLE = "Some models cannot be read as they stand (`wh ls` says why), so their keys were sought in the rows."
_COLUMNS = """
select database_name, schema_name, table_name, list((column_name, data_type) order by column_index)
from duckdb_columns() where database_name in ('before', 'after') and not internal
group by database_name, schema_name, table_name order by schema_name, table_name
"""


@dataclass(frozen=True, slots=True)
class Build:
    """One side of a comparison; `standing` is published, unpublished or kept, and an unpublished one has no id."""

    build_id: str | None
    standing: str
    path: Path


@dataclass(frozen=True, slots=True)
class Diff:
    """How `after` differs from `before`: every table that was compared, by name, those that are the same too.

    `note` says why keys are not those of the YAML; None where they are.
    """

    before: Build
    after: Build
    tables: tuple[TableDiff, ...]
    note: str | None = None

    @property
    def differing(self) -> tuple[TableDiff, ...]:
        """The tables that are not the same."""
        return tuple(table for table in self.tables if table.change is not Change.SAME)


def diff(
    project: Project, select: Sequence[str] = (), *, against: str | None = None, of: str | None = None, rows: int = 0
) -> Diff:
    """Compare two builds: the newest with the one that readers see, or where that is the newest with the one before.

    `against` and `of` name the earlier and the later side: a kept build's id or its start, `published`, `unpublished`.
    At most `rows` rows of each kind of change are fetched from a table.
    """
    later = _named(project, of) if of else _newest(project)
    earlier = _named(project, against) if against else _before(project, later)
    if earlier.path.resolve() == later.path.resolve():
        raise ProjectError(
            "Both sides are the same build, so nothing can differ.",
            at="the command line",
            way_out=f"another one with --from: {_others(project, later)}",
        )
    models, note = _grains(project)
    with warehouse.opened_pair(project, earlier.path, later.path) as con:
        pairs = _pairs(con)
        chosen = _chosen(pairs, select, models)
        tables = tuple(compare(con, *pairs[name], models.get(folded(name), ()), rows=rows) for name in chosen)
    return Diff(earlier, later, tables, note)


def _named(project: Project, word: str) -> Build:
    if word == PUBLISHED:
        return _published(project)
    if word == UNPUBLISHED:
        path = project.state / kept.UNPUBLISHED
        if not path.exists():
            raise WarehouseError(
                "The last build was published, so nothing is left unpublished.",
                at=project.show(path),
                way_out=f"`{PUBLISHED}`, or a build of `wh history`",
            )
        return Build(None, UNPUBLISHED, path)
    return _kept(project, kept.named(project, word))


def _published(project: Project) -> Build:
    current = kept.published(project)
    if current is not None:
        return Build(current.build_id, PUBLISHED, current.path)
    link = project.warehouse
    if link.exists():  # the copy of a build that somebody wrote into, where links are not to be had
        return Build(None, PUBLISHED, link)
    raise WarehouseError(
        "Nothing is published yet." if not link.is_symlink() else "The published build's file is gone.",
        at=project.show(link),
        way_out="`wh build`",
    )


def _kept(project: Project, found: kept.Kept) -> Build:
    current = kept.published(project)
    is_published = current is not None and current.build_id == found.build_id
    return Build(found.build_id, PUBLISHED if is_published else "kept", found.path)


def _newest(project: Project) -> Build:
    waiting = project.state / kept.UNPUBLISHED
    return Build(None, UNPUBLISHED, waiting) if kept.newest(project) == waiting else _published(project)


def _before(project: Project, later: Build) -> Build:
    """Return what a build is compared with where nothing is said: what it would replace, or what it replaced."""
    if later.standing == UNPUBLISHED or later.build_id is None:
        return _published(project)
    older = [build for build in kept.kept_builds(project) if build.build_id < later.build_id]
    if older:
        return _kept(project, older[-1])
    raise WarehouseError(
        f"Build {later.build_id} is the oldest that is kept, so there is none before it to compare it with.",
        at=project.show(project.state / "builds"),
        way_out=f"another one with --from: {_others(project, later)}",
    )


def _others(project: Project, but: Build) -> str:
    ids = [build.build_id for build in kept.kept_builds(project) if build.build_id != but.build_id]
    return ", ".join(ids) or "none is kept yet; `wh build` after a change keeps a second one"


def _grains(project: Project) -> tuple[dict[str, tuple[str, ...]], str | None]:
    """Return each model's key by its table's folded name; none for what cannot be read now."""
    try:
        parsed = parse(project, project.settings.vars)
    except (WhError, ExceptionGroup):
        return {}, _UNREADABLE
    models = [(parsed.table(name), model.properties) for name, model in parsed.models.items()]
    grains = {folded(table): properties.grain if properties else () for table, properties in models}
    return grains, _UNREADABLE if parsed.wrong else None


def _pairs(con: duckdb.DuckDBPyConnection) -> dict[str, tuple[Relation | None, Relation | None]]:
    """Return the tables and views of both builds by full name, each with what it is in the earlier and the later."""
    sides: dict[str, dict[str, Relation]] = {}
    shown: dict[str, str] = {}
    for catalog, schema, name, columns in con.execute(_COLUMNS).fetchall():
        full = f"{schema}.{name}"
        sides.setdefault(folded(full), {})[catalog] = Relation(catalog, schema, name, tuple(columns))
        shown[folded(full)] = full
    return {shown[key]: (found.get(BEFORE), found.get(AFTER)) for key, found in sides.items()}


def _chosen(known: Iterable[str], select: Sequence[str], models: Mapping[str, object]) -> list[str]:
    """Return the full names that the words mean, in order; no word means all that is shaped from what was loaded."""
    tables = sorted(known)
    shaped = [name for name in tables if name.split(".")[0] not in _LEFT_OUT or folded(name) in models]
    if not select:
        return shaped
    meant = {name for word in select for name in _meant(word, tables, shaped)}
    return [name for name in tables if name in meant]


def _meant(word: str, tables: Sequence[str], shaped: Sequence[str]) -> list[str]:
    """Return the tables of a word: a full name, a name, or a schema with a slash after it."""
    wanted = folded(word)
    full = [name for name in tables if folded(name) == wanted]
    found = full or _with_name(wanted, shaped) or _with_name(wanted, tables)
    if not found:
        near = closest(wanted, [*(folded(name) for name in tables), *(_bare(name) for name in shaped)])
        raise ProjectError(
            f"Neither build has a table named `{word}`.",
            at="the command line",
            way_out=f"`{near}`, the closest name" if near else "`wh diff` alone to compare them all",
        )
    return found


def _with_name(wanted: str, tables: Sequence[str]) -> list[str]:
    return [name for name in tables if wanted in (_bare(name), f"{folded(name).split('.')[0]}/")]


def _bare(table: str) -> str:
    return folded(table).split(".", 1)[1]

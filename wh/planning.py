"""Which models must be built anew and why, once all of them are known to be right.

A model is built anew if its meaning, its settings, a parent or what was loaded changed. Everything is rendered, put in
order and bound before the first statement runs.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from wh import layering, materializing
from wh.binding import Bound, Question, bind
from wh.errors import ModelError, ProjectError, WhError
from wh.fingerprints import Built, Fingerprints, Made, read_built
from wh.model import raise_all
from wh.parsing import Parsed, Query
from wh.pictures import with_line
from wh.promises import Columns
from wh.relations import quoted
from wh.render import Rendered
from wh.testing import AskedTest, tests_of


@dataclass(frozen=True, slots=True)
class Step:
    """One model to be built, and why."""

    name: str
    reason: str
    made: Made
    columns: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Plan:
    """The models to build, in order; the tables to drop because their model is gone; how the others stand."""

    parsed: Parsed
    steps: tuple[Step, ...]
    gone: tuple[tuple[str, Built], ...]
    built: Mapping[str, Built]
    full: bool = False

    @property
    def model_count(self) -> int:
        """How many models there are that become a table or a view."""
        return sum(kind != "ephemeral" for kind in self.parsed.kinds.values())


def make_plan(
    con: duckdb.DuckDBPyConnection,
    parsed: Parsed,
    chosen: frozenset[str] | None = None,
    *,
    full: bool = False,
    threads: int = 2,
    beside: Callable[[Mapping[str, Columns]], Iterable[WhError]] = lambda _: (),
) -> Plan:
    """Decide which models to build: those chosen, or where None are all that changed.

    Raises all that is wrong with the project at once, as an ExceptionGroup if it is several: broken files, unknown
    names, rings, what DuckDB's binder has against a query, and what `beside` finds once it is given the columns of the
    models to build (none where they are not known before the run).
    """
    tests_of(parsed)
    order = _order(parsed)
    fingerprints = _fingerprints(con, parsed)
    steps = list(_steps(fingerprints, order, chosen, full=full))
    wrong = [*parsed.wrong, *_bad_configs(parsed, steps), *_missing_parents(parsed, steps, fingerprints.built)]
    bound = _bind(con, parsed, order, steps, wrong, threads)
    wrong += [*bound.wrong, *beside({step.name: bound.columns.get(step.name, ()) for step in steps})]
    raise_all([with_line(error, parsed.project.root) for error in wrong])
    steps = [replace(step, columns=bound.columns.get(step.name, ())) for step in steps]
    gone = () if chosen is not None else tuple(_gone(parsed, fingerprints.built))
    return Plan(parsed, tuple(steps), gone, fingerprints.built, full)


def refuse_faults(con: duckdb.DuckDBPyConnection, parsed: Parsed, beside: Iterable[WhError] = ()) -> None:
    """Raise all that is wrong with a project whose tables are asked as they stand, as `make_plan` would."""
    tests_of(parsed)
    found = parsed.wrong or bind(con, parsed, (), 1, list(_questions(parsed))).wrong
    raise_all([with_line(error, parsed.project.root) for error in (*found, *beside)])


def changed(con: duckdb.DuckDBPyConnection, parsed: Parsed) -> tuple[frozenset[str], frozenset[str]]:
    """Return the models that are other than they are built, by themselves and not by a parent; and the new ones."""
    raise_all(parsed.wrong)
    fingerprints = _fingerprints(con, parsed)
    modified, new = set(), set()
    for name in parsed.graph().order():
        known = fingerprints.built.get(name)
        made = fingerprints.of(name)
        if known is None and parsed.kinds[name] != "ephemeral":
            new.add(name)
        elif known is not None and known.made is not None and known.made.own != made.own:
            modified.add(name)
    return frozenset(modified), frozenset(new)


def due(con: duckdb.DuckDBPyConnection, parsed: Parsed) -> frozenset[str]:
    """Return the models that a build of everything would build now."""
    steps = _steps(_fingerprints(con, parsed), parsed.graph().order(), None, full=False)
    return frozenset(step.name for step in steps)


def built_parents(parsed: Parsed, name: str) -> tuple[str, ...]:
    """Return the parents that are tables or views, through those that are neither."""
    refs = parsed.rendered[name].refs
    among = [refs, *(parsed.rendered[one].refs for one in parsed.ephemeral_among(refs))]
    return tuple(sorted({one for each in among for one in each if parsed.kinds.get(one) != "ephemeral"}))


# --- Which models, and why ----------------------------------------------------------------------------------------


def _order(parsed: Parsed) -> list[str]:
    """Return the models that render, parents first; a ring is raised with all else that is wrong."""
    try:
        return [name for name in parsed.graph().order() if name in parsed.rendered]
    except ModelError as error:
        raise_all([with_line(one, parsed.project.root) for one in (*parsed.wrong, error)])
        raise


def _fingerprints(con: duckdb.DuckDBPyConnection, parsed: Parsed) -> Fingerprints:
    built = read_built(con)
    if not parsed.project.has_input:
        return Fingerprints(con, parsed, built, {})
    from wh import raw  # with all that reads input, which a project of dbt has none

    loaded = raw.table_fingerprints(con)
    newest = raw.newest_load(con) if loaded else None
    return Fingerprints(con, parsed, built, loaded, newest.load_id if newest else "")


def _steps(
    fingerprints: Fingerprints, order: Sequence[str], chosen: frozenset[str] | None, *, full: bool
) -> Iterator[Step]:
    kinds = fingerprints.parsed.kinds
    for name in order:
        if kinds[name] != "ephemeral" and chosen is not None and name not in chosen:
            fingerprints.leave(name)
            continue
        made = fingerprints.of(name)
        reason = _reason(fingerprints, name, made, is_named=chosen is not None, full=full)
        if reason is not None and kinds[name] != "ephemeral":
            yield Step(name, reason, made)


def _reason(fingerprints: Fingerprints, name: str, made: Made, *, is_named: bool, full: bool) -> str | None:
    """Say why a model is built anew, or None if it stands as it is."""
    known, kind = fingerprints.built.get(name), fingerprints.parsed.kinds[name]
    if known is None:
        return "new"
    if full and kind != "snapshot":
        return "all are built anew"
    if known.fingerprint != made.fingerprint:
        return "; ".join(fingerprints.changes(name, made)) or "what it is built from changed"
    if kind == "snapshot" and not made.parents:
        return "a snapshot looks at its table in every build"
    return "it was named" if is_named else None


def _gone(parsed: Parsed, built: Mapping[str, Built]) -> list[tuple[str, Built]]:
    found = []
    for name, known in built.items():
        relation = parsed.relations.get(name)
        is_there = relation is not None and (relation.schema, relation.identifier) == (known.schema, known.table)
        if not is_there and known.materialized != "ephemeral":
            found.append((name, known))
    return found


# --- What is wrong with them ---------------------------------------------------------------------------------------


def _bad_configs(parsed: Parsed, steps: Sequence[Step]) -> list[WhError]:
    found: list[WhError] = []
    for name in (step.name for step in steps):
        try:
            materializing.check_config(parsed.kinds[name], parsed.rendered[name].config)
        except ModelError as error:
            config = parsed.rendered[name].config
            words = re.findall(r"`([^`]+)`", error.message)
            keys = [key for key in config if key in words or str(config[key]) in words] or ["strategy", "materialized"]
            error.at = error.at or layering.place_of_setting(parsed.project, parsed.models[name], keys)
            error.message = f"The config of `{name}` cannot be used: {error.message}"
            found.append(error)
    return found


def _missing_parents(parsed: Parsed, steps: Sequence[Step], built: Mapping[str, Built]) -> list[WhError]:
    """Return an error for each model whose parent is neither there nor built before it."""
    there = set(built) | {step.name for step in steps}
    found: list[WhError] = []
    for step in steps:
        parents = [parent for parent in built_parents(parsed, step.name) if parent in parsed.rendered]
        missing = [parent for parent in parents if parent not in there]
        if missing:
            found.append(
                ProjectError(
                    f"`{step.name}` needs `{missing[0]}`, which is not built yet and was not selected.",
                    at=parsed.models[step.name].shown,
                    way_out=f"`wh build +{step.name}`",
                )
            )
    return found


def _held_up(parsed: Parsed, order: Sequence[str], wrong: Sequence[WhError]) -> set[str]:
    """Return the models that are refused already, and all that needs one: more may follow from what is wrong."""
    refused = {error.at.split(":")[0] for error in wrong if error.at}
    found: set[str] = set()
    for name in order:
        refs = parsed.rendered[name].refs
        if parsed.models[name].shown in refused or any(ref in found or ref not in parsed.rendered for ref in refs):
            found.add(name)
    return found


def _bind(
    con: duckdb.DuckDBPyConnection,
    parsed: Parsed,
    order: Sequence[str],
    steps: Sequence[Step],
    wrong: Sequence[WhError],
    threads: int,
) -> Bound:
    """Have DuckDB look at the queries to run, and at what tests ask, save what is refused already."""
    named = {step.name for step in steps}
    bindable = named.union(*(parsed.ephemeral_among(parsed.rendered[name].refs) for name in named))
    held_up = _held_up(parsed, order, wrong)
    questions = [question for question in _questions(parsed) if held_up.isdisjoint(question.models)]
    return bind(con, parsed, [name for name in order if name in bindable - held_up], threads, questions)


def _questions(parsed: Parsed) -> Iterator[Question]:
    """Yield what data tests ask in the author's own SQL: their queries, and the `where` of those of the YAML."""
    for test in tests_of(parsed):
        if test.is_late:
            continue
        if test.kind == "":
            rendered = parsed.render_text(test.written)
            yield Question(test.written, parsed.query("", rendered), test.models, test.sources)
        elif test.question.where and test.declared is not None:
            sql = f"select 1 from {test.declared.relation} where {test.question.where}"
            where = Rendered(sql, sql, 1, (), {}, {}, {}, {}, {}, {})
            at = test.declared.test.at
            written = replace(test.written, kind="test", name=test.kind)
            yield Question(written, Query(sql, where), (test.about,), at=at)
        if test.kind == "relationships" and test.declared is not None and len(test.models) == 2:
            yield from _relationship(parsed, test)


def _relationship(parsed: Parsed, test: AskedTest) -> Iterator[Question]:
    other = next(name for name in test.models if name != test.about)
    sql = f"select {quoted(str(test.arguments.get('field')))} from {parsed.relations[other]}"
    field_ = Rendered(sql, sql, 1, (), {}, {}, {}, {}, {}, {})
    assert test.declared is not None, "relationships stand in the YAML"
    written = replace(test.written, kind="test", name=test.kind)
    yield Question(written, Query(sql, field_), (other,), at=test.declared.test.at)

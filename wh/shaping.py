"""From raw rows to marts: which models must be built anew, why, and the building of them.

A model is built anew if its meaning, a parent or the loaded input changed. Everything is rendered, parsed and put in
order before the first statement runs, and all of it runs in one transaction: all models are new, or none.
"""

import hashlib
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

import duckdb

from wh import loading
from wh.errors import ModelError, ProjectError, WhError
from wh.graph import Graph
from wh.model import Model, read_models
from wh.project import Project
from wh.render import Rendered, Renderer

_NOT_THE_MODEL_S_FAULT = (duckdb.IOException, duckdb.FatalException)


@dataclass(frozen=True, slots=True)
class Step:
    """One model to be built: its SQL, why it is built, and what it is built from."""

    model: Model
    rendered: Rendered
    reason: str
    meaning_sha256: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Plan:
    """The models to build, in order, and the tables to drop because their model is gone."""

    steps: tuple[Step, ...]
    model_count: int
    gone: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True)
class _Built:
    schema: str
    materialized: str
    sql: str
    meaning_sha256: str
    fingerprint: str


def read_graph(
    project: Project, variables: Mapping[str, object], raw_tables: Sequence[str] | None = None
) -> tuple[dict[str, Model], dict[str, Rendered], Graph]:
    """Read and render every model; raise all that is wrong with them at once, as an ExceptionGroup if it is several."""
    models, rendered, wrong = _read_and_render(project, variables, raw_tables)
    _raise(wrong)
    return models, rendered, _graph(models, rendered)


def make_plan(
    con: duckdb.DuckDBPyConnection,
    project: Project,
    variables: Mapping[str, object],
    select: Sequence[str],
    *,
    full: bool,
) -> Plan:
    """Decide which models to build: those selected, or where nothing is selected those that changed."""
    models, rendered, wrong = _read_and_render(project, variables, _raw_relations(con))
    built = _built(con)
    chosen = frozenset(rendered) if wrong else _graph(models, rendered).select(select)
    meanings, not_parsed = _meanings(con, {name: models[name] for name in sorted(chosen)}, rendered, built)
    _raise([*wrong, *not_parsed])
    raw = loading.table_fingerprints(con)
    fingerprints: dict[str, str] = {}
    steps: list[Step] = []
    for name in _graph(models, rendered).order():
        known = built.get(name)
        if name not in chosen:
            fingerprints[name] = known.fingerprint if known else ""
            continue
        fingerprints[name] = _fingerprint(models[name], rendered[name], meanings[name], fingerprints, raw)
        reason = _reason(known, meanings[name], fingerprints[name], is_named=bool(select), full=full)
        if reason is not None:
            steps.append(Step(models[name], rendered[name], reason, meanings[name], fingerprints[name]))
    _refuse_missing_parents(steps, rendered, built)
    gone = tuple((name, kept.schema, kept.materialized) for name, kept in built.items() if _is_gone(name, kept, models))
    return Plan(tuple(steps), len(models), () if select else gone)


def run_plan(
    con: duckdb.DuckDBPyConnection, plan: Plan, build_id: str, progress: Callable[[str, int, int], None]
) -> None:
    """Build the plan's models in one transaction; an error names the model's own line."""
    con.begin()
    try:
        for name, schema, materialized in plan.gone:
            con.execute(f'drop {materialized} if exists "{schema}"."{name}"')
            con.execute("delete from quality.models where model = ?", [name])
        for number, step in enumerate(plan.steps, start=1):
            progress(step.model.table, number, len(plan.steps))
            _run(con, step, build_id)
        con.commit()
    except BaseException:
        con.rollback()
        raise


def _read_and_render(
    project: Project, variables: Mapping[str, object], raw_tables: Sequence[str] | None
) -> tuple[dict[str, Model], dict[str, Rendered], list[WhError]]:
    models = read_models(project)
    renderer = Renderer(models, raw_tables, project.files("macros"), variables)
    rendered: dict[str, Rendered] = {}
    wrong: list[WhError] = []
    for name, model in models.items():
        try:
            rendered[name] = renderer.render(model)
        except ModelError as error:
            wrong.append(error)
    return models, rendered, wrong


def _graph(models: Mapping[str, Model], rendered: Mapping[str, Rendered]) -> Graph:
    return Graph(
        parents={name: found.refs for name, found in rendered.items()},
        folders={name: model.schema for name, model in models.items()},
        shown={name: model.shown for name, model in models.items()},
    )


def _is_gone(name: str, kept: _Built, models: Mapping[str, Model]) -> bool:
    return name not in models or models[name].schema != kept.schema


def _raw_relations(con: duckdb.DuckDBPyConnection) -> list[str]:
    rows = con.execute("select table_name from information_schema.tables where table_schema = 'raw'").fetchall()
    return [row[0] for row in rows]


def _raise(wrong: Sequence[WhError]) -> None:
    if len(wrong) == 1:
        raise wrong[0]
    if wrong:
        raise ExceptionGroup("several models are wrong", list(wrong))


def _built(con: duckdb.DuckDBPyConnection) -> dict[str, _Built]:
    rows = con.execute(
        "select model, schema_name, materialized, sql, meaning_sha256, fingerprint from quality.models"
    ).fetchall()
    return {row[0]: _Built(*row[1:]) for row in rows}


def _meanings(
    con: duckdb.DuckDBPyConnection,
    models: Mapping[str, Model],
    rendered: Mapping[str, Rendered],
    built: Mapping[str, _Built],
) -> tuple[dict[str, str], list[WhError]]:
    """Return what stands for the meaning of each model, and what does not parse.

    A meaning is known by the hash of the first text that had it: as long as only comments and white space change, it
    stays that one. So queries are compared, and sqlglot is imported, only where a text did change.
    """
    wrong: list[WhError] = []
    found: dict[str, str] = {}
    for name, model in models.items():
        known, text = built.get(name), rendered[name].sql
        if known and known.sql == text:
            found[name] = known.meaning_sha256
            continue
        try:
            _check_syntax(con, model, rendered[name])
            is_same = known is not None and _mean_the_same(model, rendered[name], known.sql)
            found[name] = known.meaning_sha256 if known and is_same else _sha(text)
        except ModelError as error:
            wrong.append(error)
    return found, wrong


def _check_syntax(con: duckdb.DuckDBPyConnection, model: Model, rendered: Rendered) -> None:
    """Refuse what is not one SELECT to DuckDB's own parser, in the words of the other, which shows the place better."""
    try:
        statements = con.extract_statements(rendered.sql)
    except duckdb.Error as cause:
        _parse(model, rendered)
        raise _run_error(model, rendered, cause, line_offset=0) from cause
    if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
        _parse(model, rendered)


def _mean_the_same(model: Model, rendered: Rendered, former_sql: str) -> bool:
    try:
        return _parse(model, rendered) == _parse(model, replace(rendered, sql=former_sql))
    except ModelError:
        return False  # what DuckDB reads and the other parser does not counts as changed


def _parse(model: Model, rendered: Rendered) -> str:
    from wh import lineage

    return lineage.meaning(lineage.parse(model, rendered))


def _fingerprint(
    model: Model,
    rendered: Rendered,
    meaning: str,
    fingerprints: Mapping[str, str],
    raw: Mapping[str, str],
) -> str:
    described = repr(model.properties and (model.properties.description, model.properties.columns))
    inputs = [raw.get(table.removesuffix("_now"), "") for table in rendered.sources]
    parents = [fingerprints[parent] for parent in rendered.refs]
    return _sha("\n".join([model.table, rendered.materialized, meaning, described, *inputs, *parents]))


def _reason(known: _Built | None, meaning: str, fresh: str, *, is_named: bool, full: bool) -> str | None:
    if known is None:
        return "new"
    if full:
        return "all are built anew"
    if known.meaning_sha256 != meaning:
        return "its SQL changed"
    if known.fingerprint != fresh:
        return "what it is built from changed"
    return "it was named" if is_named else None


def _refuse_missing_parents(
    steps: Sequence[Step], rendered: Mapping[str, Rendered], built: Mapping[str, _Built]
) -> None:
    there = set(built) | {step.model.name for step in steps}
    for step in steps:
        missing = [parent for parent in rendered[step.model.name].refs if parent not in there]
        if missing:
            raise ProjectError(
                f"`{step.model.name}` needs `{missing[0]}`, which is not built yet and was not selected.",
                at=step.model.shown,
                way_out=f"`wh build +{step.model.name}`",
            )


def _run(con: duckdb.DuckDBPyConnection, step: Step, build_id: str) -> None:
    model = step.model
    kind = con.execute(
        "select table_type from information_schema.tables where table_schema = ? and table_name = ?",
        [model.schema, model.name],
    ).fetchone()
    if kind:
        con.execute(f'drop {"view" if kind[0] == "VIEW" else "table"} "{model.schema}"."{model.name}"')
    try:
        con.execute(f'create {step.rendered.materialized} "{model.schema}"."{model.name}" as\n{step.rendered.sql}')
    except duckdb.OutOfMemoryException as cause:
        raise ModelError(
            f"The model `{model.name}` takes more memory than there is: {str(cause).partition(chr(10))[0]}.",
            at=model.shown,
            way_out="a machine with more memory; or a smaller input: which article or label file is the largest?",
        ) from cause
    except duckdb.Error as cause:
        # a bare Error is a block of the file that cannot be read; like the others it is not the model's fault
        if type(cause) is duckdb.Error or isinstance(cause, _NOT_THE_MODEL_S_FAULT):
            raise
        raise _run_error(model, step.rendered, cause, line_offset=1) from cause
    _check_grain(con, step)
    _comment(con, step)
    counted = con.execute(f'select count(*) from "{model.schema}"."{model.name}"').fetchone()
    con.execute("delete from quality.models where model = ?", [model.name])
    con.execute(
        "insert into quality.models values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            model.name,
            model.schema,
            step.rendered.materialized,
            step.rendered.sql,
            step.meaning_sha256,
            step.fingerprint,
            counted[0] if counted else 0,
            build_id,
        ],
    )


def _check_grain(con: duckdb.DuckDBPyConnection, step: Step) -> None:
    """Hold the model to its `meta.grain`: no two rows are alike in those columns."""
    model, properties = step.model, step.model.properties
    if properties is None or not properties.grain:
        return
    grain = ", ".join(f'"{column}"' for column in properties.grain)
    try:
        alike = con.execute(
            f'select count(*), {grain} from "{model.schema}"."{model.name}"'
            f" group by {grain} having count(*) > 1 order by {grain} limit 1"
        ).fetchone()
    except duckdb.BinderException as cause:
        raise ModelError(
            f"The grain of `{model.name}` names a column that the model does not give: {', '.join(properties.grain)}.",
            at=properties.at,
            way_out="the columns that make a row unique",
        ) from cause
    if alike:
        key = ", ".join(f"{column} = {value}" for column, value in zip(properties.grain, alike[1:], strict=True))
        raise ModelError(
            f"`{model.name}` is to have one row for each {', '.join(properties.grain)}, but {alike[0]} have {key}.",
            at=model.shown,
            way_out="a join that meets one row, or the true grain in the YAML",
        )


def _comment(con: duckdb.DuckDBPyConnection, step: Step) -> None:
    """Carry the YAML's sentences into the file, so that every BI tool shows them: of marts each column's as well."""
    properties = step.model.properties
    if properties is None:
        return
    name = f'"{step.model.schema}"."{step.model.name}"'
    statements = [f"comment on {step.rendered.materialized} {name} is {_literal(properties.description)}"]
    present = {row[0] for row in con.execute(f"describe {name}").fetchall()}
    for column in properties.columns:
        if column.name not in present:
            raise ModelError(
                f"The YAML of `{step.model.name}` describes a column `{column.name}`, which the model does not give.",
                at=properties.at,
                way_out="take it out of the YAML, or select it in the model",
            )
        # eight hundred columns that only models read would take a tenth of a build
        if step.model.schema == "marts":
            statements.append(f'comment on column {name}."{column.name}" is {_literal(column.description)}')
    con.execute(";\n".join(statements))


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _run_error(model: Model, rendered: Rendered, cause: duckdb.Error, *, line_offset: int) -> ModelError:
    """Say DuckDB's error in terms of the model as written: its line, the culprit underlined."""
    first, _, rest = str(cause).partition("\n")
    found = re.search(r"^LINE (\d+): (.*)\n( *)\^", rest, flags=re.MULTILINE)
    shown, picture = model.shown, ""
    if found:
        written = rendered.written_on(int(found[1]) - line_offset)
        column = len(found[3]) - len(f"LINE {found[1]}: ")
        picture = f"\n  {written:>4} | {found[2]}\n       | {' ' * max(column, 0)}^"
        shown = f"{shown}:{written}"
    hint = re.search(r"Candidate bindings: (.+)", rest)
    way_out = f"one of the columns {hint[1].strip()}" if hint else "mend the SQL at that place"
    return ModelError(f"The model `{model.name}` does not run: {first}{picture}", at=shown, way_out=way_out)


def _sha(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

"""The project read whole: every model rendered, with its relation, its settings and what it needs.

All that is wrong with it is found at once. Runs no SQL.
"""

import dataclasses
import hashlib
import uuid
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from wh import layering
from wh.configs import is_enabled
from wh.declarations import declare
from wh.errors import ModelError, WhError
from wh.exposures import wrong_in
from wh.model import macro_files, read_files, singular_tests
from wh.namespace import Namespace
from wh.parsed import DeclaredTest, Parsed, Query
from wh.project import Project
from wh.relations import Relation
from wh.render import Renderer, literal_refs
from wh.yamlfile import file_text

__all__ = ["DeclaredTest", "Parsed", "Query", "parse", "sha256"]


def parse(
    project: Project,
    variables: Mapping[str, object],
    raw_tables: Sequence[str] | None = None,
    *,
    now: datetime | None = None,
    full: bool = False,
    invocation_id: str = "",
) -> Parsed:
    """Read and render all of a project; `raw_tables` None means that nothing is loaded yet and any may be read.

    What is wrong is in `wrong` of the answer; where one file is broken the others are read nonetheless.
    """
    wrong: list[WhError] = []
    files = read_files(project, wrong, lambda model: layering.is_taken_out(project, model))
    world = Namespace(
        project, variables, raw_tables, now or datetime.now(UTC), full, invocation_id or str(uuid.uuid4()), files
    )
    texts = {
        name: [(project.show(path), file_text(path, project.show(path))) for path in paths]
        for name, paths in macro_files(project).items()
    }
    renderer = Renderer(world, texts, project.dispatch, project.state / "templates")
    parsed = world.parsed = Parsed(project, renderer, variables, world, wrong=wrong)
    try:
        renderer.check_macros()
    except ModelError as error:
        wrong.append(error)
    except ExceptionGroup as errors:
        wrong += [error for error in errors.exceptions if isinstance(error, WhError)]
    declare(parsed, files)
    _disable(parsed, world)
    for name in list(world.files):
        _render_in_order(world, name)
    _refuse_one_place_for_two(parsed)
    _follow_sources(parsed)
    parsed.models = dict(sorted(parsed.models.items()))
    parsed.rendered = {name: parsed.rendered[name] for name in sorted(parsed.rendered)}
    _place_tests(parsed)
    parsed.wrong += wrong_in(parsed.exposures, {**parsed.models, **parsed.versioned}, parsed.sources)
    return parsed


def _disable(parsed: Parsed, world: Namespace) -> None:
    """Set aside the models that project or YAML take out; one that takes itself out is seen when it is rendered."""
    for name, model in list(world.files.items()):
        try:
            parsed.bases[name] = layering.base_config(parsed.project, model)
        except ModelError as error:
            parsed.wrong.append(error)
            parsed.bases[name] = {}
        config = parsed.bases[name]
        if not is_enabled(config) and "enabled" not in model.source:
            parsed.disabled[name] = world.files.pop(name)


def _render_in_order(world: Namespace, name: str) -> None:
    """Render a model after all that it names in so many words, however long the chain is."""
    waiting = [name]
    opened: set[str] = set()
    while waiting:
        top = waiting[-1]
        if top in opened or top in world.done or top not in world.files:
            waiting.pop()
            if top in world.files:
                world.render(top)
            continue
        opened.add(top)
        waiting += [ref for ref in literal_refs(world.files[top].source) if ref not in world.done and ref not in opened]


def _refuse_one_place_for_two(parsed: Parsed) -> None:
    """Refuse a model that would be built over another one; DuckDB takes names for one that differ in case alone."""
    found: dict[tuple[str, str], str] = {}
    for name, relation in parsed.relations.items():
        if parsed.kinds[name] == "ephemeral":
            continue
        other = found.setdefault((str(relation.schema).lower(), str(relation.identifier).lower()), name)
        if other != name:
            error = ModelError(
                f"`{name}` and `{other}` would both be the table `{relation.schema}.{relation.identifier}`.",
                at=parsed.models[name].shown,
                way_out="another `alias` or `schema` for one of them",
            )
            parsed.wrong.append(error)


def _follow_sources(parsed: Parsed) -> None:
    """Have a model that reads a source need the seed or model that makes the source's table, if one does."""
    if not any(rendered.sources for rendered in parsed.rendered.values()):
        return
    made_by = {str(relation): name for name, relation in parsed.relations.items()}
    for name, rendered in list(parsed.rendered.items()):
        makers = {made_by[text]: text for text in rendered.sources.values() if made_by.get(text, name) != name}
        if makers:
            parsed.rendered[name] = dataclasses.replace(rendered, refs={**rendered.refs, **makers})


def _place_tests(parsed: Parsed) -> None:
    for name, model in parsed.models.items():
        if model.properties and name in parsed.relations:
            for test in model.properties.tests:
                parsed.tests.append(DeclaredTest(test, name, parsed.relations[name], model.package))
    for key, table in parsed.sources.items():
        relation = Relation(table.schema, table.identifier)
        for test in table.tests:
            parsed.tests.append(DeclaredTest(test, key, relation, parsed.project.name, is_source=True, source=table))
    parsed.singular = [*singular_tests(parsed.project, parsed.wrong)]


def sha256(text: str) -> str:
    """Return the hash by which texts are compared."""
    return hashlib.sha256(text.encode()).hexdigest()

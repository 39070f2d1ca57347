"""From a model as written to plain SQL: the door to jinja2.

Knows dbt's `ref`, `source`, `config`, `var`, `this`, `is_incremental` and the macros of `macros/`; refuses every
other name. A rendered line stands where it was written, so that an error's line is the file's line.
"""

import traceback
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

import jinja2

from wh.errors import ModelError, closest
from wh.model import Model

MATERIALIZATIONS = ("table", "view")
CONFIG_KEYS = ("materialized", "tags", "meta", "description", "enabled")


@dataclass(frozen=True, slots=True)
class Rendered:
    """A model's SQL with what it takes: the models, the raw tables and the vars that it names."""

    sql: str
    refs: tuple[str, ...]
    sources: tuple[str, ...]
    vars: tuple[str, ...]
    config: Mapping[str, Any]

    @property
    def materialized(self) -> str:
        """How the model is kept: as a table, which is our default, or as a view."""
        return str(self.config.get("materialized", "table"))


@dataclass(slots=True)
class _Taken:
    refs: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    vars: list[str] = field(default_factory=list)
    config: dict[str, Any] = field(default_factory=dict)


class Renderer:
    """Renders models that know each other's names, with one set of macros and vars.

    `raw_tables` None means that nothing is loaded yet: any source is taken as it is named.
    """

    def __init__(
        self,
        models: Mapping[str, Model],
        raw_tables: Sequence[str] | None,
        macro_files: Sequence[Path],
        variables: Mapping[str, object],
    ) -> None:
        self._models = models
        self._raw_tables = None if raw_tables is None else frozenset(raw_tables)
        self._variables = variables
        self._environment = jinja2.Environment(
            undefined=jinja2.StrictUndefined,
            extensions=["jinja2.ext.do"],
            keep_trailing_newline=True,
            autoescape=False,
        )
        self._macros = self._read_macros(macro_files)

    def render(self, model: Model) -> Rendered:
        """Return the model's SQL, or raise a ModelError that names the line as written."""
        taken = _Taken(config=dict(model.properties.config) if model.properties else {})
        try:
            template = self._environment.from_string(model.source, globals=self._names(model, taken))
            sql = template.render()
        except jinja2.TemplateSyntaxError as cause:
            raise ModelError(
                f"The Jinja of `{model.name}` is broken: {cause.message}.",
                at=f"{model.shown}:{cause.lineno}",
                way_out="mend the braces on that line",
            ) from cause
        except jinja2.UndefinedError as cause:
            raise ModelError(
                f"The model `{model.name}` uses what is not there: {cause.message}.",
                at=f"{model.shown}:{_template_line(cause)}",
                way_out="a macro of macros/, or ref, source, config, var, this, is_incremental",
            ) from cause
        except ModelError as error:
            error.at = f"{model.shown}:{_template_line(error)}"
            raise
        self._check_config(model, taken.config)
        return Rendered(
            sql=sql.rstrip().removesuffix(";").rstrip(),
            refs=tuple(sorted(set(taken.refs))),
            sources=tuple(sorted(set(taken.sources))),
            vars=tuple(sorted(set(taken.vars))),
            config=taken.config,
        )

    def _names(self, model: Model, taken: _Taken) -> dict[str, Any]:
        def ref(*names: str) -> str:
            name = names[-1]
            if name not in self._models:
                self._unknown("model", name, self._models)
            taken.refs.append(name)
            return self._models[name].table

        def source(schema: str, table: str) -> str:
            if schema != "raw":
                self._unknown("source", schema, ["raw"])
            if self._raw_tables is not None and table not in self._raw_tables:
                self._unknown("raw table", table, self._raw_tables)
            taken.sources.append(table)
            return f"{schema}.{table}"

        def config(**settings: Any) -> str:
            taken.config.update(settings)
            return ""

        def var(name: str, *default: object) -> object:
            taken.vars.append(name)
            if name in self._variables:
                return self._variables[name]
            if not default:
                self._unknown("var", name, self._variables)
            return default[0]

        return {
            "ref": ref,
            "source": source,
            "config": config,
            "var": var,
            "this": model.table,
            "is_incremental": lambda: False,
            **self._macros,
        }

    def _read_macros(self, files: Sequence[Path]) -> dict[str, Any]:
        """Return every macro by name; they are read as one text, so that each may call any other."""
        texts = [path.read_text(encoding="utf-8").rstrip("\n") + "\n" for path in files]
        try:
            module = self._environment.from_string("".join(texts), globals={"var": self._macro_var}).module
        except jinja2.TemplateError as cause:
            line = getattr(cause, "lineno", None) or _template_line(cause)
            raise ModelError(
                f"The macros are broken: {cause.message}.",
                at=_macro_place(files, texts, line),
                way_out="mend the Jinja on that line",
            ) from cause
        return {name: macro for name, macro in vars(module).items() if not name.startswith("_")}

    def _macro_var(self, name: str, *default: object) -> object:
        if name in self._variables:
            return self._variables[name]
        if not default:
            self._unknown("var", name, self._variables)
        return default[0]

    def _check_config(self, model: Model, config: Mapping[str, Any]) -> None:
        for key in config:
            if key not in CONFIG_KEYS:
                near = closest(key, CONFIG_KEYS)
                raise ModelError(
                    f"The model `{model.name}` sets `{key}` in config(), which is not understood.",
                    at=f"{model.shown}:1",
                    way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(CONFIG_KEYS)}",
                )
        kind = config.get("materialized", "table")
        if kind not in MATERIALIZATIONS:
            raise ModelError(
                f"The model `{model.name}` is to be materialized as `{kind}`, which is not understood.",
                at=f"{model.shown}:1",
                way_out=" or ".join(f"`{known}`" for known in MATERIALIZATIONS),
            )

    @staticmethod
    def _unknown(kind: str, name: str, known: Mapping[str, object] | Sequence[str] | frozenset[str]) -> NoReturn:
        near = closest(name, known)
        raise ModelError(
            f"There is no {kind} named `{name}`.",
            way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(sorted(known)) or '(none)'}",
        )


def _template_line(error: BaseException) -> int:
    """Return the line of the model that the error passed through first."""
    frames = traceback.extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename == "<template>" and frame.lineno]
    return lines[0] if lines else 1


def _macro_place(files: Sequence[Path], texts: Sequence[str], line: int) -> str:
    for path, text in zip(files, texts, strict=True):
        length = text.count("\n")
        if line <= length:
            return f"{path.parent.name}/{path.name}:{line}"
        line -= length
    return "macros/"

"""From a model as written to plain SQL: the door to jinja2.

Knows dbt's `ref`, `source`, `config`, `var`, `this`, `is_incremental` and the macros of `macros/`; refuses every
other name. Remembers where each rendered line was written, so that an error's line is the file's line.
"""

import io
import traceback
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import jinja2
from jinja2 import nodes
from jinja2.compiler import CodeGenerator, Frame

from wh.errors import ModelError, closest
from wh.model import Model

MATERIALIZATIONS = ("table", "view")
CONFIG_KEYS = ("materialized", "tags", "meta", "description")


# what an expression of a template can raise that is its author's fault, and no bug of ours
_FAULTS_OF_A_TEMPLATE = (
    *(jinja2.TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError, RecursionError),
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """A model's SQL with what it takes: the models, the raw tables and the vars that it names.

    `lines` says for each line of `sql` on which line of the file it was written, counting from 1.
    """

    sql: str
    lines: tuple[int, ...]
    refs: tuple[str, ...]
    sources: tuple[str, ...]
    vars: tuple[str, ...]
    config: Mapping[str, Any]

    @property
    def materialized(self) -> str:
        """How the model is kept: as a table, which is our default, or as a view."""
        return str(self.config.get("materialized", "table"))

    def written_on(self, line: int) -> int:
        """Return the line of the file that gave this line of the SQL; both count from 1."""
        return self.lines[min(max(line, 1), len(self.lines)) - 1]


@dataclass(slots=True)
class _Taken:
    refs: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)
    vars: list[str] = field(default_factory=list)
    config: dict[str, Any] = field(default_factory=dict)


class _LineKeeping(CodeGenerator):
    """Compiles each piece of a template as a statement of its own, so that its line is known when it is rendered."""

    def visit_Output(self, node: nodes.Output, frame: Frame) -> None:  # noqa: N802  # jinja2's own name
        for piece in node.nodes:
            self.newline(piece)
            super().visit_Output(nodes.Output([piece], lineno=piece.lineno), frame)


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
        self._environment.code_generator_class = _LineKeeping
        self._macros = self._read_macros(macro_files)

    def render(self, model: Model) -> Rendered:
        """Return the model's SQL, or raise a ModelError that names the line as written."""
        taken = _Taken()
        if model.properties:
            _check_config(model.name, model.properties.config, model.properties.at)
            taken.config.update(model.properties.config)
        try:
            template = self._environment.from_string(model.source, globals=self._names(model, taken))
            pieces = list(self._pieces(template))
        except jinja2.TemplateSyntaxError as cause:
            raise ModelError(
                f"The Jinja of `{model.name}` is broken: {_sentence(cause)}.",
                at=f"{model.shown}:{cause.lineno}",
                way_out="mend the braces on that line",
            ) from cause
        except jinja2.UndefinedError as cause:
            raise ModelError(
                f"The model `{model.name}` uses what is not there: {_sentence(cause)}.",
                at=f"{model.shown}:{_template_line(cause)}",
                way_out="a macro of macros/, or ref, source, config, var, this, is_incremental",
            ) from cause
        except ModelError as error:
            error.at = f"{model.shown}:{_template_line(error)}"
            raise
        except _FAULTS_OF_A_TEMPLATE as cause:
            if not _template_lines(cause):
                raise
            raise ModelError(
                f"The Jinja of `{model.name}` cannot be carried out: {_sentence(cause)}.",
                at=f"{model.shown}:{_template_line(cause)}",
                way_out="mend the expression on that line",
            ) from cause
        sql = "".join(piece for piece, _ in pieces)
        return Rendered(
            sql=sql.rstrip().removesuffix(";").rstrip(),
            lines=_lines(pieces, model.source),
            refs=tuple(sorted(set(taken.refs))),
            sources=tuple(sorted(set(taken.sources))),
            vars=tuple(sorted(set(taken.vars))),
            config=taken.config,
        )

    def _pieces(self, template: jinja2.Template) -> Iterator[tuple[str, int]]:
        """Yield the rendered text piece by piece, each with the line of the template that it comes from."""
        pieces = template.root_render_func(template.new_context())
        try:
            for piece in pieces:
                frame: FrameType = pieces.gi_frame  # type: ignore[attr-defined]  # jinja2 calls it an iterator only
                yield piece, template.get_corresponding_lineno(frame.f_lineno)
        except Exception:
            self._environment.handle_exception()

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
            _check_config(model.name, settings, model.shown)
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
        texts = [_macro_text(path) for path in files]
        template: jinja2.Template | None = None
        try:
            template = self._environment.from_string("".join(texts), globals={"var": self._macro_var})
            module = template.module
        except _FAULTS_OF_A_TEMPLATE as cause:
            line = getattr(cause, "lineno", None) or _template_line(cause)
            if template is not None:  # compiled: the line is that of jinja2's Python
                line = template.get_corresponding_lineno(line)
            raise ModelError(
                f"The macros are broken: {_sentence(cause)}.",
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

    @staticmethod
    def _unknown(kind: str, name: str, known: Mapping[str, object] | Sequence[str] | frozenset[str]) -> NoReturn:
        near = closest(name, known)
        raise ModelError(
            f"There is no {kind} named `{name}`.",
            way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(sorted(known)) or '(none)'}",
        )


def _check_config(name: str, config: Mapping[str, Any], at: str) -> None:
    for key in config:
        if key not in CONFIG_KEYS:
            near = closest(key, CONFIG_KEYS)
            raise ModelError(
                f"The config of `{name}` sets `{key}`, which is not understood.",
                at=at,
                way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(CONFIG_KEYS)}",
            )
    kind = config.get("materialized", "table")
    if kind not in MATERIALIZATIONS:
        raise ModelError(
            f"The model `{name}` is to be materialized as `{kind}`, which is not understood.",
            at=at,
            way_out=" or ".join(f"`{known}`" for known in MATERIALIZATIONS),
        )


def _lines(pieces: Sequence[tuple[str, int]], source: str) -> tuple[int, ...]:
    """Return the written line of each rendered line: that of the first text on it."""
    written = io.StringIO(source, newline=None).readlines()
    lines = [1]
    is_begun = False
    for piece, start in pieces:
        is_copied = piece in "".join(written[start - 1 : start + piece.count("\n")])
        for number, part in enumerate(piece.split("\n")):
            line = start + number if is_copied else start
            if number > 0:
                lines.append(line)
                is_begun = False
            if part.strip() and not is_begun:
                lines[-1] = line
                is_begun = True
    return tuple(lines)


def _sentence(cause: BaseException) -> str:
    """Return what a library says of a fault, fit to end with our full stop."""
    text = str(getattr(cause, "message", None) or cause).rstrip(".")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _template_line(error: BaseException) -> int:
    """Return the line of the model that the error passed through first."""
    return next(iter(_template_lines(error)), 1)


def _template_lines(error: BaseException) -> list[int]:
    frames = traceback.extract_tb(error.__traceback__)
    return [frame.lineno for frame in frames if frame.filename == "<template>" and frame.lineno]


def _macro_text(path: Path) -> str:
    shown = f"{path.parent.name}/{path.name}"
    try:
        return path.read_text(encoding="utf-8-sig").rstrip("\n") + "\n"
    except UnicodeDecodeError as cause:
        line = cause.object.count(b"\n", 0, cause.start) + 1
        raise ModelError("The file is not UTF-8.", at=f"{shown}:{line}", way_out="save it as UTF-8") from cause
    except OSError as cause:
        raise ModelError(
            f"The file cannot be opened: {cause.strerror}.", at=shown, way_out="a file that you may read"
        ) from cause


def _macro_place(files: Sequence[Path], texts: Sequence[str], line: int) -> str:
    for path, text in zip(files, texts, strict=True):
        length = text.count("\n")
        if line <= length:
            return f"{path.parent.name}/{path.name}:{line}"
        line -= length
    return "macros/"

"""The base of our expectations: one metric, computed for many of them together, and how Great Expectations shows it.

Its Data Docs show the sentence with the parameters, how many rows were compared and which break the rule. Asks
nothing itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, NamedTuple

from wh.rules.bridge import pydantic  # first: it imports Great Expectations quietly

# isort: split
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.expectation_configuration import parse_result_format
from great_expectations.render.components import (
    CollapseContent,
    LegacyDiagnosticRendererType,
    LegacyRendererType,
    RenderedStringTemplateContent,
    RenderedTableContent,
)
from great_expectations.render.renderer.renderer import renderer
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.validator import ValidationDependencies

SHOWN_ROWS = 20
"""Broken rows in Data Docs."""


class Told(NamedTuple):
    """What an expectation says of its batch; `candidate_count` counts what it is about, compared or not."""

    is_success: bool
    candidate_count: int
    compared_count: int
    broken_count: int
    broken_rows: Sequence[Mapping[str, Any]] = ()


class OneMetricExpectation(BatchExpectation):
    """An expectation that takes one metric, however much detail is wanted.

    A subclass writes `metric`, and `told`, which reads the metric's value and raises RuntimeError where that is a
    fault. `{name}` in its `sentence` stands for a parameter.
    """

    sentence: ClassVar[str] = ""
    """What it says, for people."""
    own_severity: ClassVar[str] = "critical"
    """The severity where a suite names none."""
    thresholds: ClassVar[tuple[str, ...]] = ()
    """Those of its parameters that somebody has to measure and to give a reason for."""

    # Great Expectations drops a severity or a description that is only a subclass's default from its results,
    # so both are put in as if the suite had named them.
    @pydantic.root_validator(pre=True)
    def _named_by_the_class(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805  # a validator is given the class
        return {"severity": cls.own_severity, "description": cls.in_words(values)} | values

    def metric(self, batch_id: str | None) -> MetricConfiguration:
        """Return the metric that it takes."""
        raise NotImplementedError

    def told(self, value: Any) -> Told:
        """Return what the value of the metric says."""
        raise NotImplementedError

    @classmethod
    def parameters(cls) -> dict[str, Any]:
        """Return the parameters that are its own, beside those of every expectation, with pydantic's fields."""
        return {name: field for name, field in cls.__fields__.items() if name not in BatchExpectation.__fields__}

    @classmethod
    def in_words(cls, given: Mapping[str, Any]) -> str:
        """Return the sentence with its parameters, and in brackets those that are given beside.

        What a table calls its columns is left out.
        """
        fields = cls.parameters()
        values = {name: _shown(given.get(name, field.default)) for name, field in fields.items()}
        beside = [
            f"{name} {values[name]}"
            for name, field in fields.items()
            if values[name] and name != "names" and f"{{{name}}}" not in cls.sentence
            if given.get(name, field.default) != field.default
        ]
        said = cls.sentence
        for name, value in values.items():
            said = said.replace(f"{{{name}}}", value)
        return f"{said} ({'; '.join(beside)})" if beside else said

    def get_validation_dependencies(
        self, execution_engine: Any = None, runtime_configuration: dict[str, Any] | None = None
    ) -> ValidationDependencies:
        """Ask for the one metric, however much detail is wanted."""
        wanted = (runtime_configuration or {}).get("result_format", self.result_format)
        metric = self.metric(self.batch_id)
        return ValidationDependencies({metric.metric_name: metric}, parse_result_format(wanted))

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        (value,) = metrics.values()
        said = self.told(value)
        return {
            "success": said.is_success,
            "result": {
                "observed_value": said.broken_count,
                "element_count": said.candidate_count,
                "compared_count": said.compared_count,
                "unexpected_count": said.broken_count,
                "unexpected_percent": 100 * said.broken_count / (said.compared_count or 1),
                "details": {"unexpected_rows": [dict(row) for row in said.broken_rows]},
            },
        }

    @classmethod
    def _prescriptive_template(cls, renderer_configuration: Any) -> Any:
        renderer_configuration.template_str = _escaped(cls.in_words(renderer_configuration.kwargs))
        return renderer_configuration

    @classmethod
    @renderer(renderer_type=LegacyRendererType.PRESCRIPTIVE)
    def _prescriptive_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: dict[str, Any] | None = None
    ) -> list[RenderedStringTemplateContent]:
        """Show the sentence with its parameters."""
        asked = configuration or getattr(result, "expectation_config", None)
        return [_template(cls.in_words(asked.kwargs if asked else {}))]

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_STATEMENT)
    def _diagnostic_unexpected_statement_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: dict[str, Any] | None = None
    ) -> list[Any]:
        """Show how many rows break the rule, of how many that could be compared."""
        if not _was_answered(result):
            shown: list[Any] = super()._diagnostic_unexpected_statement_renderer(result=result)
            return shown
        return [] if result.success else [_template(_counted(result.result), classes=["text-danger"])]

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.UNEXPECTED_TABLE)
    def _diagnostic_unexpected_table_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: dict[str, Any] | None = None
    ) -> list[RenderedTableContent | CollapseContent] | None:
        """Show the rows that break the rule."""
        rows = (getattr(result, "result", None) or {}).get("details", {}).get("unexpected_rows", [])[:SHOWN_ROWS]
        columns = [name for name in dict.fromkeys(name for row in rows for name in row) if _is_told(name, rows)]
        if not columns:
            return None
        cells = [[_shown(row.get(name)) for name in columns] for row in rows]
        styling = {"body": {"classes": ["table-bordered", "table-sm", "mt-3"]}}
        return [
            RenderedTableContent(content_block_type="table", table=cells, header_row=list(columns), styling=styling)
        ]

    @classmethod
    @renderer(renderer_type=LegacyDiagnosticRendererType.OBSERVED_VALUE)
    def _diagnostic_observed_value_renderer(
        cls, configuration: Any = None, result: Any = None, runtime_configuration: dict[str, Any] | None = None
    ) -> str:
        """Show how much was compared."""
        return _counted(result.result) if _was_answered(result) else "--"


def _was_answered(result: Any) -> bool:
    return "compared_count" in (getattr(result, "result", None) or {})


def _is_told(name: str, rows: Sequence[Mapping[str, Any]]) -> bool:
    return any(row.get(name) is not None for row in rows)


def _counted(found: Mapping[str, Any]) -> str:
    broken, compared, candidates = (found[key] for key in ("unexpected_count", "compared_count", "element_count"))
    if not compared:
        return f"nothing could be compared, of {candidates:,} rows" if candidates else "nothing to compare"
    left_out = f"; {candidates - compared:,} could not be compared" if candidates > compared else ""
    return f"{broken:,} of {compared:,} compared rows {'breaks' if broken == 1 else 'break'} it{left_out}"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{name} {_shown(each)}" for name, each in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(map(_shown, value))
    if isinstance(value, float):
        return f"{value:g}"
    return "" if value is None else str(value)


def _template(text: str, **styling: Any) -> RenderedStringTemplateContent:
    return RenderedStringTemplateContent(
        content_block_type="string_template",
        string_template={"template": _escaped(text), "params": {}, "styling": styling},
    )


def _escaped(text: str) -> str:
    """Keep Great Expectations from reading `$` as the beginning of a parameter."""
    return text.replace("$", "$$")

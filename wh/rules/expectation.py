"""The base of our own rules: an expectation that says, row by row, what was compared and what is broken.

A rule gives one SELECT of its candidates. The counts and the broken rows are taken from that, so that no
rule can hold because it looked at nothing, and a coverage rule can ask the same SELECT how much was compared.
"""

import re
from collections.abc import Sequence
from typing import Any, ClassVar, NamedTuple, Self

from wh.rules.bridge import (  # first: it imports Great Expectations quietly
    ComputedTogether,
    DuckDBExecutionEngine,
    first_line,
    pydantic,
)
from wh.rules.counting import Counting, Counts, counted

# isort: split
from great_expectations.expectations.expectation import BatchExpectation
from great_expectations.expectations.expectation_configuration import parse_result_format
from great_expectations.validator.metric_configuration import MetricConfiguration
from great_expectations.validator.validator import ValidationDependencies

MAX_ROWS = 200
"""Rows of detail kept for one rule; its counts are of all rows."""

_ALIKE = {r"[\s\p{Z}]+": " ", "[‐‑‒–—―−]": "-", "[“”„‟«»]": '"', "[‘’‚‛`´]": "''"}
_COMPARED, _BROKEN = "is_compared", "is_compared and is_broken"
ANSWER = "rule_between_sources.answer"
"""The metric of all our own rules: a RuleAnswer."""


class _Name(str):
    """A parameter that goes into SQL as a name; anything else than a name is refused."""

    pattern: ClassVar[re.Pattern[str]]
    meaning: ClassVar[str]

    @classmethod
    def __get_validators__(cls) -> Any:
        yield cls.checked

    @classmethod
    def checked(cls, value: object) -> Self:
        """Return the value as a name, or raise ValueError."""
        if not isinstance(value, str) or not cls.pattern.fullmatch(value):
            raise ValueError(f"{value!r} is not the name of a {cls.meaning}")
        return cls(value)


class TableName(_Name):
    """The name of a table, with its schema or without."""

    pattern = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)?")
    meaning = "table"


class ColumnName(_Name):
    """The name of a column."""

    pattern = re.compile(r"[A-Za-z_]\w*")
    meaning = "column"


class RuleAnswer(NamedTuple):
    """What a rule's SELECT gave: how many candidates, compared, broken; and of each kind up to MAX_ROWS rows.

    `fault` says why the SELECT could not be asked.
    """

    candidate_count: int = 0
    compared_count: int = 0
    broken_count: int = 0
    broken_rows: Sequence[dict[str, Any]] = ()
    uncompared_rows: Sequence[dict[str, Any]] = ()
    fault: str | None = None


class RuleBetweenSources(BatchExpectation):
    """An expectation whose candidates are given by one SELECT.

    A subclass writes `candidates()`: a SELECT over `{batch}` and the tables among its parameters with the
    columns claim_id, fact_id, article_id (null where a row has none), is_compared, is_broken and detail. The detail
    of a row that was not compared says why it was not.
    """

    sentence: ClassVar[str] = ""
    """What the rule says, for people."""
    own_severity: ClassVar[str] = "critical"
    """The severity where a suite names none."""

    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id", "row_condition", "condition_parser")

    # Great Expectations drops a severity or a description that is only a subclass's default from its results,
    # so both are put in as if the suite had named them.
    @pydantic.root_validator(pre=True)
    def _named_by_the_class(cls, values: dict[str, Any]) -> dict[str, Any]:  # noqa: N805  # a validator is given the class
        return {"severity": cls.own_severity, "description": cls.sentence} | values

    def candidates(self) -> str:
        """Return the SELECT of all rows that the rule is about."""
        raise NotImplementedError

    def answer_of(self, answer: RuleAnswer) -> RuleAnswer:
        """Return the answer to give for what the SELECT gave."""
        return answer

    def get_validation_dependencies(
        self, execution_engine: Any = None, runtime_configuration: dict[str, Any] | None = None
    ) -> ValidationDependencies:
        """Ask for the one metric, on the SELECT of this rule, however much detail is wanted."""
        wanted = (runtime_configuration or {}).get("result_format", self.result_format)
        return ValidationDependencies({ANSWER: self.metric(self.batch_id)}, parse_result_format(wanted))

    def metric(self, batch_id: str | None) -> MetricConfiguration:
        """Return the one metric that the rule takes."""
        domain = {key: getattr(self, key, None) for key in self.domain_keys} | {"batch_id": batch_id}
        return MetricConfiguration(ANSWER, domain, {"candidates": self.candidates()})

    def _validate(
        self,
        metrics: dict[str, Any],
        runtime_configuration: dict[str, Any] | None = None,
        execution_engine: Any = None,
    ) -> dict[str, Any]:
        said: RuleAnswer = metrics[ANSWER]
        if said.fault is not None:
            raise RuntimeError(said.fault)
        answer = self.answer_of(said)
        return {
            # Unanswered though there were candidates is not a success: plain Great Expectations has no third answer.
            "success": answer.broken_count == 0 and (answer.compared_count > 0 or answer.candidate_count == 0),
            "result": {
                "observed_value": answer.broken_count,
                "element_count": answer.candidate_count,
                "compared_count": answer.compared_count,
                "unexpected_count": answer.broken_count,
                "details": {"unexpected_rows": answer.broken_rows},
            },
        }

    @classmethod
    def _prescriptive_template(cls, renderer_configuration: Any) -> Any:
        renderer_configuration.template_str = cls.sentence
        return renderer_configuration


def folded(sql: str) -> str:
    """Return SQL for a text in which white space, dashes and quotation marks of every kind are alike."""
    alike = sql
    for kinds, one in _ALIKE.items():
        alike = f"regexp_replace({alike}, '{kinds}', '{one}', 'g')"
    return f"lower(trim({alike}))"


def with_ids(columns: str, where: str = "true") -> str:
    """Return a SELECT of columns over `{batch}` with its claim_id, fact_id and article_id, null where it has none."""
    return f"""
        select told.*
        from (select null::varchar as claim_id, null::varchar as fact_id, null::varchar as article_id) as none
        -- a name that the batch lacks is found one level up, as null
        cross join lateral (select claim_id, fact_id, article_id, {columns} from {{batch}} where {where}) as told
    """


def sql_list(values: Sequence[str]) -> str:
    """Return texts as a list for IN."""
    return "(" + ", ".join("'" + value.replace("'", "''") + "'" for value in values) + ")"


class RuleAnswerMetric(ComputedTogether):
    """The counts of the SELECTs of many rules in few statements, and rows of what they count."""

    metric_name = ANSWER
    domain_keys = RuleBetweenSources.domain_keys
    value_keys = ("candidates",)

    @classmethod
    def computed_together(
        cls, engine: DuckDBExecutionEngine, metrics: Sequence[MetricConfiguration]
    ) -> list[RuleAnswer]:
        """Return the answers of many rules."""
        selects = [
            metric.metric_value_kwargs["candidates"].replace("{batch}", engine.batch_sql(metric.metric_domain_kwargs))
            for metric in metrics
        ]
        numbers = ("count(*)", *(f"count(*) filter (where {rows})" for rows in (_COMPARED, _BROKEN)))
        counts = counted(engine, [Counting(f"({select})", numbers) for select in selects])
        return [_answered(engine, select, each) for select, each in zip(selects, counts, strict=True)]


def _answered(engine: DuckDBExecutionEngine, candidates: str, counts: Counts) -> RuleAnswer:
    if isinstance(counts, str):
        return RuleAnswer(fault=counts)
    count, compared, broken = counts
    try:
        return RuleAnswer(
            count,
            compared,
            broken,
            _told(engine, candidates, _BROKEN) if broken else [],
            # who compared all left nothing out
            _told(engine, candidates, f"({_COMPARED}) is not true") if compared < count else [],
        )
    except Exception as error:
        return RuleAnswer(fault=first_line(error))


def _told(engine: DuckDBExecutionEngine, candidates: str, wanted: str) -> list[dict[str, Any]]:
    return engine.rows(
        f"select claim_id, fact_id, article_id, detail from ({candidates}) where {wanted} order by all limit {MAX_ROWS}"
    )

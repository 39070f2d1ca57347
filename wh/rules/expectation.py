"""The base of our own rules: an expectation that says, row by row, what was compared and what is broken.

A rule gives one SELECT of its candidates. The counts and the broken rows are taken from that, so that no
rule can hold because it looked at nothing, and a coverage rule can ask the same SELECT how much was compared.
"""

import re
from collections.abc import Callable, Sequence
from typing import Any, ClassVar, NamedTuple, Self

from wh.rules.bridge import (  # first: it imports Great Expectations quietly
    ComputedTogether,
    DuckDBExecutionEngine,
    pydantic,
)
from wh.rules.counting import Counting, Counts, counted
from wh.rules.one_metric import OneMetricExpectation, Told
from wh.rules.passages import closest_passage

# isort: split
from great_expectations.validator.metric_configuration import MetricConfiguration

MAX_ROWS = 200
"""Rows of detail kept for one rule; its counts are of all rows."""

_LINE = "try_cast(split_part(told.file_line, ':', -1) as integer)"
_BY_PLACE = f"regexp_replace(told.file_line, ':\\d+$', ''), {_LINE}"
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


Rows = Callable[[], Sequence[dict[str, Any]]]
"""Asks for up to MAX_ROWS rows."""


class RuleAnswer(NamedTuple):
    """What a rule's SELECT gave: how many candidates, compared, broken; and how to get the rows of each kind.

    `fault` says why the SELECT could not be asked.
    """

    candidate_count: int = 0
    compared_count: int = 0
    broken_count: int = 0
    broken_rows: Rows = list
    uncompared_rows: Rows = list
    fault: str | None = None


class RuleBetweenSources(OneMetricExpectation):
    """An expectation whose candidates are given by one SELECT.

    A subclass writes `candidates()`: a SELECT over `{batch}` and the tables among its parameters with the
    columns claim_id, fact_id, article_id (null where a row has none), is_compared, is_broken and detail, and file_line
    where it knows which line of which file a person must look at. The detail of a row that was not compared says why
    it was not. Of words that are not in a text, `sought` and `sought_in` have the two: the nearest passage is told.

    `names`: the table's own names, or SQL over them, for columns that the rule knows by another.
    `mostly`: the share of the compared rows that must hold, from 0 to 1.
    """

    is_agreement: ClassVar[bool] = False
    """Whether it leaves out what cannot be compared, so that a rule on its coverage belongs beside it."""
    asked_by: ClassVar[tuple[str, ...]] = ()
    """The handbooks of the field that ask for it."""
    thresholds: ClassVar[tuple[str, ...]] = ("mostly",)

    names: dict[ColumnName, str] = {}  # noqa: RUF012  # pydantic gives each rule a dict of its own
    mostly: float = pydantic.Field(1.0, ge=0, le=1)

    domain_keys: ClassVar[tuple[str, ...]] = ("batch_id", "row_condition", "condition_parser")

    def candidates(self) -> str:
        """Return the SELECT of all rows that the rule is about."""
        raise NotImplementedError

    def question(self) -> str:
        """Return the SELECT of the candidates, over a table that may name its columns otherwise."""
        if not self.names:
            return self.candidates()
        # of two columns of one name the first has it
        renamed = ", ".join(f"{theirs} as {ours}" for ours, theirs in self.names.items())
        return self.candidates().replace("{batch}", f"(select {renamed}, * from {{batch}})")

    def answer_of(self, answer: RuleAnswer) -> RuleAnswer:
        """Return the answer to give for what the SELECT gave."""
        # a share such as 0.9 is not exact in binary
        if answer.broken_count <= (1 - self.mostly) * answer.compared_count + 1e-9:
            return answer._replace(broken_count=0)
        return answer

    def metric(self, batch_id: str | None) -> MetricConfiguration:
        """Return the one metric that the rule takes."""
        domain = {key: getattr(self, key, None) for key in self.domain_keys} | {"batch_id": batch_id}
        return MetricConfiguration(ANSWER, domain, {"candidates": self.question()})

    def told(self, value: RuleAnswer) -> Told:
        """Return what the SELECT gave; unanswered though there were candidates is no success.

        Plain Great Expectations has no third answer.
        """
        if value.fault is not None:
            raise RuntimeError(value.fault)
        answer = self.answer_of(value)
        is_success = answer.broken_count == 0 and (answer.compared_count > 0 or answer.candidate_count == 0)
        counts = answer.candidate_count, answer.compared_count, answer.broken_count
        return Told(is_success, *counts, answer.broken_rows() if answer.broken_count else ())


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


ROWS = """(
    select
        null::varchar as claim_id, null::varchar as fact_id, null::varchar as article_id,
        null::varchar as file, null::integer as line
    where false
    union all by name
    select * from {batch}
)"""
"""The batch with a claim_id, fact_id, article_id, file and line, null where it has none."""


def keyed(columns: Sequence[str]) -> str:
    """Return SQL that says which row is meant by its key: `a 1, b 2: `; nothing where there is no key."""
    if not columns:
        return "''"
    return "concat(" + ", ', ', ".join(f"'{column} ', {plain(column)}" for column in columns) + ", ': ')"


def plain(number: str) -> str:
    """Return SQL for a number as people write it: 114 and not 114.0; of what is no number, its text."""
    return f"regexp_replace(({number})::varchar, '\\.0$', '')"


def interval(low: str, high: str) -> str:
    """Return SQL for an interval as labels have it: `9`, `8..9`, `51..`, `..49`; null where both ends are open.

    An age ends on the day before the next birthday, 0.9973 of a year on, and is told by its completed years.
    """
    last = f"case when {high} > 1 and round({high} % 1, 4) = 0.9973 then floor({high}) else {high} end"
    return f"""case
        when {low} = {last} then {plain(low)}
        when {low} is not null or {high} is not null
            then concat({plain(low)}, '..', {plain(last)})
    end"""


def forgiven(claim_id: str, disagreements: str | None) -> str:
    """Return SQL for whether every disagreement about a claim was ruled on, and there is one."""
    if disagreements is None:
        return "false"
    ruled = f"select claim_id from {disagreements} where claim_id is not null group by claim_id"
    return f"({claim_id} in ({ruled} having bool_and(state = 'ruled')))"


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
    # few of the rows are ever shown
    return RuleAnswer(
        count,
        compared,
        broken,
        broken_rows=lambda: _told(engine, candidates, _BROKEN),
        uncompared_rows=lambda: _told(engine, candidates, f"({_COMPARED}) is not true"),
    )


def _told(engine: DuckDBExecutionEngine, candidates: str, wanted: str) -> list[dict[str, Any]]:
    shown = "claim_id, fact_id, article_id, detail, file_line"
    # a name that the rule lacks is found one level up, as null
    rows = engine.rows(
        "select told.* from (select null::varchar as file_line, null as sought, null as sought_in) as none"
        f" cross join lateral (select {shown}, sought, sought_in from ({candidates}) where {wanted}) as told"
        f" order by told.claim_id, told.fact_id, told.article_id, {_BY_PLACE}, told.detail limit {MAX_ROWS}"
    )
    return [_with_closest(row) for row in rows]


def _with_closest(row: dict[str, Any]) -> dict[str, Any]:
    """Return a row that says, of words that are not in a text, which words of the text are nearest to them."""
    sought, text = row.pop("sought"), row.pop("sought_in")
    closest = closest_passage(text, sought) if sought and text else None
    return row if closest is None else row | {"detail": f'{row["detail"]}; the closest words are "{closest}"'}

"""Says which parameter of a rule its expectation does not take, and what it takes instead; asks nothing.

What Great Expectations' own validation finds is put in the words of the other errors.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from wh.errors import RuleError, closest
from wh.rules.bridge import pydantic  # first: it imports Great Expectations quietly
from wh.rules.suites import Rule, Suite

# isort: split
from great_expectations.expectations.expectation import Expectation
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration
from great_expectations.expectations.metadata_types import FailureSeverity
from great_expectations.expectations.registry import get_expectation_impl

_OF_EVERY = frozenset(
    {
        "id",
        "meta",
        "notes",
        "result_format",
        "description",
        "catch_exceptions",
        "rendered_content",
        "severity",
        "windows",
        "batch_id",
    }
)
"""What every expectation has, and nobody is to be offered for a parameter."""


def expectation_of(rule: Rule, suite: Suite) -> Expectation:
    """Return a rule as Great Expectations has it, or raise RuleError for parameters that do not fit."""
    try:
        return ExpectationConfiguration(
            type=rule.type, kwargs=dict(rule.kwargs), severity=FailureSeverity(rule.severity), meta=dict(rule.meta)
        ).to_domain_obj()
    except pydantic.ValidationError as error:
        raise _refused(rule, suite, error.errors()) from error
    except (TypeError, ValueError) as error:  # what a class of somebody's own says of its parameters
        raise RuleError(
            f"The rule `{rule.name}` is not as `{rule.type}` takes it: {error}",
            at=f"{suite.file}:{rule.place()}",
            way_out="the parameters of that expectation",
        ) from error


def _refused(rule: Rule, suite: Suite, faults: Sequence[Mapping[str, Any]]) -> RuleError:
    """Return the error for the fault to mend first: a name that is not taken explains one that is missing."""
    taken = sorted(set(get_expectation_impl(rule.type).__fields__) - _OF_EVERY)
    fault = min(faults, key=lambda one: (one["type"] != "value_error.extra", one["type"] != "value_error.missing"))
    name = str(fault["loc"][0])
    if fault["type"] == "value_error.extra":
        near = closest(name, set(taken) - set(rule.kwargs)) or closest(name, taken)
        what = f"gives `{name}`, which `{rule.type}` does not take"
        way_out = f"`{near}`, the closest name" if near else _listed(taken)
    elif fault["type"] == "value_error.missing":
        what, way_out = f"lacks `{name}`, which `{rule.type}` needs", f'"{name}": … among its "kwargs"'
    elif name == "__root__":
        what, way_out = f"is not as `{rule.type}` takes it: {_sentence(fault)}", _listed(taken)
    else:
        what = f"gives `{name}` as {_value(rule.kwargs.get(name))}: {_sentence(fault)}"
        way_out = f"a value of `{name}` that `{rule.type}` takes"
    return RuleError(f"The rule `{rule.name}` {what}.", at=f"{suite.file}:{rule.place(name)}", way_out=way_out)


def _sentence(fault: Mapping[str, Any]) -> str:
    limits = fault.get("ctx") or {}
    said = {
        "value_error.number.not_le": "at most {limit_value} is allowed",
        "value_error.number.not_lt": "less than {limit_value} is needed",
        "value_error.number.not_ge": "at least {limit_value} is needed",
        "value_error.number.not_gt": "more than {limit_value} is needed",
        "value_error.any_str.min_length": "it is empty",
        "type_error.integer": "it is no whole number",
        "type_error.float": "it is no number",
        "type_error.str": "it is no text",
        "type_error.list": "it is no list",
        "type_error.dict": "it takes names with values",
        "value_error.const": "it is none of those allowed",
        "type_error.none.not_allowed": "it may not be left empty",
        "value_error.bool": "it is neither true nor false",
        "type_error.bool": "it is neither true nor false",
    }.get(str(fault["type"]))
    return said.format(**limits) if said else str(fault["msg"]).strip().rstrip(".")


def _value(value: object) -> str:
    return f"`{value}`" if isinstance(value, str | int | float) else str(value)


def _listed(names: Sequence[str]) -> str:
    return f"one of {', '.join(f'`{name}`' for name in names)}" if names else "no parameters at all"

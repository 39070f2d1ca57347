"""The rules about the suites: agreement has its coverage beside it, a threshold has its day, measure and reason.

They look at rules as they are written, and at no table.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from wh.rules.expectation import RuleBetweenSources  # first: it imports Great Expectations quietly

# isort: split
from great_expectations.expectations.registry import get_expectation_impl

COVERAGE = "expect_enough_compared"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


class RuleOnSuites(RuleBetweenSources):
    """A rule on the rules of suites.

    `written`: the rules, with table, rule, type, kwargs, meta and at (file:line).
    """

    asked_by: ClassVar[tuple[str, ...]] = ("OHCHR Human Rights Indicators", "Every Casualty Standards")

    written: list[dict[str, Any]]

    def faults(self) -> Iterator[tuple[Mapping[str, Any], str | None]]:
        """Yield each rule that this one is about, with what is wrong with it."""
        raise NotImplementedError

    def candidates(self) -> str:
        """Return each rule that this one is about."""
        rows = [
            f"({_text(each['at'])}, {_text(fault and ' '.join((each['rule'], 'on', each['table'], fault)))})"
            for each, fault in self.faults()
        ]
        return f"""
            select
                null as claim_id, null as fact_id, null as article_id,
                true as is_compared,
                fault is not null as is_broken,
                fault as detail,
                file_line,
            from (values {", ".join(rows) or "(null::varchar, null::varchar)"}) as rules (file_line, fault)
            where file_line is not null
        """


class ExpectAgreementRulesToBeCovered(RuleOnSuites):
    """Expect a rule beside each rule that compares accounts: one that says how much could be compared."""

    sentence: ClassVar[str] = "A rule that compares accounts has a rule on its coverage beside it."

    def faults(self) -> Iterator[tuple[Mapping[str, Any], str | None]]:
        """Yield each rule that leaves out what cannot be compared."""
        covered = [(each["table"], each["kwargs"]) for each in self.written if each["type"] == COVERAGE]
        for each in self.written:
            if _is_agreement(each["type"]):
                is_covered = any(
                    table == each["table"]
                    and kwargs.get("of_type") == each["type"]
                    and _compared(kwargs.get("of_kwargs") or {}) == _compared(each["kwargs"])
                    for table, kwargs in covered
                )
                lacking = f"has no `{COVERAGE}` beside it with `of_type` {each['type']} and the same parameters"
                yield each, None if is_covered else lacking


class ExpectThresholdsToBeReasoned(RuleOnSuites):
    """Expect each threshold to say in its meta when it was set, what was measured then, and why it is what it is."""

    sentence: ClassVar[str] = "A threshold has its day, what was measured then, and its reason."

    def faults(self) -> Iterator[tuple[Mapping[str, Any], str | None]]:
        """Yield each rule with a threshold."""
        for each in self.written:
            set_here = _thresholds(each["type"], each["kwargs"])
            if set_here:
                meta = each["meta"]
                lacks = [] if _DAY.fullmatch(str(meta.get("set_on"))) else ["`set_on`, a day"]
                # what had nothing to measure yet says so with null
                lacks += [] if any(name.startswith("measured") for name in meta) else ["`measured`, the value then"]
                lacks += [] if str(meta.get("reason") or "").strip() else ["`reason`"]
                yield each, f"sets {', '.join(set_here)} without {' and '.join(lacks)}" if lacks else None


def _thresholds(expectation_type: str, kwargs: Mapping[str, Any]) -> list[str]:
    implementation = _class(expectation_type)
    if implementation is None:
        return []
    # Great Expectations' own have one
    names: Sequence[str] = getattr(implementation, "thresholds", ("mostly",))
    fields = implementation.__fields__
    return [name for name in names if name in kwargs and name in fields and kwargs[name] != fields[name].default]


def _compared(kwargs: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters that decide what is compared."""
    return {name: value for name, value in kwargs.items() if name != "mostly"}


def _is_agreement(expectation_type: str) -> bool:
    return bool(getattr(_class(expectation_type), "is_agreement", False))


def _class(expectation_type: str) -> Any:
    try:
        return get_expectation_impl(expectation_type)
    except Exception:  # nobody wrote it, which is told where the rule is asked
        return None


def _text(value: str | None) -> str:
    return "null" if value is None else "'" + value.replace("'", "''") + "'"

"""Which expectations are written, told without Great Expectations: it takes seconds to import, and a plan asks nothing.

Its own are told by the names of its files, all others by the classes in theirs. Only where a suite names one that is
not among them is Great Expectations asked: a class may come from elsewhere.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from wh.errors import RuleError, closest
from wh.rules.suites import Rule, Suite

_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)
_OWN = [Path(__file__).with_name(f"{name}.py") for name in ("covering", "data_test_expectations")]


def unwritten(
    suites: Sequence[Suite], class_files: Sequence[Path], show: Callable[[Path], str] = str
) -> Iterator[RuleError]:
    """Yield an error for each rule whose expectation nobody has written, with the closest name."""
    rules = [(suite, rule) for suite in suites for rule in suite.rules]
    known: Collection[str] = {*_of_theirs(), *_in_classes([*_OWN, *class_files])}
    if all(rule.type in known for _, rule in rules):
        return
    from wh.rules.checking import known_expectations

    known = known_expectations(class_files)
    for suite, rule in rules:
        if rule.type not in known:
            yield no_such(rule, f"{show(suite.file)}:{_place(suite, rule)}", known)


def no_such(rule: Rule, at: str, known: Collection[str]) -> RuleError:
    """Return the error for an expectation that is not among those known."""
    near = closest(rule.type, known)
    return RuleError(
        f"There is no expectation `{rule.type}`.",
        at=at,
        way_out=f"`{near}`, the closest name" if near else "a class of that name in expectations/",
    )


def _place(suite: Suite, rule: Rule) -> str:
    """Return line and column where the rule names its expectation: the place that is next to the rule's own line."""
    written = f'"{rule.type}"'
    lines = suite.file.read_text(encoding="utf-8-sig").splitlines()
    places = [(number, line.index(written) + 2) for number, line in enumerate(lines, 1) if written in line]
    line, column = min(places, key=lambda place: abs(place[0] - rule.line), default=(rule.line, None))
    return str(line) if column is None else f"{line}:{column}"


def _of_theirs() -> Iterator[str]:
    spec = find_spec("great_expectations")  # which finds it and imports nothing
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        yield from (file.stem for file in Path(folder, "expectations", "core").glob("*.py"))


def _in_classes(files: Sequence[Path]) -> Iterator[str]:
    for file in files:
        # what cannot be read is told where it is imported
        text = file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""
        yield from (_as_type(name) for name in _CLASS.findall(text))


def _as_type(class_name: str) -> str:
    """Return the name that Great Expectations gives a class: `ExpectNoNull` is `expect_no_null`."""
    parted = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", class_name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", parted).lower()

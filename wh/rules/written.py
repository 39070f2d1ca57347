"""Which rules fit an expectation, told without Great Expectations: it takes seconds to import, and a plan asks nothing.

Its own expectations are told by the names of its files, all others by the classes in theirs; what each takes, by the
words of its file. Only where a rule seems not to fit is Great Expectations asked: a class may come from elsewhere.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path

from wh.errors import RuleError, closest
from wh.rules.suites import Rule, Suite

_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)
_WORD = re.compile(r"[A-Za-z_]\w+")
_OF_EVERY = frozenset(
    {
        "catch_exceptions",
        "column",
        "column_A",
        "column_B",
        "column_list",
        "condition_parser",
        "description",
        "ignore_row_if",
        "mostly",
        "names",
        "notes",
        "result_format",
        "row_condition",
        "windows",
    }
)
"""What many expectations have from the classes that they are built on, whose files are long."""
_OWN = [Path(__file__).with_name(f"{name}.py") for name in ("covering", "data_test_expectations")]
_OWN += [Path(__file__).with_name("one_metric.py"), Path(__file__).with_name("expectation.py")]


def unwritten(suites: Sequence[Suite], class_files: Sequence[Path]) -> Iterator[RuleError]:
    """Yield an error for each rule whose expectation nobody has written, or takes no such parameters as it gives."""
    known = _Known(class_files)
    if all(known.takes(rule) for suite in suites for rule in suite.rules):
        return
    from wh.rules.checking import misfitting

    yield from misfitting(suites, class_files)


def no_such(suite: Suite, rule: Rule, known: Collection[str]) -> RuleError:
    """Return the error for an expectation that is not among those known."""
    near = closest(rule.type, known)
    return RuleError(
        f"There is no expectation `{rule.type}`.",
        at=f"{suite.file}:{rule.place(rule.type)}",
        way_out=f"`{near}`, the closest name" if near else "a class of that name in expectations/",
    )


class _Known:
    """The expectations that are written, each with all the words of the files that say what it takes."""

    def __init__(self, class_files: Sequence[Path]) -> None:
        self._theirs = {file.stem: file for file in _of_theirs()}
        self._texts = {file: text_of(file) for file in [*_OWN, *class_files]}
        self._files = {name: file for file, text in self._texts.items() for name in _CLASS.findall(text)}
        self._own = {as_type(name): file for name, file in self._files.items()}
        self._words: dict[Path, frozenset[str]] = {}

    def takes(self, rule: Rule) -> bool:
        """Tell whether the expectation is written and names each parameter that a rule gives it."""
        is_theirs = rule.type in self._theirs
        if not is_theirs and rule.type not in self._own:
            return False
        share = rule.kwargs.get("mostly", 1)
        if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
            return False
        if is_theirs and not _columns_of(rule.type) <= rule.kwargs.keys():
            return False
        first = self._theirs[rule.type] if is_theirs else self._own[rule.type]
        return rule.kwargs.keys() <= _OF_EVERY or self._names(first, set(rule.kwargs) - _OF_EVERY)

    def _names(self, first: Path, wanted: set[str]) -> bool:
        """Tell whether a file names all that is wanted, or those do with the classes that its own are built on."""
        files = [first]
        for file in files:
            words = self._words_in(file)
            wanted = wanted - words
            if not wanted:
                return True
            files += {self._files[word] for word in words & self._files.keys()}.difference(files)
        return False

    def _words_in(self, file: Path) -> frozenset[str]:
        if file not in self._words:
            self._words[file] = frozenset(_WORD.findall(self._texts.get(file) or text_of(file)))
        return self._words[file]


def _columns_of(expectation_type: str) -> frozenset[str]:
    """Return the parameters that one of Great Expectations' own is sure to need, told by its name."""
    if expectation_type.startswith("expect_column_pair_"):
        return frozenset({"column_A", "column_B"})
    if expectation_type.startswith(("expect_compound_columns_", "expect_multicolumn_", "expect_select_column_")):
        return frozenset({"column_list"})
    return frozenset({"column"} if expectation_type.startswith("expect_column_") else ())


def text_of(file: Path) -> str:
    """Return the text of a file of classes; what cannot be read is told where it is imported."""
    return file.read_text(encoding="utf-8", errors="replace") if file.is_file() else ""


def _of_theirs() -> Iterator[Path]:
    spec = find_spec("great_expectations")  # which finds it and imports nothing
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        yield from Path(folder, "expectations", "core").glob("*.py")


def as_type(class_name: str) -> str:
    """Return the name that Great Expectations gives a class: `ExpectNoNull` is `expect_no_null`."""
    parted = re.sub(r"(.)([A-Z][a-z]+)", r"\1_\2", class_name)
    return re.sub(r"([a-z0-9])([A-Z])", r"\1_\2", parted).lower()

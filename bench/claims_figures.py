"""Holds the reader of number phrases against public libraries: on our own news phrases, and on public lists.

A public list is a file that is handed over (`--public NumberModel.json`, in the form of the Recognizers-Text
specifications); none is kept here. The libraries run in an environment of their own, whose Python `--libraries` names.
"""

import argparse
import csv
import json
import math
import os
import re
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from timing import machine, record, today

from wh.figures import Figure, find, read, read_all

ROOT = Path(__file__).resolve().parent.parent
NEWS = ROOT / "tests" / "engine" / "figures" / "news_phrases.csv"
Numbers = Sequence[float] | None
Interval = tuple[float | None, float | None]


@dataclass(frozen=True, slots=True)
class Case:
    """A phrase with what it gives: the interval on our own list, the numbers in it on a public one."""

    phrase: str
    numbers: tuple[float, ...] = ()
    interval: Interval | None = None


def main() -> None:
    """Measure, print a table and, with --record, write it into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--public", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--libraries", default=os.environ.get("CLAIMHOUSE_NUMBER_LIBRARIES"), metavar="PYTHON")
    parser.add_argument("--record", action="store_true", help="write the table into docs/benchmarks.md")
    arguments = parser.parse_args()
    table = measured(arguments.public, arguments.libraries)
    print(table)
    if arguments.record:
        record("figures", table)


def measured(public: Sequence[Path], libraries: str | None) -> str:
    """Return the table of all lists."""
    lists = {"our news phrases": news_cases()} | {path.stem: public_cases(path) for path in public}
    lines = [
        f"Measured {today()} on {machine()}.",
        "",
        "| list | cases | reader | numbers right | interval right |",
        "|---|---:|---|---:|---:|",
    ]
    for name, cases in lists.items():
        answers: dict[str, Sequence[Numbers]] = {"wh.figures": [our_numbers(case.phrase) for case in cases]}
        answers |= answers_of(libraries, [case.phrase for case in cases])
        for reader, numbers in answers.items():
            if cases[0].interval is None:
                right = share(same(case.numbers, found) for case, found in zip(cases, numbers, strict=True))
                lines.append(f"| {name} | {len(cases)} | {reader} | {right:.3f} | |")
            else:
                lines.append(f"| {name} | {len(cases)} | {reader} | | {intervals_right(reader, cases, numbers):.3f} |")
    return "\n".join([*lines, "", pace()])


def news_cases() -> list[Case]:
    """Return our own list."""
    with NEWS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [Case(row["phrase"], interval=(ends(row["low"]), ends(row["high"]))) for row in rows]


def ends(cell: str) -> float | None:
    """Return an end of an interval, None where it is open."""
    return float(cell) if cell else None


def public_cases(path: Path) -> list[Case]:
    """Return the cases of a specification: each input with the values that are expected."""
    cases = []
    for entry in json.loads(path.read_text(encoding="utf-8-sig")):
        values = [result.get("Resolution", {}).get("value") for result in entry.get("Results", [])]
        cases.append(Case(entry["Input"], tuple(float(value) for value in values)))
    return cases


GLUED = re.compile(r"\d[^\W\d_]+$")


def our_numbers(phrase: str) -> Numbers:
    """Return what the reader finds in a public list's manner: no ordinals, and no digits glued to their unit."""
    numbers: list[float] = []
    for figure in find(phrase):
        if figure.kind == "ordinal" or figure.is_vague or (figure.unit and GLUED.search(figure.text)):
            continue
        numbers += [number * (100 if "%" in figure.text else 1) for number in both_ends(figure)]
    return numbers


def both_ends(figure: Figure) -> tuple[float, ...]:
    """Return the numbers of a figure as they stand: one, or the two of a range."""
    found = [end for end in (figure.stated_low, figure.stated_high) if end is not None]
    return (found[0], found[-1]) if figure.qualifier == "between" else (found[0],)


def answers_of(python: str | None, phrases: Sequence[str]) -> Mapping[str, Sequence[Numbers]]:
    """Ask the libraries of the other environment; none if there is no such environment."""
    if not python:
        return {}
    asked = subprocess.run(
        [python, str(ROOT / "bench" / "number_libraries.py")],
        input=json.dumps(list(phrases)),
        capture_output=True,
        text=True,
        check=True,
    )
    answers: dict[str, Sequence[Numbers]] = json.loads(asked.stdout)
    return answers


def intervals_right(reader: str, cases: Sequence[Case], numbers: Sequence[Numbers]) -> float:
    """Return the share of intervals; a library without qualifiers gives a point, or the range of two numbers."""
    if reader == "wh.figures":
        return share(same_interval(case.interval, our_interval(case.phrase)) for case in cases)
    return share(
        same_interval(case.interval, (found[0], found[-1]) if found and len(found) <= 2 else None)
        for case, found in zip(cases, numbers, strict=True)
    )


def our_interval(phrase: str) -> Interval | None:
    """Return the interval of the phrase's figure."""
    figure = read(phrase)
    return None if figure is None else (figure.low, figure.high)


def same(expected: Sequence[float], found: Numbers) -> bool:
    """Tell whether all numbers are there, in order, and no others."""
    if found is None or len(expected) != len(found):
        return False
    return all(math.isclose(one, other, rel_tol=1e-6) for one, other in zip(expected, found, strict=True))


def same_interval(expected: Interval | None, found: Interval | None) -> bool:
    """Tell whether both ends agree, an open one with an open one."""
    if expected is None or found is None:
        return False
    return all(
        one is other if one is None or other is None else math.isclose(one, other, rel_tol=1e-6)
        for one, other in zip(expected, found, strict=True)
    )


def share(held: object) -> float:
    """Return the share of true ones."""
    each = list(held)  # type: ignore[call-overload]
    return sum(each) / len(each) if each else math.nan


def pace() -> str:
    """Return how long the reader takes for a phrase and for the five digests, in CPU time."""
    phrases = [case.phrase for case in news_cases()]
    articles = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "data" / "articles").glob("*.txt"))]
    phrase_us = cpu_of(lambda: [read_all(phrase) for phrase in phrases]) / len(phrases) * 1e6
    characters = sum(len(text) for text in articles)
    article_us = cpu_of(lambda: [find(text) for text in articles]) / characters * 1e6
    return f"A phrase takes {phrase_us:.0f} us of CPU, an article {article_us:.2f} us a character."


def cpu_of(work: Callable[[], object]) -> float:
    """Return the CPU seconds of the fastest of five runs."""
    spans = []
    for _ in range(5):
        before = time.process_time()
        work()
        spans.append(time.process_time() - before)
    return min(spans)


if __name__ == "__main__":
    main()

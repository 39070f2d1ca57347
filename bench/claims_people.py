"""Measures the matching of names: labelled pairs beside plain string distances, and a million generated mentions.

The news pairs are in tests/; a public set of labelled pairs (a CSV with name1, name2, is_match and schema) is read
where --public names it, its thresholds set on one half and used on the other. Prints tables and, with --record,
writes them into docs/benchmarks.md.
"""

import argparse
import csv
import hashlib
import importlib.util
import random
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

import duckdb
from people_models import ROOT, built, printed
from timing import machine, record, today

from wh.people import ONE_PERSON, same

NEWS = sorted((ROOT / "tests" / "engine" / "people").glob("news_pairs*.csv"))
Scorer = Callable[[str, str], float]
Told = list[tuple[float, bool]]


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--public", type=Path, help="a CSV of public labelled pairs")
    parser.add_argument("--mentions", type=int, nargs="*", default=[10_000, 100_000])
    parser.add_argument("--record", action="store_true", help="write the tables into docs/benchmarks.md")
    arguments = parser.parse_args()
    lines = [f"Measured {today()} on {machine()}, DuckDB {duckdb.__version__}; CPU seconds.", ""]
    lines += list(_news())
    if arguments.public:
        lines += ["", *_public(arguments.public)]
    lines += ["", *_mentions(arguments.mentions)]
    print("\n".join(lines))
    if arguments.record:
        record("people", "\n".join(lines))


# --- Labelled pairs -------------------------------------------------------------------------------------------


def _scorers() -> dict[str, Scorer]:
    """Return ours and the anchors; rapidfuzz where the environment has it."""
    con = duckdb.connect()

    def by_sql(expression: str) -> Scorer:
        return lambda a, b: float(con.execute(f"select {expression}", [a.lower(), b.lower()]).fetchall()[0][0])

    distance = "1 - levenshtein($1, $2)::double / greatest(length($1), length($2), 1)"
    scorers: dict[str, Scorer] = {
        "claimhouse": lambda a, b: same(a, b).value,
        "Levenshtein": by_sql(distance),
        "Jaro-Winkler": by_sql("jaro_winkler_similarity($1, $2)"),
    }
    if importlib.util.find_spec("rapidfuzz"):
        from rapidfuzz import fuzz

        scorers["rapidfuzz WRatio"] = lambda a, b: float(fuzz.WRatio(a.lower(), b.lower()) / 100)
    return scorers


def _news() -> Iterator[str]:
    said = [row for path in NEWS for row in csv.DictReader(path.read_text(encoding="utf-8").splitlines())]
    rows = [(row["name_a"], row["name_b"], row["same"] == "yes") for row in said]
    yield f"{len(rows)} news pairs of our own, at the threshold {ONE_PERSON} (the others at their best):"
    yield from ("", "| | precision | recall | F1 |", "|---|---:|---:|---:|")
    for name, scorer in _scorers().items():
        told = [(scorer(a, b), truth) for a, b, truth in rows]
        at = ONE_PERSON if name == "claimhouse" else _best(told)
        yield f"| {name} | {_precision(told, at):.3f} | {_recall(told, at):.3f} | {_f1(told, at):.3f} |"


def _public(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8") as file:
        rows = [
            (row["name1"], row["name2"], row["is_match"] == "true")
            for row in csv.DictReader(file)
            if row["schema"] == "Person"
        ]
    halves = [_half(a, b) for a, b, _ in rows]
    yield f"{len(rows)} public pairs; the threshold is the best on one half, F1 is of the other half, and of all:"
    yield from ("", "| | threshold | F1 held out | F1 of all | best F1 of all |", "|---|---:|---:|---:|---:|")
    for name, scorer in _scorers().items():
        told = [(scorer(a, b), truth) for a, b, truth in rows]
        at = _best([each for each, half in zip(told, halves, strict=True) if half == 0])
        held_out = [each for each, half in zip(told, halves, strict=True) if half == 1]
        yield f"| {name} | {at:.2f} | {_f1(held_out, at):.3f} | {_f1(told, at):.3f} | {_f1(told, _best(told)):.3f} |"
    told = [(same(a, b).value, truth) for a, b, truth in rows]
    yield from ("", f"The same pairs at the threshold {ONE_PERSON}, where names are joined, and below it:")
    yield from ("", "| threshold | precision | recall | F1 |", "|---:|---:|---:|---:|")
    for at in (ONE_PERSON, 0.7, 0.6, 0.5):
        yield f"| {at:.1f} | {_precision(told, at):.3f} | {_recall(told, at):.3f} | {_f1(told, at):.3f} |"


def _half(a: str, b: str) -> int:
    return hashlib.blake2b((a + b).encode(), digest_size=4).digest()[-1] % 2


def _best(told: Told) -> float:
    return max((step / 100 for step in range(1, 100)), key=lambda at: _f1(told, at))


def _right(told: Told, at: float) -> int:
    return sum(value >= at and truth for value, truth in told)


def _precision(told: Told, at: float) -> float:
    return _right(told, at) / max(1, sum(value >= at for value, _ in told))


def _recall(told: Told, at: float) -> float:
    return _right(told, at) / sum(truth for _, truth in told)


def _f1(told: Told, at: float) -> float:
    precision, recall = _precision(told, at), _recall(told, at)
    return 2 * precision * recall / max(1e-9, precision + recall)


# --- Generated mentions ---------------------------------------------------------------------------------------

_SYLLABLES = [
    "ba",
    "ko",
    "ni",
    "ra",
    "mar",
    "tel",
    "ves",
    "gor",
    "lin",
    "dan",
    "sho",
    "pet",
    "kal",
    "zu",
    "mir",
    "hol",
    "bren",
    "tav",
    "sed",
    "lup",
    "rik",
    "fen",
    "wol",
    "gast",
    "pir",
    "nov",
]
_ENDINGS = [
    "ov",
    "enko",
    "sky",
    "son",
    "er",
    "ez",
    "ini",
    "ic",
    "ian",
    "man",
    "oglu",
    "ard",
    "stein",
    "ford",
    "es",
    "a",
    "uk",
    "berg",
]


def _mentions(counts: Sequence[int]) -> Iterator[str]:
    yield "Generated mentions, ten an article, half of them surnames alone, one in five in another transliteration, one"
    yield "in fifty misspelled; pairs of mentions that are one person's:"
    yield from (
        "",
        "| mentions | names | reading s | models s | peak MB | precision | recall | F1 |",
        "|---:" * 8 + "|",
    )
    for count in counts:
        yield _measured(count)


def _measured(count: int) -> str:
    rows, truth = _generated(count)
    started = time.process_time()
    forms = {name: printed("exact", name) for name in sorted({row["exact"] for row in rows})}
    read = time.process_time() - started
    for row in rows:
        row |= forms[row["exact"]]
    started = time.process_time()
    con = built(rows, through="int_people__matched")
    modelled = time.process_time() - started
    matched = con.execute("select person_id from intermediate.int_people__matched order by line").fetchall()
    people = [person_id for (person_id,) in matched]
    both = _pairs(Counter(zip(people, truth, strict=True)))
    precision, recall = both / _pairs(Counter(people)), both / _pairs(Counter(truth))
    score = 2 * precision * recall / (precision + recall)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    cells = (f"{count:,}", f"{len(forms):,}", f"{read:.1f}", f"{modelled:.1f}", f"{peak:,}")
    return f"| {' | '.join(cells)} | {precision:.4f} | {recall:.4f} | {score:.4f} |"


def _pairs(groups: Counter[Any]) -> int:
    return sum(size * (size - 1) // 2 for size in groups.values())


def _generated(count: int) -> tuple[list[dict[str, Any]], list[int]]:
    """Return mentions and who each of them is; few people are named often, and many once."""
    chance = random.Random(7)
    with (ROOT / "wh" / "people" / "given_names.csv").open(encoding="utf-8") as file:
        given = [[row["name"], *row["spellings"].split()] for row in csv.DictReader(file) if row["gender"]]
    people: dict[tuple[str, str], list[str]] = {}
    while len(people) < max(200, count // 20):
        names = chance.choice(given)
        syllables = "".join(chance.choices(_SYLLABLES, k=chance.choice([1, 2, 2, 3])))
        people[names[0], syllables + chance.choice(_ENDINGS)] = names
    known = list(people.items())
    weights = list(accumulate((place + 1) ** -0.7 for place in range(len(known))))
    rows: list[dict[str, Any]] = []
    truth = []
    for article in range(count // 10):
        for person in chance.choices(range(len(known)), cum_weights=weights, k=5):
            (first, surname), spellings = known[person]
            for name in (_spelled(chance, first, surname, spellings), surname.title()):
                rows.append({"article_id": f"a{article}", "exact": name, "file": "f", "line": len(rows)})
                truth.append(person)
    return rows, truth


def _spelled(chance: random.Random, first: str, surname: str, spellings: Sequence[str]) -> str:
    if chance.random() < 0.2:
        first = chance.choice(spellings)
    elif chance.random() < 0.02 and len(surname) > 6:
        at = chance.randrange(2, len(surname) - 1)
        surname = surname[:at] + surname[at + 1] + surname[at] + surname[at + 2 :]
    return f"{first.title()} {surname.title()}"


if __name__ == "__main__":
    main()

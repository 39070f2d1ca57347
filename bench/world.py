"""Writes a project about a generated world, whose truth is known: events, reports of them, and what is wrong in them.

The same seed and size give the same files. Beside the project, `truth/` tells which facts contradict, which articles
are copies, who is meant by each name, and which facts were corrected; nothing there is read by a build.

    python bench/world.py FOLDER --facts 10000 --seed 1
"""

import argparse
import csv
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from world_names import Person, people, printed
from world_words import CAUSES, PLACES, VERSIONS, filler

FACTS_PER_ARTICLE = 10
ARTICLES_PER_EVENT = 6
FACTS_PER_PERSON = 80
OUTLETS = 240
OWNERS = 60
WIRES = 4
COPIED = 0.1
CONTRADICTED = 0.02
CORRECTED = 0.01
FALSE_SUMS = 0.02
_FIRST_DAY = date(2024, 1, 1)
_DAYS = 700
_COUNTS = ("killed", "injured", "arrested", "displaced")


@dataclass(frozen=True, slots=True)
class Event:
    """What really happened; the parts of a count sum to it, but not as told where `has_false_sum`."""

    number: int
    place: str
    happened_on: date
    cause: str
    counts: dict[str, int]
    civilians: int
    spokesman: Person
    has_false_sum: bool

    @property
    def event_id(self) -> str:
        """The event's id in the labels."""
        return f"event-{self.number:06d}"


@dataclass(frozen=True, slots=True)
class Statement:
    """One labelled sentence: what is claimed, the value as labelled, the sentence and the words that bear it out."""

    subject_id: str
    attribute: str
    scope_id: str
    value: str
    sentence: str
    exact: str
    is_planted: bool = False


@dataclass(slots=True)
class Article:
    """A report as it is going to be printed."""

    number: int
    event: Event
    outlet: int
    published_on: date
    headline: str
    paragraphs: list[str]
    statements: list[Statement]
    names: list[tuple[str, Person]]
    copied_from: str = ""
    wire_id: str = ""

    @property
    def article_id(self) -> str:
        """The article's id in the labels, and the stem of its file."""
        return f"article-{self.number:06d}"


@dataclass(slots=True)
class Truth:
    """What a reader of the whole world would know."""

    contradicted_claims: list[tuple[str, str]] = field(default_factory=list)
    false_sums: list[tuple[str]] = field(default_factory=list)
    corrected_claims: list[tuple[str, str]] = field(default_factory=list)
    copies: list[tuple[str, str]] = field(default_factory=list)
    names: list[tuple[str, str, int]] = field(default_factory=list)


def write_world(folder: Path, facts: int, seed: int) -> None:
    """Write the project and its truth into a folder that is not there yet."""
    chance = random.Random(seed)
    event_count = max(1, facts // (FACTS_PER_ARTICLE * ARTICLES_PER_EVENT))
    known = people(chance, max(event_count // 20, 20))
    truth = Truth()
    (folder / "data" / "articles").mkdir(parents=True)
    (folder / "truth").mkdir()
    (folder / "pyproject.toml").write_text(_PYPROJECT, encoding="utf-8")
    with _Labels(folder / "data") as labels:
        labels.constants()
        number = 0
        for event_number in range(event_count):
            event = _event(chance, event_number, known)
            reports = _reports(chance, event, number)
            number += len(reports)
            _plant(chance, event, reports, truth)
            labels.event(event)
            labels.relation(event, reports, truth)
            for article in reports:
                labels.article(article, truth)
    _write_truth(folder / "truth", truth)


def _event(chance: random.Random, number: int, known: Sequence[Person]) -> Event:
    counts = {name: chance.randint(20, 900) for name in _COUNTS}
    return Event(
        number=number,
        place=chance.choice(PLACES),
        happened_on=_FIRST_DAY + timedelta(days=chance.randrange(_DAYS)),
        cause=chance.choice(CAUSES),
        counts=counts,
        civilians=chance.randint(10, counts["killed"] - 10),
        spokesman=chance.choice(known),
        has_false_sum=chance.random() < FALSE_SUMS,
    )


def _reports(chance: random.Random, event: Event, first: int) -> list[Article]:
    count = max(2, min(14, round(chance.gauss(ARTICLES_PER_EVENT, 2))))
    outlets = chance.sample(range(OUTLETS), count)
    # two outlets of one owner report it once in a while; copies are planted between different owners
    reports = [_report(chance, event, first + place, outlet) for place, outlet in enumerate(outlets)]
    reports.sort(key=lambda article: article.published_on)
    for place, article in enumerate(reports):
        article.number = first + place
    for place, article in enumerate(reports):
        originals = [
            other
            for other in reports[:place]
            if not other.copied_from
            and other.outlet % OWNERS != article.outlet % OWNERS
            and (article.published_on - other.published_on).days <= 6
        ]
        if originals and chance.random() < COPIED * 1.4:
            _copy(chance, chance.choice(originals), article)
    return reports


def _report(chance: random.Random, event: Event, number: int, outlet: int) -> Article:
    statements = _statements(chance, event)
    chance.shuffle(statements)
    statements = statements[: chance.randint(8, 12)]
    full, short = printed(chance, event.spokesman)
    names = [(full, event.spokesman)] + ([(short, event.spokesman)] if short else [])
    paragraphs = [f"{statement.sentence} {filler(chance)}" for statement in statements]
    paragraphs.insert(1, f"{full} spoke to reporters. {filler(chance)}")
    if short:
        paragraphs.append(f"More was to follow, {short} said. {filler(chance)}")
    return Article(
        number=number,
        event=event,
        outlet=outlet,
        published_on=event.happened_on + timedelta(days=chance.randrange(5)),
        headline=filler(chance),
        paragraphs=paragraphs,
        statements=statements,
        names=names,
    )


def _statements(chance: random.Random, event: Event) -> list[Statement]:
    found = [_count(chance, event, name, "", event.counts[name]) for name in _COUNTS]
    told = event.civilians + (57 if event.has_false_sum else 0)
    found.append(_count(chance, event, "killed", "civilians", told))
    found.append(_count(chance, event, "killed", "fighters", event.counts["killed"] - event.civilians))
    found.extend(_count(chance, event, f"measure_{letter}", "", _fixed(event, letter)) for letter in "abcde")
    found.append(_sentence(chance, event, "cause", "", event.cause, event.cause))
    return found


def _fixed(event: Event, letter: str) -> int:
    return 20 + (event.number * 7919 + ord(letter) * 104729) % 880


def _count(chance: random.Random, event: Event, name: str, scope: str, true: int) -> Statement:
    shape = chance.random()
    if shape < 0.8 or (event.has_false_sum and name == "killed"):
        value, words = str(true), str(true)
    elif shape < 0.9:
        least = true - chance.randint(1, 4)
        value, words = f">{least}", f"more than {least}"
    else:
        least, most = true - chance.randint(1, 4), true + chance.randint(1, 4)
        value, words = f"{least}..{most}", f"between {least} and {most}"
    return _sentence(chance, event, name, scope, value, words)


def _sentence(
    chance: random.Random, event: Event, name: str, scope: str, value: str, words: str, *, is_planted: bool = False
) -> Statement:
    before, after = chance.choice(VERSIONS[f"{name}/{scope}" if scope else name])
    exact = f"{before} {words} {after}".strip()
    sentence = f"{exact[0].upper()}{exact[1:]}, {filler(chance, is_clause=True)}."
    return Statement(event.event_id, name, scope, value, sentence, sentence[: len(exact)], is_planted)


def _copy(chance: random.Random, original: Article, article: Article) -> None:
    """Make an article a copy: it keeps most of the other's paragraphs, cuts some and writes a few of its own."""
    kept = [place for place in range(len(original.paragraphs)) if chance.random() < 0.85]
    text = [original.paragraphs[place] for place in kept]
    article.copied_from = original.article_id
    article.statements = [each for each in original.statements if any(each.sentence in part for part in text)]
    article.names = [(name, person) for name, person in original.names if any(name in part for part in text)]
    text.insert(chance.randrange(len(text) + 1), filler(chance))
    article.paragraphs = text
    if chance.random() < 0.3:
        article.wire_id = f"wire-{chance.randrange(WIRES)}"
        original.wire_id = original.wire_id or article.wire_id
        article.wire_id = original.wire_id


def _plant(chance: random.Random, event: Event, reports: Sequence[Article], truth: Truth) -> None:
    """Let one article be wrong on a claim that another has right; sometimes its outlet corrects itself later."""
    share = chance.random()
    if share >= (CONTRADICTED + CORRECTED) * ARTICLES_PER_EVENT:
        return
    copied = {article.copied_from for article in reports}
    free = [each for each in reports if not each.copied_from and each.article_id not in copied]
    for article in free:
        for place, statement in enumerate(article.statements):
            rivals = [
                other
                for other in reports
                if other is not article and any(_same_claim(each, statement) for each in other.statements)
            ]
            if statement.attribute.startswith("measure_") and rivals:
                _replace(chance, article, place, statement)
                if share < CONTRADICTED * ARTICLES_PER_EVENT:
                    truth.contradicted_claims.append((_claim(statement), article.article_id))
                else:
                    _correct(chance, article, statement, reports, truth)
                return


def _same_claim(one: Statement, other: Statement) -> bool:
    return (one.subject_id, one.attribute, one.scope_id) == (other.subject_id, other.attribute, other.scope_id)


def _claim(statement: Statement) -> str:
    parts = [statement.subject_id, statement.subject_id, statement.attribute, statement.scope_id]
    return "/".join(part for part in parts if part)


def _replace(chance: random.Random, article: Article, place: int, statement: Statement) -> None:
    # below what any careful phrase for the right figure leaves open
    wrong = str(_fixed(article.event, statement.attribute[-1]) - chance.randint(11, 19))
    planted = _sentence(chance, article.event, statement.attribute, statement.scope_id, wrong, wrong, is_planted=True)
    article.paragraphs = [part.replace(statement.sentence, planted.sentence) for part in article.paragraphs]
    article.statements[place] = planted


def _correct(
    chance: random.Random, article: Article, statement: Statement, reports: Sequence[Article], truth: Truth
) -> None:
    """Turn a report of another outlet into a later word of the same one, with the right figure."""
    last = reports[-1]
    others = [each for each in last.statements if not _same_claim(each, statement)]
    if last is article or last.copied_from or any(each.copied_from == last.article_id for each in reports):
        truth.contradicted_claims.append((_claim(statement), article.article_id))
        return
    last.outlet = article.outlet
    last.published_on = max(last.published_on, article.published_on) + timedelta(days=8)
    right = str(_fixed(article.event, statement.attribute[-1]))
    correction = _sentence(chance, article.event, statement.attribute, statement.scope_id, right, right)
    kept = {each.sentence for each in others}
    last.paragraphs = [
        part
        for part in last.paragraphs
        if any(sentence in part for sentence in kept) or not any(s.sentence in part for s in last.statements)
    ]
    last.statements = [*others, correction]
    last.paragraphs.append(f"{correction.sentence} {filler(chance)}")
    truth.corrected_claims.append((_claim(statement), article.article_id))


class _Labels:
    """The label files, open for writing."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        (folder / "labels").mkdir()
        self._files = {
            name: (folder / where / f"{name}.csv").open("w", encoding="utf-8", newline="")
            for name, (where, _) in _COLUMNS.items()
        }
        self._writers = {name: csv.writer(file, lineterminator="\n") for name, file in self._files.items()}
        for name, (_, columns) in _COLUMNS.items():
            self._writers[name].writerow(columns.split())
        self._fact_count = 0

    def __enter__(self) -> "_Labels":
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def constants(self) -> None:
        """Write what does not depend on the events."""
        for number in range(OUTLETS):
            owner = f"owner-{number % OWNERS}" if number % OWNERS < OWNERS // 2 else ""
            self._write("sources", f"outlet-{number}", f"Outlet {number}", "outlet", owner, "")
        for number in range(OWNERS // 2):
            self._write("sources", f"owner-{number}", f"Owner {number}", "outlet", "", "")
        for number in range(WIRES):
            self._write("sources", f"wire-{number}", f"Wire {number}", "agency", "", "")
        for attribute in sorted({name.partition("/")[0] for name in VERSIONS} - {"cause"}):
            question = f"How many are told of as {attribute}?"
            self._write("attributes", attribute, "count", "people", "fixed", "true", "", question)
        self._write("attributes", "cause", "text", "", "fixed", "true", "", "What was the cause?")
        for scope in ("civilians", "fighters"):
            self._write("scopes", scope, f"Those who were {scope}", "")
        for cause in CAUSES:
            self._write("phrases", "cause", cause, cause)

    def event(self, event: Event) -> None:
        """Write an event, as the subject of its claims too."""
        self._write("events", event.event_id, f"Incident at {event.place}", f"{event.happened_on}", event.place)
        self._write("subjects", event.event_id, f"Incident {event.number} at {event.place}", "incident")

    def relation(self, event: Event, reports: Sequence[Article], truth: Truth) -> None:
        """Write how the event's dead sum, if each of the three claims is made by somebody."""
        whole = f"{event.event_id}/{event.event_id}/killed"
        claims = (whole, f"{whole}/civilians", f"{whole}/fighters")
        if not set(claims) <= {_claim(each) for article in reports for each in article.statements}:
            return
        relation = f"parts-{event.number:06d}"
        for claim in claims:
            self._write("relations", relation, "sum", "whole" if claim == whole else "part", claim, "")
        if event.has_false_sum:
            truth.false_sums.append((relation,))

    def article(self, article: Article, truth: Truth) -> None:
        """Write an article's file, its description, its facts and its mentions; add to what is true."""
        path = self._folder / "articles" / f"{article.article_id}.txt"
        path.write_text("\n\n".join([article.headline, *article.paragraphs]) + "\n", encoding="utf-8")
        self._write(
            "articles", article.article_id, "full", path.name, f"outlet-{article.outlet}", article.headline,
            f"{article.published_on}", "en", "", article.wire_id,
        )  # fmt: skip
        for statement in article.statements:
            self._fact_count += 1
            self._write(
                "facts", f"fact-{self._fact_count:07d}", article.article_id, article.event.event_id,
                statement.subject_id, statement.attribute, statement.scope_id, statement.value, "", "", "", "",
                "asserts", "", statement.exact, "", "world", f"{article.published_on}",
            )  # fmt: skip
        for name, person in dict(article.names).items():
            self._write("mentions", article.article_id, "", name, "", "")
            truth.names.append((article.article_id, name, person.number))
        if article.copied_from:
            truth.copies.append((article.copied_from, article.article_id))

    def _write(self, name: str, *cells: str) -> None:
        self._writers[name].writerow(cells)


def _write_truth(folder: Path, truth: Truth) -> None:
    tables: Iterator[tuple[str, str, Sequence[tuple[object, ...]]]] = iter(
        (
            ("contradicted_claims", "claim_id article_id", truth.contradicted_claims),
            ("false_sums", "relation_id", truth.false_sums),
            ("corrected_claims", "claim_id article_id", truth.corrected_claims),
            ("copies", "original_id copy_id", truth.copies),
            ("names", "article_id name person", truth.names),
        )
    )
    for name, columns, rows in tables:
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(columns.split())
            writer.writerows(rows)


_PYPROJECT = """\
[tool.wh]
keep_builds = 2
"""

_COLUMNS = {
    "articles": ("", "article_id edition file outlet_id title published_at language url wire_id"),
    "sources": ("labels", "source_id name kind owner_id person_id"),
    "subjects": ("labels", "subject_id name kind"),
    "scopes": ("labels", "scope_id description within_scope_id"),
    "events": ("labels", "event_id name happened_on place"),
    "attributes": ("labels", "attribute value_kind unit over_time single_valued tolerance question"),
    "phrases": ("labels", "attribute value phrase"),
    "mentions": ("labels", "article_id person_id exact role as_of"),
    "relations": ("labels", "relation_id kind role operand note"),
    "facts": (
        "labels",
        "fact_id article_id event_id subject_id attribute scope_id value unit as_of source_id via_id stance"
        " target_fact_id exact note labelled_by labelled_on",
    ),
}


def main() -> None:
    """Write a world from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--facts", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    write_world(asked.folder, asked.facts, asked.seed)


if __name__ == "__main__":
    main()

"""Draws who had a claim from whom as a tree: origins, the hands it passed through, articles; decides nothing."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

Step = tuple[str, str | None]
"""A name, and why it stands under the one before it."""


@dataclass(frozen=True, slots=True)
class Telling:
    """How one account has the claim.

    `hands` leads from the origin to the article: names, the origin first; it is empty for the article's own word.
    `reason` says in words why the account is known to lean on the other.
    """

    fact_id: str
    told_by: str
    hands: tuple[str, ...]
    leans_on_fact_id: str | None
    reason: str | None


@dataclass(frozen=True, slots=True)
class Branch:
    """An origin, a hand or an article, why it stands under the one above, and all that had it from there."""

    name: str
    reason: str | None
    branches: tuple["Branch", ...]


def grow(tellings: Sequence[Telling]) -> tuple[Branch, ...]:
    """Return a tree for each origin; accounts that reach one article by one path are one leaf of it."""
    by_fact = {telling.fact_id: telling for telling in tellings}
    return _branches([_path(telling, by_fact) for telling in tellings])


def lines_of(branches: Sequence[Branch]) -> Iterator[str]:
    """Yield the trees as lines of text, each origin at the margin and what had it from there below."""
    for branch in branches:
        yield _told(branch)
        yield from _lines_below(branch, "")


def _path(telling: Telling, by_fact: Mapping[str, Telling]) -> tuple[Step, ...]:
    steps: list[Step] = []
    passed = set()
    while True:
        passed.add(telling.fact_id)
        parent = by_fact.get(telling.leans_on_fact_id or "")
        # two that name each other lead nowhere: the one that is asked for stands below the other
        if parent is None or parent.fact_id in passed:
            break
        steps.append((telling.told_by, telling.reason))
        telling = parent
    return (*((hand, None) for hand in telling.hands), (telling.told_by, None), *reversed(steps))


def _branches(paths: Iterable[tuple[Step, ...]]) -> tuple[Branch, ...]:
    below: dict[Step, list[tuple[Step, ...]]] = {}
    for first, *rest in paths:
        further = below.setdefault(first, [])
        if rest:
            further.append(tuple(rest))
    return tuple(Branch(name, reason, _branches(further)) for (name, reason), further in below.items())


def _lines_below(branch: Branch, indent: str) -> Iterator[str]:
    for place, each in enumerate(branch.branches, start=1):
        is_last = place == len(branch.branches)
        yield f"{indent}{'└─' if is_last else '├─'} {_told(each)}"
        yield from _lines_below(each, indent + ("   " if is_last else "│  "))


def _told(branch: Branch) -> str:
    return f"{branch.name}, which {branch.reason}" if branch.reason else branch.name

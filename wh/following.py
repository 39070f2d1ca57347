"""What follows for a claim from related ones: the steps that narrow it, told after those of the claims they rest on.

Reads the built marts; infers nothing.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self

import duckdb


@dataclass(frozen=True, slots=True)
class Following:
    """How claims are narrowed by related ones: the steps of each, the claims of each relation, what relations say."""

    steps: Mapping[str, Sequence[tuple[Any, ...]]]
    operands: Mapping[str, Sequence[str]]
    details: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, con: duckdb.DuckDBPyConnection, claim_ids: Sequence[str]) -> Self:
        """Read the steps of these claims, of those that narrow them, and so on."""
        steps: dict[str, list[tuple[Any, ...]]] = {}
        operands: dict[str, list[str]] = {}
        waiting, seen = list(claim_ids), set(claim_ids)
        while waiting:
            rows = con.execute(
                "select claim_id, relation_id, given_by, kind, low_before, high_before, earliest_before_on,"
                " latest_before_on, low, high, earliest_on, latest_on from marts.claim_steps"
                " where claim_id in (select unnest(?)) order by claim_id, step",
                [waiting],
            ).fetchall()
            for claim_id, *step in rows:
                steps.setdefault(claim_id, []).append(tuple(step))
            links = con.execute(
                "select distinct relation_id, operand from staging.stg_relations"
                " where relation_id in (select unnest(?)) order by operand",
                [sorted({row[1] for row in rows if row[1]} - operands.keys())],
            ).fetchall()
            for relation_id, operand in links:
                operands.setdefault(relation_id, []).append(operand)
            waiting = [operand for operand in dict.fromkeys(operand for _, operand in links) if operand not in seen]
            seen.update(waiting)
        details: dict[str, list[str]] = {}
        told = con.execute(
            "select distinct operands.operand, relations.detail from marts.relations as relations"
            " inner join staging.stg_relations as operands using (relation_id)"
            " where operands.operand in (select unnest(?)) and relations.detail is not null order by all",
            [list(claim_ids)],
        ).fetchall()
        for claim_id, detail in told:
            details.setdefault(claim_id, []).append(detail)
        return cls(steps, operands, details)

    def lines(self, claim_id: str) -> tuple[str, ...]:
        """Tell how the claim was narrowed, after the steps of those claims that it was narrowed from."""
        told: list[str] = []
        seen: set[str] = set()

        def tell(claim: str) -> None:
            seen.add(claim)
            steps = self.steps.get(claim, ())
            for operand in sorted({one for step in steps for one in self.operands.get(step[0], ())}):
                if operand not in seen:
                    tell(operand)
            told.extend(_step(step, of=None if claim == claim_id else claim) for step in steps)

        tell(claim_id)
        return (*told, *self.details.get(claim_id, ()))


def _step(row: tuple[Any, ...], *, of: str | None) -> str:
    relation_id, given_by, kind, *ends = row
    about = f"{of.partition('/')[2]}: " if of else ""
    if kind == "large ring":
        return f"{about}{given_by}"
    by = relation_id or ("what was counted at another time" if kind == "growth" else "several relations together")
    given = f", given {given_by}" if given_by else ""
    return f"{about}{_ends(*ends[:4]) or 'anything'} becomes {_ends(*ends[4:])} by {by}{given}"


def _ends(low: float | None, high: float | None, earliest_on: date | None, latest_on: date | None) -> str:
    if earliest_on or latest_on:
        days = [None if day is None else day.isoformat() for day in (earliest_on, latest_on)]
        return days[0] or "" if days[0] == days[1] else "/".join(day or ".." for day in days)
    first, last = (None if end is None else f"{end:.10g}" for end in (low, completed(high)))
    return span(first, last, "..")


def span(low: str | None, high: str | None, between: str) -> str:
    """Return two ends in words: `9` where they are alike, else with a word between them; empty where both are open."""
    if low == high:
        return low or ""
    if low is None or high is None:
        return f"{high} or less" if low is None else f"{low} or more"
    return f"{low}{between}{high}"


def completed(high: float | None) -> float | None:
    """Return the last number of an age: who is 26 until the day before 27, so [26, 26.9973], is 26."""
    is_age = high is not None and high > 1 and round(high % 1, 4) == 0.9973
    return float(int(high)) if high is not None and is_age else high

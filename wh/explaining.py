"""One claim, whole: the question, every account in its own words, who had it from whom, what follows, what clashes.

Reads the published build; decides nothing.
"""

import re
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from wh import warehouse
from wh.errors import ProjectError, closest
from wh.origin_tree import Branch, Telling, grow
from wh.project import Project

# A sentence ends at a full stop before a capital, and where a line ends, unless the line was broken for its width:
# that one is long and stops in mid-sentence.
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)]*\s+(?=[\"'“‘«(]*[A-Z0-9“‘])|\n")
_BROKEN_LINE = re.compile(r"[^\n]{60,}[^\n.!?…:\"'”’»)]\n(?=\S)")
_LONGEST_CONTEXT = 240


@dataclass(frozen=True, slots=True)
class Interval:
    """What a fact or a claim gives: a closed interval of numbers or of days, or a text; None is an open end."""

    low: float | None
    high: float | None
    earliest_on: date | None
    latest_on: date | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Account:
    """What one article says of the claim, with the evidence in its sentence.

    `chain` leads from the origin to who told the article; `sentence[start:end]` is the evidence.
    """

    fact_id: str
    article_id: str
    outlet: str | None
    edition: str | None
    published_on: date | None
    sentence: str
    start: int
    end: int
    value: str | None
    stance: str
    as_of: str | None
    interval: Interval
    chain: tuple[str, ...]
    is_live: bool
    not_live_because: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Clash:
    """A disagreement that the claim has a part in, and what was decided about it."""

    disagreement_id: str
    rule: str
    severity: str
    state: str
    detail: str
    decision: str | None
    reason: str | None
    fact_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """All that the warehouse knows of one claim."""

    claim_id: str
    question: str
    event: str | None
    subject: str | None
    scope: str | None
    value_kind: str
    unit: str | None
    agreement: str
    is_retracted: bool
    interval: Interval
    inferred: Interval
    support: int
    dissent: int
    article_count: int
    outlet_count: int
    owner_count: int
    origin_low: int
    origin_high: int
    is_single_origin: bool | None
    accounts: tuple[Account, ...]
    origins: tuple[Branch, ...]
    follows: tuple[str, ...]
    clashes: tuple[Clash, ...]


def explain(project: Project, wanted: str, *, unpublished: bool = False, build_id: str | None = None) -> Explanation:
    """Return the claim that `wanted` names: its id, or a part of it that no other claim has.

    `unpublished` asks what the last build left that was not published, `build_id` a build that is kept.
    """
    con = warehouse.open_asked(project, unpublished=unpublished, build_id=build_id)
    try:
        claim_id = _find(con, wanted)
        return _explanation(con, claim_id)
    except duckdb.CatalogException as cause:
        raise ProjectError(
            f"No claim can be explained before the models are built: {str(cause).splitlines()[0]}",
            at="the command line",
            way_out="`wh build`",
        ) from cause
    finally:
        con.close()


def sentence_around(text: str, start: int, end: int) -> tuple[str, int, int]:
    """Return the sentence in which `text[start:end]` stands, and where it stands in that sentence.

    A sentence longer than 240 characters is cut to the words around the evidence.
    """
    broken = {match.end() for match in _BROKEN_LINE.finditer(text)}
    ends = [match.end() for match in _SENTENCE_END.finditer(text) if match.end() not in broken]
    first = max((at for at in ends if at <= start), default=0)
    last = min((at for at in ends if at >= end), default=len(text))
    if last - first > _LONGEST_CONTEXT:
        spare = max((_LONGEST_CONTEXT - (end - start)) // 2, 0)
        first, last = _whole_words(text, max(first, start - spare), min(last, end + spare), first, last)
    stripped = text[first:last].rstrip()
    lead = len(stripped) - len(stripped.lstrip())
    return stripped[lead:], start - first - lead, end - first - lead


def _whole_words(text: str, left: int, right: int, first: int, last: int) -> tuple[int, int]:
    while left > first and not text[left - 1].isspace():
        left -= 1
    while right < last and not text[right].isspace():
        right += 1
    return left, right


def _find(con: duckdb.DuckDBPyConnection, wanted: str) -> str:
    """Return the one claim that is meant: by its id, else by its last parts, its whole parts, or words in them."""
    questions = dict(con.execute("select claim_id, question from marts.claims order by claim_id").fetchall())
    if wanted in questions:
        return wanted
    words = wanted.lower().replace("/", " ").split()
    for meant in (_ends_with, _has_parts, _has_words):
        near = [claim for claim in questions if words and meant(claim.lower().split("/"), words)]
        if len(near) == 1:
            return str(near[0])
        if near:
            raise ProjectError(
                f"{len(near)} claims could be meant by `{wanted}`.",
                at="the command line",
                way_out="more of one of these ids:"
                + "".join(f"\n      {c}  {questions[c]}" for c in near[:20])
                + ("\n      …" if len(near) > 20 else ""),
            )
    by_tail = {claim.split("/", 1)[-1]: claim for claim in questions}
    found = closest(wanted, questions) or by_tail.get(closest(wanted, by_tail) or "")
    raise ProjectError(
        f"There is no claim `{wanted}`.",
        at="the command line",
        way_out=f"`{found}`, the closest id" if found else "`wh query 'select claim_id, question from claims'`",
    )


def _ends_with(parts: list[str], words: list[str]) -> bool:
    return parts[-len(words) :] == words


def _has_parts(parts: list[str], words: list[str]) -> bool:
    return set(words) <= set(parts)


def _has_words(parts: list[str], words: list[str]) -> bool:
    return all(any(word in part for part in parts) for word in words)


def _explanation(con: duckdb.DuckDBPyConnection, claim_id: str) -> Explanation:
    row = con.execute(
        "select question, value_kind, unit, agreement, is_retracted, low, high, earliest_on, latest_on, value_text,"
        " inferred_low, inferred_high, inferred_earliest_on, inferred_latest_on, support,"
        " dissent_count, article_count, outlet_count, owner_count, origin_count_low, origin_count_high,"
        " events.name, subject_name, scope_description, is_single_origin"
        " from marts.claims as claims left join staging.stg_events as events using (event_id) where claim_id = ?",
        [claim_id],
    ).fetchone()
    assert row is not None, "the id was just found"
    accounts = _accounts(con, claim_id)
    return Explanation(
        claim_id=claim_id,
        question=row[0],
        event=row[21],
        subject=row[22],
        scope=row[23],
        value_kind=row[1],
        unit=row[2],
        agreement=row[3],
        is_retracted=row[4],
        interval=Interval(*row[5:10]),
        inferred=Interval(row[10], row[11], row[12], row[13], None),
        support=row[14],
        dissent=row[15],
        article_count=row[16],
        outlet_count=row[17],
        owner_count=row[18],
        origin_low=row[19],
        origin_high=row[20],
        is_single_origin=row[24],
        accounts=accounts,
        origins=_origins(con, claim_id, accounts),
        follows=_follows(con, claim_id),
        clashes=_clashes(con, claim_id),
    )


def _accounts(con: duckdb.DuckDBPyConnection, claim_id: str) -> tuple[Account, ...]:
    names = dict(con.execute("select source_id, name from marts.sources").fetchall())
    chains: dict[str, list[str]] = {}
    links = con.execute("select fact_id, source_id from staging.stg_fact_chain order by fact_id, position").fetchall()
    for fact_id, source_id in links:
        chains.setdefault(fact_id, []).append(source_id)
    rows = con.execute(
        "select facts.fact_id, facts.article_id, facts.outlet_id, articles.edition, articles.published_on,"
        " articles.text, facts.evidence_start, facts.evidence_end, facts.exact, facts.value, facts.stance,"
        " facts.as_of, facts.low, facts.high, facts.earliest_on, facts.latest_on, facts.value_text, facts.via_id,"
        " facts.source_id, facts.is_live, facts.not_live_because, facts.note"
        " from marts.facts left join intermediate.int_articles__newest as articles using (article_id)"
        " where facts.claim_id = ? order by articles.published_on nulls last, facts.article_id, facts.evidence_start",
        [claim_id],
    ).fetchall()
    found = []
    for row in rows:
        text, start, end, exact = row[5], row[6], row[7], row[8]
        known = text is not None and start is not None
        sentence, start, end = sentence_around(text, start, end) if known else (exact, 0, len(exact))
        steps = [row[17], *chains.get(row[0], []), row[18]]
        chain = tuple(dict.fromkeys(names.get(step, step) for step in reversed(steps) if step))
        found.append(
            Account(
                fact_id=row[0],
                article_id=row[1],
                outlet=names.get(row[2], row[2]),
                edition=row[3],
                published_on=row[4],
                sentence=sentence,
                start=start,
                end=end,
                value=row[9],
                stance=row[10],
                as_of=row[11],
                interval=Interval(*row[12:17]),
                chain=chain,
                is_live=row[19],
                not_live_because=row[20],
                note=row[21],
            )
        )
    return tuple(found)


def _origins(con: duckdb.DuckDBPyConnection, claim_id: str, accounts: tuple[Account, ...]) -> tuple[Branch, ...]:
    """Return who had it from whom, of the accounts that count and assert it."""
    rows = con.execute(
        "select groups.fact_id, leaning.leans_on_fact_id, leaning.reason, leaning.shared_share, leaning.is_directed,"
        " case when not groups.is_own_voice then coalesce(people.name, sources.name, origins.name, groups.origin_id)"
        " when groups.origin_group_id not in (groups.voice_id, groups.origin_id)"
        " then coalesce(people.name, sources.name, origins.name) when groups.origin_id <> groups.voice_id"
        " then origins.name end"
        " from intermediate.int_facts__with_groups as groups"
        " left join intermediate.int_facts__leaning as leaning using (fact_id)"
        " left join marts.sources as sources on groups.origin_group_id = sources.source_id"
        " left join marts.sources as origins on groups.origin_id = origins.source_id"
        " left join staging.stg_people as people on groups.origin_group_id = concat('person:', people.person_id)"
        " where groups.claim_id = ?",
        [claim_id],
    ).fetchall()
    known = {row[0]: row[1:] for row in rows}
    tellings = []
    for account in accounts:
        if not account.is_live or account.stance != "asserts":
            continue
        leans_on, reason, share, is_directed, origin = known[account.fact_id]
        hands = (origin, *(name for name in account.chain if name != origin)) if origin else ()
        tellings.append(
            Telling(account.fact_id, _told_by(account), hands, leans_on, _reason(reason, share, is_directed))
        )
    return grow(tellings)


_REASONS = {"through": "names it", "cites": "cites it", "credits": "credits it", "reuses text": "reuses its text"}


def _reason(reason: str | None, share: float | None, is_directed: bool | None) -> str | None:
    if reason is None:
        return None
    shared = "" if share is None else f" ({share:.0%} of the shorter one's words)"
    return f"{_REASONS[reason]}{shared}{'' if is_directed else ', or the other way round'}"


def _told_by(account: Account) -> str:
    return f"{account.outlet} ({account.article_id})" if account.outlet else f"{account.article_id}, outlet not known"


def _follows(con: duckdb.DuckDBPyConnection, claim_id: str) -> tuple[str, ...]:
    rows = con.execute(
        "select distinct relations.detail from marts.relations as relations"
        " inner join staging.stg_relations as operands using (relation_id)"
        " where operands.operand = ? and relations.detail is not null order by 1",
        [claim_id],
    ).fetchall()
    return (*_steps(con, claim_id), *(row[0] for row in rows))


def _steps(con: duckdb.DuckDBPyConnection, claim_id: str) -> tuple[str, ...]:
    """Tell how the claim was narrowed, after the steps of those claims that it was narrowed from."""
    told: list[str] = []
    seen: set[str] = set()

    def tell(claim: str) -> None:
        seen.add(claim)
        rows = con.execute(
            "select relation_id, given_by, kind, low_before, high_before, earliest_before_on, latest_before_on,"
            " low, high, earliest_on, latest_on from marts.claim_steps where claim_id = ? order by step",
            [claim],
        ).fetchall()
        for operand in _operands(con, [row[0] for row in rows]):
            if operand not in seen:
                tell(operand)
        told.extend(_step(row, of=None if claim == claim_id else claim) for row in rows)

    tell(claim_id)
    return tuple(told)


def _operands(con: duckdb.DuckDBPyConnection, relation_ids: list[str | None]) -> list[str]:
    rows = con.execute(
        "select distinct operand from staging.stg_relations where relation_id = any(?) order by 1",
        [[one for one in relation_ids if one]],
    ).fetchall()
    return [row[0] for row in rows]


def _step(row: tuple[Any, ...], *, of: str | None) -> str:
    relation_id, given_by, kind, *ends = row
    by = relation_id or ("what was counted at another time" if kind == "growth" else "several relations together")
    about = f"{of.partition('/')[2]}: " if of else ""
    given = f", given {given_by}" if given_by else ""
    return f"{about}{_ends(*ends[:4]) or 'anything'} becomes {_ends(*ends[4:])} by {by}{given}"


def _ends(low: float | None, high: float | None, earliest_on: date | None, latest_on: date | None) -> str:
    sides = [None if end is None else f"{end:.10g}" for end in (low, high)]
    mark = ".."
    if earliest_on or latest_on:
        sides, mark = [None if day is None else day.isoformat() for day in (earliest_on, latest_on)], "/"
    if sides[0] == sides[1]:
        return sides[0] or ""
    return mark.join(side or ("" if mark == ".." else "..") for side in sides)


def _clashes(con: duckdb.DuckDBPyConnection, claim_id: str) -> tuple[Clash, ...]:
    rows = con.execute(
        "select disagreements.disagreement_id, disagreements.rule, disagreements.severity,"
        " disagreements.state, disagreements.detail, disagreements.decision, rulings.reason,"
        " list(distinct parts.fact_id order by parts.fact_id)"
        " from marts.disagreements as disagreements"
        " left join marts.disagreement_facts as parts using (disagreement_id)"
        " left join marts.facts as facts on parts.fact_id = facts.fact_id"
        " left join staging.stg_rulings as rulings using (disagreement_id)"
        " group by all having bool_or(disagreements.claim_id = $1) or bool_or(facts.claim_id = $1) order by 1",
        [claim_id],
    ).fetchall()
    return tuple(Clash(*(*row[:-1], tuple(row[-1] or ()))) for row in rows)

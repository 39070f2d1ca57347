"""One claim, whole: the question, every account in its own words, who had it from whom, what follows, what clashes.

Reads the published build; decides nothing.
"""

import re
from dataclasses import dataclass
from datetime import date

import duckdb

from wh import warehouse
from wh.errors import ProjectError, closest
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
    accounts: tuple[Account, ...]
    follows: tuple[str, ...]
    clashes: tuple[Clash, ...]


def explain(project: Project, wanted: str, *, unpublished: bool = False) -> Explanation:
    """Return the claim that `wanted` names: its id, or a part of it that no other claim has.

    `unpublished` asks what the last build left that was not published.
    """
    con = warehouse.open_unpublished(project) if unpublished else warehouse.open_published(project)
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
        " inferred_low, inferred_high, inferred_earliest_on, inferred_latest_on, inferred_because, support,"
        " dissent_count, article_count, outlet_count, owner_count, origin_count_low, origin_count_high,"
        " events.name, subject_name, scope_description"
        " from marts.claims as claims left join staging.stg_events as events using (event_id) where claim_id = ?",
        [claim_id],
    ).fetchone()
    assert row is not None, "the id was just found"
    return Explanation(
        claim_id=claim_id,
        question=row[0],
        event=row[22],
        subject=row[23],
        scope=row[24],
        value_kind=row[1],
        unit=row[2],
        agreement=row[3],
        is_retracted=row[4],
        interval=Interval(*row[5:10]),
        inferred=Interval(row[10], row[11], row[12], row[13], None),
        support=row[15],
        dissent=row[16],
        article_count=row[17],
        outlet_count=row[18],
        owner_count=row[19],
        origin_low=row[20],
        origin_high=row[21],
        accounts=_accounts(con, claim_id),
        follows=_follows(con, claim_id, row[14]),
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


def _follows(con: duckdb.DuckDBPyConnection, claim_id: str, because: str | None) -> tuple[str, ...]:
    rows = con.execute(
        "select distinct relations.detail from marts.relations as relations"
        " inner join staging.stg_relations as operands using (relation_id)"
        " where operands.operand = ? and relations.detail is not null order by 1",
        [claim_id],
    ).fetchall()
    return (*((because,) if because else ()), *(row[0] for row in rows))


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

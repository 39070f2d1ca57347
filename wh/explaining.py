"""One claim or person, whole: every account in its own words, who had it from whom, what follows, what clashes.

Reads the published build; decides nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb

from wh import warehouse
from wh.double_labels import OtherLabel, other_labels
from wh.errors import ProjectError, closest
from wh.following import Following
from wh.naming import Person, people_of, person
from wh.origin_tree import Branch, Telling, grow
from wh.project import Project
from wh.sentences import Sentences

PEOPLE = "people/"
"""What the id of a person begins with, where the ids of claims are asked for too."""


@dataclass(frozen=True, slots=True)
class Interval:
    """What a fact or a claim gives: a closed interval of numbers or of days, or a text; None is an open end."""

    low: float | None
    high: float | None
    earliest_on: date | None
    latest_on: date | None
    text: str | None


@dataclass(frozen=True, slots=True)
class Target:
    """What an account takes back or corrects, and why it cannot, if so, in words that follow on it."""

    fact_id: str
    words: str
    told_by: str
    no_effect_because: str | None


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
    target: Target | None = None
    labelled_by: str | None = None
    other_labels: tuple[OtherLabel, ...] = ()


@dataclass(frozen=True, slots=True)
class Clash:
    """A disagreement that the claim has a part in, and what was decided about it.

    `changed` says what the ruling was made on and is no more so.
    """

    disagreement_id: str
    rule: str
    severity: str
    state: str
    detail: str
    decision: str | None
    reason: str | None
    decided_by: str | None
    decided_on: date | None
    expires_on: date | None
    preferred_fact_id: str | None
    fact_ids: tuple[str, ...]
    changed: str | None = None


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
    people: tuple[Person, ...]
    follows: tuple[str, ...]
    clashes: tuple[Clash, ...]


def explain(project: Project, wanted: str, *, unpublished: bool = False, build_id: str | None = None) -> Explanation:
    """Return the claim that `wanted` names: its id, or a part of it that no other claim has.

    `unpublished` asks what the last build left that was not published, `build_id` a build that is kept.
    """
    with _asked(project, unpublished, build_id) as con:
        (found,) = explanations(con, [_find(con, wanted)])
        told = ((account.article_id, account.sentence) for account in found.accounts)
        return replace(found, people=people_of(con, found.claim_id, told))


def explain_person(project: Project, wanted: str, *, unpublished: bool = False, build_id: str | None = None) -> Person:
    """Return the person whom `people/ID` names, with every spelling."""
    person_id = wanted.removeprefix(PEOPLE)
    with _asked(project, unpublished, build_id) as con:
        found = person(con, person_id)
        if found is None:
            ids = [row[0] for row in con.execute("select person_id from marts.people order by 1").fetchall()]
            near = closest(person_id, ids)
            raise ProjectError(
                f"There is no person `{wanted}`.",
                at="the command line",
                way_out=f"`{PEOPLE}{near}`, the closest id" if near else "`wh query 'select person_id from people'`",
            )
        return found


@contextmanager
def _asked(project: Project, unpublished: bool, build_id: str | None) -> Iterator[duckdb.DuckDBPyConnection]:
    con = warehouse.open_asked(project, unpublished=unpublished, build_id=build_id)
    try:
        yield con
    except (duckdb.CatalogException, duckdb.BinderException) as cause:  # a table, or a column of one
        raise ProjectError(
            f"The build that is asked lacks what an explanation takes: {str(cause).splitlines()[0]}",
            at="the command line",
            way_out="`wh build`, which builds the models that are missing" + (", without --build" if build_id else ""),
        ) from cause
    finally:
        con.close()


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


def explanations(con: duckdb.DuckDBPyConnection, claim_ids: Sequence[str]) -> Iterator[Explanation]:
    """Yield these claims, each whole but for who is who, in this order; as many questions for a thousand as for one."""
    rows = con.execute(
        "select claim_id, question, events.name, subject_name, scope_description, value_kind, unit, agreement,"
        " is_retracted, low, high, earliest_on, latest_on, value_text,"
        " inferred_low, inferred_high, inferred_earliest_on, inferred_latest_on, support,"
        " dissent_count, article_count, outlet_count, owner_count, origin_count_low, origin_count_high,"
        " is_single_origin from marts.claims left join staging.stg_events as events using (event_id)"
        " where claim_id in (select unnest(?))",
        [list(claim_ids)],
    ).fetchall()
    found = {row[0]: row for row in rows}
    accounts = _accounts(con, claim_ids)
    leanings = _leanings(con, claim_ids)
    follows = Following.of(con, claim_ids)
    clashes = _clashes(con, claim_ids)
    for claim_id in claim_ids:
        row = found[claim_id]
        told = tuple(accounts.get(claim_id, ()))
        yield Explanation(
            claim_id=claim_id,
            question=row[1],
            event=row[2],
            subject=row[3],
            scope=row[4],
            value_kind=row[5],
            unit=row[6],
            agreement=row[7],
            is_retracted=row[8],
            interval=Interval(*row[9:14]),
            inferred=Interval(row[14], row[15], row[16], row[17], None),
            support=row[18],
            dissent=row[19],
            article_count=row[20],
            outlet_count=row[21],
            owner_count=row[22],
            origin_low=row[23],
            origin_high=row[24],
            is_single_origin=row[25],
            accounts=told,
            origins=_origins(told, leanings),
            people=(),
            follows=follows.lines(claim_id),
            clashes=tuple(clashes.get(claim_id, ())),
        )


def _accounts(con: duckdb.DuckDBPyConnection, claim_ids: Sequence[str]) -> dict[str, list[Account]]:
    names = dict(con.execute("select source_id, name from marts.sources").fetchall())
    wanted = "(select fact_id from marts.facts where claim_id in (select unnest($ids)))"
    ids = {"ids": list(claim_ids)}
    chains: dict[str, list[str]] = {}
    links = con.execute(
        f"select fact_id, source_id from staging.stg_fact_chain where fact_id in {wanted} order by fact_id, position",
        ids,
    ).fetchall()
    for fact_id, source_id in links:
        chains.setdefault(fact_id, []).append(source_id)
    articles = "select article_id from marts.facts where claim_id in (select unnest($ids))"
    texts = dict(
        con.execute(
            f"select article_id, text from intermediate.int_articles__newest where article_id in ({articles})", ids
        ).fetchall()
    )
    rows = con.execute(
        "select facts.claim_id, facts.fact_id, facts.article_id, facts.outlet_id, articles.edition,"
        " articles.published_on, facts.evidence_start, facts.evidence_end,"
        # a record has no sentence: what it tells is the value
        " coalesce(facts.exact, facts.value, ''), facts.value, facts.stance,"
        " facts.as_of, facts.low, facts.high, facts.earliest_on, facts.latest_on, facts.value_text, facts.via_id,"
        " facts.source_id, facts.is_live,"
        " facts.not_live_because"
        " || coalesce(case when not facts.is_retracted then ' (' || gone.gone_on || ')' end, ''), facts.note,"
        " facts.labelled_by"
        " from marts.facts left join intermediate.int_articles__newest as articles using (article_id)"
        " left join intermediate.int_facts__gone as gone using (fact_id)"
        " where facts.claim_id in (select unnest($ids))"
        " order by facts.article_id, facts.evidence_start, facts.fact_id",
        ids,
    ).fetchall()
    targets = _targets(con, ids, names)
    others = other_labels(con, claim_ids)
    edges = _edges(con, list(texts))
    sentences = {text_id: Sentences(text, edges.get(text_id, ())) for text_id, text in texts.items()}
    found: dict[str, list[Account]] = {}
    for row in rows:
        claim_id, fact_id, article_id, start, end, exact = *row[:3], *row[6:9]
        known = article_id in sentences and start is not None
        sentence, start, end = sentences[article_id].around(start, end) if known else (exact, 0, len(exact))
        steps = [row[17], *chains.get(fact_id, []), row[18]]
        account = Account(
            fact_id=fact_id,
            article_id=article_id,
            outlet=names.get(row[3], row[3]),
            edition=row[4],
            published_on=row[5],
            sentence=sentence,
            start=start,
            end=end,
            value=row[9],
            stance=row[10],
            as_of=row[11],
            interval=Interval(*row[12:17]),
            chain=tuple(dict.fromkeys(names.get(step, step) for step in reversed(steps) if step)),
            is_live=row[19],
            not_live_because=row[20],
            note=row[21],
            target=targets.get(fact_id),
            labelled_by=row[22],
            other_labels=others.get(fact_id, ()),
        )
        found.setdefault(claim_id, []).append(account)
    for accounts in found.values():
        accounts.sort(key=lambda account: account.published_on or date.max)
    return found


def _edges(con: duckdb.DuckDBPyConnection, article_ids: Sequence[str]) -> dict[str, list[int]]:
    """Return where passages that are no part of an article's own text begin and end, by article."""
    rows = con.execute(
        "select article_id, list(passage_start) || list(passage_end) from intermediate.int_passages__located"
        " where passage_start is not null and article_id in (select unnest(?)) group by article_id",
        [article_ids],
    ).fetchall()
    return dict(rows)


def _targets(
    con: duckdb.DuckDBPyConnection, ids: Mapping[str, Sequence[str]], names: Mapping[str, str]
) -> dict[str, Target]:
    """Return what each retraction and correction of these claims names."""
    rows = con.execute(
        "select judged.fact_id, targets.fact_id, targets.exact, targets.outlet_id, targets.article_id,"
        " judged.no_effect_because from intermediate.int_retractions__judged as judged"
        " inner join marts.facts as targets on judged.target_fact_id = targets.fact_id"
        " where judged.claim_id in (select unnest($ids))",
        ids,
    ).fetchall()
    return {row[0]: Target(row[1], row[2], _teller(names.get(row[3], row[3]), row[4]), row[5]) for row in rows}


def _leanings(con: duckdb.DuckDBPyConnection, claim_ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    """Return of each fact: the one it leans on, why, the share of words in both, whether it is certain, its origin."""
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
        " where groups.claim_id in (select unnest(?))",
        [list(claim_ids)],
    ).fetchall()
    return {row[0]: row[1:] for row in rows}


def _origins(accounts: tuple[Account, ...], leanings: Mapping[str, tuple[Any, ...]]) -> tuple[Branch, ...]:
    """Return who had it from whom, of the accounts that count and assert it."""
    tellings = []
    for account in accounts:
        if not account.is_live or account.stance != "asserts":
            continue
        leans_on, reason, share, is_directed, origin = leanings[account.fact_id]
        hands = (origin, *(name for name in account.chain if name != origin)) if origin else ()
        tellings.append(
            Telling(account.fact_id, told_by(account), hands, leans_on, _reason(reason, share, is_directed))
        )
    return grow(tellings)


_REASONS = {"through": "names it", "cites": "cites it", "credits": "credits it", "reuses text": "reuses its text"}


def _reason(reason: str | None, share: float | None, is_directed: bool | None) -> str | None:
    if reason is None:
        return None
    shared = "" if share is None else f" ({share:.0%} of the shorter one's words)"
    return f"{_REASONS[reason]}{shared}{'' if is_directed else ', or the other way round'}"


def told_by(account: Account) -> str:
    """Return the outlet and the article that an account is of, in words."""
    return _teller(account.outlet, account.article_id)


def _teller(outlet: str | None, article_id: str) -> str:
    return f"{outlet} ({article_id})" if outlet else f"{article_id}, outlet not known"


def _clashes(con: duckdb.DuckDBPyConnection, claim_ids: Sequence[str]) -> dict[str, list[Clash]]:
    rows = con.execute(
        "with parts as (select parts.*, facts.claim_id from marts.disagreement_facts as parts"
        " left join marts.facts as facts using (fact_id)),"
        " touched as (select disagreement_id, claim_id from marts.disagreements"
        " union select disagreement_id, claim_id from parts),"
        " whole as (select disagreement_id, list(fact_id order by fact_id) as fact_ids from parts group by all)"
        " select touched.claim_id, disagreements.disagreement_id, disagreements.rule, disagreements.severity,"
        " disagreements.state, disagreements.detail, disagreements.decision, rulings.reason, rulings.decided_by,"
        " rulings.decided_on, disagreements.expires_on, disagreements.preferred_fact_id, whole.fact_ids"
        " from touched inner join marts.disagreements as disagreements using (disagreement_id)"
        " left join whole using (disagreement_id)"
        " left join staging.stg_rulings as rulings using (disagreement_id)"
        " where touched.claim_id in (select unnest(?)) order by disagreements.disagreement_id",
        [list(claim_ids)],
    ).fetchall()
    changed = changed_grounds(con)
    found: dict[str, list[Clash]] = {}
    for claim_id, *row in rows:
        found.setdefault(claim_id, []).append(Clash(*(*row[:-1], tuple(row[-1] or ()), changed.get(row[0]))))
    return found


def changed_grounds(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return, for each disagreement whose ruling was made on what is no more so, what the rule on that says."""
    rows = con.execute(
        "select regexp_extract(detail, ' on (\\S+) was made on ', 1), detail from quality.violations"
        " where rule = 'rulings_stand_on_their_grounds' and build_id = (select max(build_id) from quality.builds)"
    ).fetchall()
    return dict(rows)

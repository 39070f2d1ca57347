"""Each rule with tables that hold it and tables that break it: rows to be read by a person."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.expectations import cases_of_labellers, cases_of_labels
from wh.results import Answer

Row = dict[str, Any]
Tables = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Case:
    """A rule, the tables beside its own, rows that hold it, rows that break it, and what is said of those."""

    table: str
    expectation: str
    held: Tables
    broken: Tables
    said: str
    beside: Tables = field(default_factory=dict)
    kwargs: Row = field(default_factory=dict)


@dataclass(frozen=True)
class Fixture:
    """A rule over tables, given as SQL, and what it answers; `said` stands in the detail of the row that breaks it."""

    name: str
    table: str
    expectation: str
    kwargs: Mapping[str, Any]
    sql: str
    answer: Answer
    said: str | None = None


def fixtures() -> list[Fixture]:
    """Return each rule over tables that hold it, that break it and that are empty; `TABLES` makes the tables."""
    return [
        Fixture(f"{name}, {answer}", case.table, case.expectation, case.kwargs, inserted(*groups), answer, said)
        for name, case in CASES.items()
        for answer, groups, said in (
            (Answer.HELD, (case.beside, case.held), None),
            (Answer.BROKEN, (case.beside, case.broken), case.said),
            (Answer.UNANSWERED, (), None),
        )
    ]


def inserted(*groups: Tables) -> str:
    """Return the SQL that puts rows into their tables; of what a row does not name, null."""
    return "\n".join(
        f"insert into {table} ({', '.join(row)}) values ({', '.join(map(_literal, row.values()))});"
        for group in groups
        for table, rows in group.items()
        for row in rows
    )


def _literal(value: Any) -> str:
    if value is None:
        return "null"
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    return str(value)


def fact(**values: Any) -> Row:
    return {"fact_id": "f1", "claim_id": "e/s/a", "article_id": "one", "stance": "asserts", **values}


def claim(**values: Any) -> Row:
    return {"claim_id": "e/s/a", "agreement": "compatible", "unit": "people", "support": 1, **values}


def relation(kind: str, **operands: str) -> list[Row]:
    return [
        {"relation_id": "r1", "kind": kind, "role": role.rstrip("0123456789"), "operand": operand}
        for role, operand in operands.items()
    ]


def judged(name_a: str, name_b: str, judgement: str, line: int) -> Row:
    return {"name_a": name_a, "name_b": name_b, "judgement": judgement, "file": "labels.csv", "line": line}


def quoted(quote_id: str, exact: str | None, **values: Any) -> Row:
    return {"quote_id": quote_id, "article_id": f"in-{quote_id}", "exact": exact, "is_verbatim": True} | values


def sums(low: int, high: int) -> list[Row]:
    parts = [claim(claim_id=name, low=value, high=value) for name, value in (("part/a", 9), ("part/b", 114))]
    return [claim(claim_id="whole", low=low, high=high), *parts]


WORDED = fact(exact="more than 123", words_say=">123", is_borne_out=True, file="facts.csv", line=7)
del WORDED["stance"]
DISAGREEMENT = {"disagreement_id": "d1", "claim_id": "e/s/a", "rule": "sources_agree", "severity": "warning"}
DROPPED = fact(
    exact="nine left", evidence_state="orphaned", gone_in_version=2, gone_on="2025-12-14", is_retracted=False
)
RETRACTION = {"fact_id": "f2", "target_fact_id": "f1", "claim_id": "e/s/a", "is_correction": False}
CORRECTION = RETRACTION | {"is_correction": True}
TEXT = [{"article_id": "one", "text": "In all, 123 people were freed — “at last”, she said."}]

CASES = {
    "evidence anchored": Case(
        "marts.facts",
        "expect_evidence_to_be_anchored",
        held={"marts.facts": [fact(exact="123 people", evidence_start=8, evidence_end=18, evidence_state="anchored")]},
        broken={
            "marts.facts": [fact(exact="124 people", evidence_start=8, evidence_end=18, evidence_state="anchored")]
        },
        beside={"intermediate.int_articles__newest": TEXT},
        said='"124 people" is not what stands at 8: "123 people"',
    ),
    "evidence that is not in the text": Case(
        "marts.facts",
        "expect_evidence_to_be_anchored",
        held={"marts.facts": [fact(exact='freed - "at', evidence_start=24, evidence_end=35, evidence_state="moved")]},
        broken={"marts.facts": [fact(exact="nobody", evidence_state="orphaned")]},
        beside={"intermediate.int_articles__newest": TEXT},
        said='"nobody" is not in the text',
    ),
    "evidence that a version dropped": Case(
        "marts.facts",
        "expect_dropped_words_to_be_looked_at",
        held={"marts.facts": [DROPPED | {"note": "Version 2 drops it without a word."}]},
        broken={"marts.facts": [DROPPED | {"note": "as in version 21"}]},
        said='"nine left" is gone in version 2 of one (2025-12-14) and nothing new is labelled on its claim: label the'
        ' new words, or note "version 2 drops it"',
    ),
    "evidence that gave way to other words": Case(
        "marts.facts",
        "expect_dropped_words_to_be_looked_at",
        held={"marts.facts": [DROPPED, fact(fact_id="f2", exact="ten left", evidence_state="anchored")]},
        broken={"marts.facts": [DROPPED, fact(fact_id="f2", article_id="two", evidence_state="anchored")]},
        said='"nine left" is gone in version 2 of one (2025-12-14) and nothing new is labelled on its claim: label the'
        ' new words, or note "version 2 drops it"',
    ),
    "evidence cut out of a longer number": Case(
        "marts.facts",
        "expect_evidence_to_be_anchored",
        held={"marts.facts": [fact(exact="123 people", evidence_start=8, evidence_end=18, evidence_state="anchored")]},
        broken={"marts.facts": [fact(exact="23 people", evidence_start=9, evidence_end=18, evidence_state="moved")]},
        beside={"intermediate.int_articles__newest": TEXT},
        said='"23 people" is cut out of a longer number at 9',
    ),
    "evidence bears out a number": Case(
        "staging.stg_facts",
        "expect_evidence_to_bear_out_value",
        held={
            "staging.stg_facts": [fact(attribute="freed", value="8..9", exact="8 or 9")],
            "intermediate.int_facts__worded": [{"fact_id": "f1", "is_borne_out": True}],
        },
        broken={
            "staging.stg_facts": [fact(attribute="freed", value="132", exact="123")],
            "intermediate.int_facts__worded": [{"fact_id": "f1", "is_borne_out": False}],
        },
        beside={"staging.stg_attributes": [{"attribute": "freed", "value_kind": "count"}]},
        said='"123" does not bear out freed = 132',
    ),
    "a value reads as worded": Case(
        "intermediate.int_facts__worded",
        "expect_value_to_read_as_worded",
        held={"intermediate.int_facts__worded": [WORDED | {"value": ">123", "is_alike": True}]},
        broken={"intermediate.int_facts__worded": [WORDED | {"value": "123", "is_alike": False}]},
        said='facts.csv:7: "more than 123" says >123, the label says 123',
    ),
    "days in the calendar": Case(
        "intermediate.int_days__read",
        "expect_days_to_be_in_the_calendar",
        held={"intermediate.int_days__read": [{"fact_id": "f1", "reading": 1, "words": "Friday 12 December 2025"}]},
        broken={
            "intermediate.int_days__read": [
                {
                    "fact_id": "f1",
                    "reading": 1,
                    "words": "Saturday 12 December 2025",
                    "slip": "2025-12-12 is a Friday, not a Saturday",
                }
            ]
        },
        beside={"staging.stg_facts": [fact(file="facts.csv", line=7)]},
        said='facts.csv:7: "Saturday 12 December 2025": 2025-12-12 is a Friday, not a Saturday',
    ),
    "evidence bears out a day that the reader reads": Case(
        "staging.stg_facts",
        "expect_evidence_to_bear_out_value",
        held={
            "staging.stg_facts": [fact(attribute="freed_on", value="2025-11", exact="early last month")],
            "intermediate.int_facts__worded": [{"fact_id": "f1", "is_borne_out": True}],
        },
        broken={"staging.stg_facts": [fact(attribute="freed_on", value="2025-11", exact="at long last")]},
        beside={"staging.stg_attributes": [{"attribute": "freed_on", "value_kind": "date"}]},
        said='"at long last" does not bear out freed_on = 2025-11',
    ),
    "evidence bears out a day": Case(
        "staging.stg_facts",
        "expect_evidence_to_bear_out_value",
        held={
            "staging.stg_facts": [
                fact(
                    attribute="freed_on",
                    value="2025-12-13",
                    value_earliest_on="2025-12-13",
                    value_latest_on="2025-12-13",
                    exact="on Saturday",
                    exact_numbers=[],
                )
            ]
        },
        broken={
            "staging.stg_facts": [
                fact(
                    attribute="freed_on",
                    value="2025-12-14",
                    value_earliest_on="2025-12-14",
                    value_latest_on="2025-12-14",
                    exact="on Saturday",
                    exact_numbers=[],
                )
            ]
        },
        beside={"staging.stg_attributes": [{"attribute": "freed_on", "value_kind": "date"}]},
        said="does not bear out freed_on = 2025-12-14",
    ),
    "evidence bears out a status": Case(
        "staging.stg_facts",
        "expect_evidence_to_bear_out_value",
        held={"staging.stg_facts": [fact(attribute="is_free", value="true", exact="was Granted freedom")]},
        broken={"staging.stg_facts": [fact(attribute="is_free", value="true", exact="remains in prison")]},
        beside={
            "staging.stg_attributes": [{"attribute": "is_free", "value_kind": "boolean"}],
            "staging.stg_phrases": [{"attribute": "is_free", "value": "true", "phrase": "granted freedom"}],
        },
        said='"remains in prison" does not bear out is_free = true',
    ),
    "references": Case(
        "marts.facts",
        "expect_references_to_be_whole",
        kwargs={"column": "article_id", "refers_to": ["marts.articles.article_id"]},
        held={"marts.facts": [fact()]},
        broken={"marts.facts": [fact(article_id="another")]},
        beside={"marts.articles": [{"article_id": "one"}]},
        said="article_id another is not in marts.articles.article_id",
    ),
    "intervals": Case(
        "marts.claims",
        "expect_intervals_to_be_ordered",
        kwargs={"columns": ["low", "best", "high"]},
        held={"marts.claims": [claim(low=8, best=None, high=9)]},
        broken={"marts.claims": [claim(low=9, best=None, high=8)]},
        said="low 9, best open, high 8",
    ),
    "rejects": Case(
        "raw.rejects_now",
        "expect_no_rejects",
        held={
            "raw.loads": [{"load_id": "l1", "loaded_at": "2026-01-01"}],
            "raw.load_files": [{"load_id": "l1", "file": "data/labels/facts.csv", "row_count": 1}],
        },
        broken={
            "raw.rejects_now": [
                {"file": "facts.csv", "line": 3, "column_name": "value", "reason": "No number.", "hint": "`9`"}
            ]
        },
        said="value: No number. (try `9`)",
    ),
    "records among many": Case(
        "raw.rejects_now",
        "expect_every_record_to_be_read",
        held={"raw.load_counts_now": [{"file": "feed.rss", "loaded_count": 2}]},
        broken={
            "raw.rejects_now": [
                {"file": "feed.rss", "line": 3, "record_number": 2, "reason": "No text.", "hint": "a feed with texts"},
                {"file": "facts.csv", "line": 3, "reason": "No number."},
            ]
        },
        said="record 2: No text. (try a feed with texts)",
    ),
    "records that add up": Case(
        "raw.load_counts_now",
        "expect_records_to_add_up",
        held={
            "raw.load_counts_now": [
                {"file": "a.warc", "seen_count": 9, "loaded_count": 4, "refused_count": 2, "passed_count": 3}
            ]
        },
        broken={
            "raw.load_counts_now": [
                {"file": "a.warc", "seen_count": 9, "loaded_count": 4, "refused_count": 2, "passed_count": 2}
            ]
        },
        said="a.warc: of 9 records 4 are loaded, 2 refused and 2 passed over",
    ),
    "counts": Case(
        "marts.claims",
        "expect_claims_to_count_live_facts",
        held={"marts.claims": [claim(support=1, dissent_count=0, article_count=1)]},
        broken={"marts.claims": [claim(support=2, dissent_count=0, article_count=1)]},
        beside={"marts.facts": [fact(is_live=True), fact(fact_id="f2", is_live=False)]},
        said="support 2, dissent 0, articles 1; the facts give 1, 0, 1",
    ),
    "parts and whole": Case(
        "staging.stg_relations",
        "expect_parts_to_sum_to_whole",
        held={
            "marts.claims": sums(123, 123),
            "staging.stg_relations": relation("sum", whole="whole", part1="part/a", part2="part/b"),
        },
        broken={
            "marts.claims": sums(130, 130),
            "staging.stg_relations": relation("sum", whole="whole", part1="part/a", part2="part/b"),
        },
        said="r1: part part/a = 9; part part/b = 114; whole whole = 130",
    ),
    "a part and its whole": Case(
        "staging.stg_relations",
        "expect_parts_to_stay_within_whole",
        held={
            "marts.claims": sums(123, 123),
            "staging.stg_relations": relation("part_of", whole="whole", part="part/b"),
        },
        broken={
            "marts.claims": sums(100, 113),
            "staging.stg_relations": relation("part_of", whole="whole", part="part/b"),
        },
        said="r1: part part/b = 114; whole whole = 100..113",
    ),
    "a limit": Case(
        "staging.stg_relations",
        "expect_limits_to_hold",
        held={
            "marts.claims": sums(123, 123),
            "staging.stg_relations": relation("at_most", larger="whole", smaller="part/b"),
        },
        broken={
            "marts.claims": sums(9, 9),
            "staging.stg_relations": relation("at_most", larger="whole", smaller="part/b"),
        },
        said="larger whole = 9; smaller part/b = 114",
    ),
    "a difference": Case(
        "staging.stg_relations",
        "expect_difference_to_hold",
        held={
            "marts.claims": sums(105, 105),
            "staging.stg_relations": relation("difference", minuend="part/b", subtrahend="part/a", result="whole"),
        },
        broken={
            "marts.claims": sums(106, 110),
            "staging.stg_relations": relation("difference", minuend="part/b", subtrahend="part/a", result="whole"),
        },
        said="result whole = 106..110",
    ),
    "a duration": Case(
        "staging.stg_relations",
        "expect_duration_to_match_dates",
        held={
            "marts.claims": [claim(claim_id="held", low=1613, high=1613, unit="days")],
            "staging.stg_relations": relation(
                "duration", start="events/arrest/happened_on", end="events/release/happened_on", length="held"
            ),
        },
        broken={
            "marts.claims": [claim(claim_id="held", low=1620, high=1620, unit="days")],
            "staging.stg_relations": relation(
                "duration", start="events/arrest/happened_on", end="events/release/happened_on", length="held"
            ),
        },
        beside={
            "marts.events": [
                {"event_id": "arrest", "earliest_on": "2021-07-14", "latest_on": "2021-07-14"},
                {"event_id": "release", "earliest_on": "2025-12-13", "latest_on": "2025-12-13"},
            ]
        },
        said="length held = 1620",
    ),
    "relations are whole": Case(
        "staging.stg_relations",
        "expect_relations_to_be_whole",
        held={"staging.stg_relations": relation("sum", whole="whole", part1="part/a", part2="part/b")},
        broken={"staging.stg_relations": relation("sum", whole="whole")},
        said="r1: `part` is missing (",
    ),
    "days stand where days belong": Case(
        "staging.stg_relations",
        "expect_relations_to_be_whole",
        held={"staging.stg_relations": relation("before", earlier="people/ann/born_on", later="e/s/freed_on")},
        broken={"staging.stg_relations": relation("before", earlier="people/ann/born_on", later="e/s/freed")},
        beside={
            "staging.stg_attributes": [
                {"attribute": "freed_on", "value_kind": "date"},
                {"attribute": "freed", "value_kind": "count"},
            ]
        },
        said="r1: e/s/freed is no day (",
    ),
    "judgements agree": Case(
        "staging.stg_person_judgements",
        "expect_judgements_to_agree",
        held={"staging.stg_person_judgements": [judged("Ann", "Anne", "positive", 2)]},
        broken={
            "staging.stg_person_judgements": [
                judged("Ann", "Anne", "positive", 2),
                judged("Anne", "Ann", "negative", 3),
            ]
        },
        said="Ann and Anne: positive (labels.csv:2), negative (labels.csv:3)",
    ),
    "judgements agree by way of others": Case(
        "staging.stg_person_judgements",
        "expect_judgements_to_agree",
        held={
            "staging.stg_person_judgements": [
                judged("Ann", "Anne", "positive", 2),
                judged("Anne", "Annie", "positive", 3),
                judged("Annie", "Hanna", "negative", 4),
            ]
        },
        broken={
            "staging.stg_person_judgements": [
                judged("Ann", "Anne", "positive", 2),
                judged("Annie", "Anne", "positive", 3),
                judged("Annie", "Ann", "negative", 4),
            ]
        },
        said="Ann and Annie: negative (labels.csv:4), but Ann = Anne (labels.csv:2) = Annie (labels.csv:3)",
    ),
    "an age": Case(
        "staging.stg_relations",
        "expect_age_to_match_birth",
        held={
            "marts.claims": [claim(claim_id="age", low=71, high=71.9973, unit="years")],
            "staging.stg_relations": relation(
                "age", born="people/p/born_on", on="events/release/happened_on", age="age"
            ),
        },
        broken={
            "marts.claims": [claim(claim_id="age", low=69, high=69.9973, unit="years")],
            "staging.stg_relations": relation(
                "age", born="people/p/born_on", on="events/release/happened_on", age="age"
            ),
        },
        beside={
            "marts.people": [{"person_id": "p", "born_earliest_on": "1954-08-30", "born_latest_on": "1954-08-31"}],
            "marts.events": [{"event_id": "release", "earliest_on": "2025-12-13", "latest_on": "2025-12-13"}],
        },
        said="born people/p/born_on = 1954-08-30..1954-08-31",
    ),
    "what came first": Case(
        "staging.stg_relations",
        "expect_earlier_before_later",
        held={
            "staging.stg_relations": relation(
                "before", earlier="events/arrest/happened_on", later="events/release/happened_on"
            )
        },
        broken={
            "staging.stg_relations": relation(
                "before", earlier="events/release/happened_on", later="events/arrest/happened_on"
            )
        },
        beside={
            "marts.events": [
                {"event_id": "arrest", "earliest_on": "2021-07-14", "latest_on": "2021-07-14"},
                {"event_id": "release", "earliest_on": "2025-12-13", "latest_on": "2025-12-13"},
            ]
        },
        said="earlier events/release/happened_on = 2025-12-13; later events/arrest/happened_on = 2021-07-14",
    ),
    "an event and the article": Case(
        "staging.stg_facts",
        "expect_event_before_publication",
        held={"staging.stg_facts": [fact(event_id="arrest")]},
        broken={"staging.stg_facts": [fact(event_id="release")]},
        beside={
            "marts.articles": [{"article_id": "one", "published_on": "2025-12-01"}],
            "marts.events": [
                {"event_id": "arrest", "earliest_on": "2021-07-14"},
                {"event_id": "release", "earliest_on": "2025-12-13"},
            ],
        },
        said="release happened on 2025-12-13, the article is of 2025-12-01",
    ),
    "a retracted fact": Case(
        "marts.facts",
        "expect_retracted_fact_counted_nowhere",
        held={
            "marts.facts": [
                fact(source_id="s", is_live=False, value="9", exact="nine"),
                fact(fact_id="f2", source_id="s", stance="retracts", evidence_state="anchored", is_live=True),
            ]
        },
        broken={
            "marts.facts": [
                fact(source_id="s", is_live=True, value="9", exact="nine"),
                fact(fact_id="f2", source_id="s", stance="retracts", evidence_state="anchored", is_live=True),
            ]
        },
        beside={"staging.stg_facts": [fact(fact_id="f2", stance="retracts", target_fact_id="f1")]},
        said='9 ("nine") was taken back by f2 and is live',
    ),
    "a retraction": Case(
        "intermediate.int_retractions__judged",
        "expect_retractions_to_be_of_own_words",
        held={"intermediate.int_retractions__judged": [RETRACTION]},
        broken={
            "intermediate.int_retractions__judged": [
                RETRACTION | {"no_effect_because": "which another said: that is a denial"}
            ]
        },
        beside={"staging.stg_facts": [fact(fact_id="f2", exact="not so", file="facts.csv", line=3)]},
        said='"not so" takes back f1, which another said: that is a denial',
    ),
    "a correction": Case(
        "intermediate.int_retractions__judged",
        "expect_retractions_to_be_of_own_words",
        held={"intermediate.int_retractions__judged": [CORRECTION]},
        broken={
            "intermediate.int_retractions__judged": [CORRECTION | {"no_effect_because": "which is about another claim"}]
        },
        beside={"staging.stg_facts": [fact(fact_id="f2", exact="60 left", file="facts.csv", line=3)]},
        said='"60 left" corrects f1, which is about another claim',
    ),
    "copies": Case(
        "marts.claims",
        "expect_copies_not_counted_as_independent",
        held={"marts.claims": [claim(support=2, origin_count_low=1, origin_count_high=1)]},
        broken={"marts.claims": [claim(support=2, origin_count_low=2, origin_count_high=2)]},
        beside={
            "staging.stg_sources": [{"source_id": "ap"}],
            "marts.facts": [
                fact(origin_id="ap", is_live=True),
                fact(fact_id="f2", article_id="two", origin_id="ap", is_live=True),
            ],
        },
        said="2 to 2 independent origins are counted, but 1 are there: ap",
    ),
    "an origin": Case(
        "marts.facts",
        "expect_facts_to_lead_to_an_origin",
        held={"marts.facts": [fact(origin_id="ap", exact="nine", is_live=True)]},
        broken={"marts.facts": [fact(origin_id="nobody", exact="nine", is_live=True)]},
        beside={"staging.stg_sources": [{"source_id": "ap"}]},
        said='"nine" leads to nobody, which is no source',
    ),
    "a subtree": Case(
        "marts.facts",
        "expect_nothing_to_rest_on_retracted_facts",
        held={
            "marts.facts": [
                fact(fact_id="f2", exact="nine", is_live=False, is_retracted=True),
                fact(is_live=False, is_retracted=True),
            ]
        },
        broken={
            "marts.facts": [
                fact(fact_id="f2", exact="nine", is_live=True, is_retracted=False),
                fact(is_live=False, is_retracted=True),
            ]
        },
        beside={
            "intermediate.int_facts__leaning": [
                {"fact_id": "f2", "leans_on_fact_id": "f1", "reason": "cites", "is_directed": True}
            ]
        },
        said='"nine" cites f1, which was taken back, and is live',
    ),
    "sources": Case(
        "marts.claims",
        "expect_sources_to_agree",
        held={"marts.claims": [claim(attribute="freed", support=2, low=8, high=9)]},
        broken={"marts.claims": [claim(attribute="freed", agreement="disputed", article_count=2, low=8, high=12)]},
        beside={"staging.stg_attributes": [{"attribute": "freed", "over_time": "fixed", "is_single_valued": True}]},
        said="disputed: 2 articles give 8..12",
    ),
    "disagreements": Case(
        "marts.disagreements",
        "expect_disagreements_to_be_ruled",
        held={"marts.disagreements": [DISAGREEMENT | {"state": "ruled", "detail": "one: 8; two: 9"}]},
        broken={"marts.disagreements": [DISAGREEMENT | {"state": "open", "detail": "one: 8; two: 9"}]},
        said="d1 (sources_agree, open): one: 8; two: 9",
    ),
    "a quotation": Case(
        "marts.quotes",
        "expect_quotation_to_be_verbatim",
        held={"marts.quotes": [{"quote_id": "q1", "article_id": "one", "exact": '"At last"', "is_verbatim": True}]},
        broken={"marts.quotes": [{"quote_id": "q1", "article_id": "one", "exact": "at least", "is_verbatim": True}]},
        beside={"intermediate.int_articles__newest": TEXT},
        said='q1: "at least" is not in the article',
    ),
    "a quotation in two outlets": Case(
        "marts.quotes",
        "expect_quotation_alike_in_outlets",
        held={
            "marts.quotes": [
                quoted("q1", "At last, we are free", article_id="one", quote_group_id="q1"),
                quoted("q2", "“at last we are”", article_id="two", quote_group_id="q1"),
            ]
        },
        broken={
            "marts.quotes": [
                quoted("q1", "At last, we are free", article_id="one", quote_group_id="q1"),
                quoted("q2", "at least we are free", article_id="two", quote_group_id="q1"),
            ]
        },
        said='one (q1): "At last, we are free"; two (q2): "at least we are free"',
    ),
    "numerals": Case(
        "intermediate.int_numerals__located",
        "expect_labelling_to_cover_numerals",
        held={
            "intermediate.int_numerals__located": [
                {"article_id": "one", "numeral": "123", "numeral_start": 9, "numeral_end": 12, "is_covered": True}
            ]
        },
        broken={
            "intermediate.int_numerals__located": [
                {"article_id": "one", "numeral": "123", "numeral_start": 9, "numeral_end": 12, "is_covered": False}
            ]
        },
        beside={"intermediate.int_articles__newest": [{"article_id": "one", "text": "Of these 123 prisoners\nwere"}]},
        said='one: "Of these [123] prisoners were" is in no evidence, quotation or excluded passage',
    ),
    "coverage": Case(
        "marts.claims",
        "expect_enough_compared",
        kwargs={"of_type": "expect_sources_to_agree", "min_share": 0.5},
        held={
            "marts.claims": [claim(support=2), claim(claim_id="e/s/b", support=2, agreement="not_comparable")],
        },
        broken={"marts.claims": [claim(support=2, agreement="not_comparable")]},
        said="the accounts speak of different times",
    ),
}


def figure(article_id: str, low: float | None, high: float | None, **values: Any) -> Row:
    told = {"claim_id": "e/s/a", "fact_id": f"of-{article_id}", "article_id": article_id, "low": low, "high": high}
    return {**told, "stance": "asserts", "is_live": True, **values}


def named(person_id: str, article_id: str, name: str, role: str | None = None) -> Row:
    return {"person_id": person_id, "article_id": article_id, "name": name, "role": role}


def report(report_id: str, **values: Any) -> Row:
    return {"report_id": report_id, **values}


LIVE = {"is_live": True}
CONFERENCE = {"event_id": "talks", "name": "Talks in Geneva", "place": "Geneva"}
IN_MAY = CONFERENCE | {"earliest_on": "2026-05-02", "latest_on": "2026-05-03"}
RULING = {
    "disagreement_id": "d1",
    "decision": "prefer",
    "fact_id": "f1",
    "reason": "The later word of the same office.",
    "decided_by": "desk",
    "decided_on": "2026-05-04",
    "file": "rulings.csv",
    "line": 2,
}
GROUND = {"disagreement_id": "d1", "ruling_md5": "r", "thing_id": "people/ann/born_on", "aspect": "day"}
REUSED = {
    "outlet_id": "daily",
    "leans_on_id": "agency",
    "reason": "reuses text",
    "example_article_id": "one",
    "example_words": "the river rose by two metres in a night",
    "is_directed": True,
}
CHANGED = {"claim_id": "e/s/a", "fact_id": "f1", "article_id": "one", "edition": "full", "version": 2}

CASES |= {
    "parts in a row": Case(
        "own.reports",
        "expect_parts_to_add_up",
        kwargs={"parts": ["killed", "injured"], "whole": "casualties", "key": ["report_id"]},
        held={"own.reports": [report("r1", killed=3, injured=4, casualties=7)]},
        broken={"own.reports": [report("r1", killed=3, injured=4, casualties=9)]},
        said="report_id r1: killed 3 + injured 4 = 7, casualties 9",
    ),
    "shares": Case(
        "own.reports",
        "expect_shares_to_sum_to_one",
        kwargs={"share": "share", "by": ["told_on"]},
        held={
            "own.reports": [
                report("r1", told_on="2026-05-02", share=0.6),
                report("r2", told_on="2026-05-02", share=0.4),
            ]
        },
        broken={
            "own.reports": [
                report("r1", told_on="2026-05-02", share=0.6),
                report("r2", told_on="2026-05-02", share=0.5),
            ]
        },
        said="told_on 2026-05-02: 2 shares sum to 1.1",
    ),
    "a percentage": Case(
        "own.reports",
        "expect_percentages_to_match_counts",
        kwargs={"share": "share", "part": "killed", "whole": "casualties", "key": ["report_id"]},
        held={"own.reports": [report("r1", share=33, killed=1, casualties=3)]},
        broken={"own.reports": [report("r1", share=30, killed=1, casualties=3)]},
        said="report_id r1: share 30, but killed 1 of casualties 3 is 33.333",
    ),
    "a total that only grows": Case(
        "own.reports",
        "expect_totals_not_to_fall",
        kwargs={"total": "killed", "in_order_of": "told_on", "by": ["region"]},
        held={
            "own.reports": [
                report("r1", region="north", told_on="2026-05-02", killed=7),
                report("r2", region="north", told_on="2026-05-03", killed=9),
                report("r3", region="south", told_on="2026-05-04", killed=1),
            ]
        },
        broken={
            "own.reports": [
                report("r1", region="north", told_on="2026-05-02", killed=9),
                report("r2", region="north", told_on="2026-05-03", killed=7),
            ]
        },
        said="region north: killed was 9, and is 7 at told_on 2026-05-03",
    ),
    "one magnitude": Case(
        "marts.figures",
        "expect_figures_of_one_magnitude",
        held={"marts.figures": [figure("one", 120, 120), figure("two", 140, None)]},
        broken={"marts.figures": [figure("one", 120, 120), figure("two", 1200, 1200)]},
        said="one has 120 (of-one), two has 1200: not of one magnitude (10 times)",
    ),
    "digits that changed places": Case(
        "marts.figures",
        "expect_no_digits_to_change_places",
        held={"marts.figures": [figure("one", 1227, 1227), figure("two", 1230, 1230)]},
        broken={"marts.figures": [figure("one", 1227, 1227), figure("two", 1272, 1272)]},
        said="one has 1227 (of-one), two has 1272: the same digits in another order",
    ),
    "a unit that was mixed up": Case(
        "marts.figures",
        "expect_no_unit_to_be_mixed_up",
        held={"marts.figures": [figure("one", 100, 100), figure("two", 120, 120)]},
        broken={"marts.figures": [figure("one", 100, 100), figure("two", 161, 161)]},
        said="one has 100 (of-one), two has 161: miles for kilometres",
    ),
    "a share above one": Case(
        "marts.figures",
        "expect_possible_numbers",
        held={"marts.figures": [figure("one", 0.4, 0.4, value_kind="share"), figure("two", 0, 0, value_kind="count")]},
        broken={"marts.figures": [figure("one", 1.4, 1.4, value_kind="share")]},
        said="a share of 1.4",
    ),
    "a count below nought": Case(
        "marts.figures",
        "expect_possible_numbers",
        held={"marts.figures": [figure("one", 5, 5, value_kind="count")]},
        broken={"marts.figures": [figure("one", -5, -5, value_kind="count")]},
        said="a count of -5, and it can be 0..",
    ),
    "a share that may be above one": Case(
        "marts.figures",
        "expect_possible_numbers",
        beside={"staging.stg_attributes": [{"attribute": "grew_by", "lowest": -1, "highest": 5}]},
        held={"marts.figures": [figure("one", -0.5, 1.4, value_kind="share", attribute="grew_by")]},
        broken={"marts.figures": [figure("one", 6, 6, value_kind="share", attribute="grew_by")]},
        said="a share of 6, and it can be -1..5",
    ),
    "a quantity within its bounds": Case(
        "marts.figures",
        "expect_possible_numbers",
        beside={"staging.stg_attributes": [{"attribute": "degrees", "lowest": -90}]},
        held={"marts.figures": [figure("one", -40, -40, value_kind="quantity", attribute="degrees")]},
        broken={"marts.figures": [figure("one", -140, -140, value_kind="quantity", attribute="degrees")]},
        said="a quantity of -140, and it can be -90..",
    ),
    "a weekday": Case(
        "marts.facts",
        "expect_weekday_to_fit_date",
        held={"marts.facts": [fact(exact="freed on Saturday", earliest_on="2025-12-13", latest_on="2025-12-13")]},
        broken={"marts.facts": [fact(exact="freed on Sunday", earliest_on="2025-12-13", latest_on="2025-12-13")]},
        said='"freed on Sunday" is labelled 2025-12-13, a Saturday',
    ),
    "a life": Case(
        "marts.facts",
        "expect_people_to_act_within_their_lives",
        held={"marts.facts": [fact(subject_id="ann", event_id="talks")]},
        broken={"marts.facts": [fact(subject_id="ben", event_id="talks")]},
        beside={
            "marts.events": [IN_MAY],
            "marts.people": [
                {"person_id": "ann", "born_earliest_on": "1980-02-01"},
                {"person_id": "ben", "born_earliest_on": "1950-02-01", "died_latest_on": "2020-01-01"},
            ],
        },
        said="ben, born 1950-02-01, died 2020-01-01, in talks from 2026-05-02 to 2026-05-03",
    ),
    "a report and what it quotes": Case(
        "marts.claim_sources",
        "expect_reports_later_than_they_quote",
        held={"marts.claim_sources": [{"article_id": "two", "leans_on_article_id": "one"}]},
        broken={"marts.claim_sources": [{"article_id": "one", "leans_on_article_id": "two"}]},
        beside={
            "marts.articles": [
                {"article_id": "one", "published_on": "2026-05-02", "published_at": "2026-05-02 09:00:00"},
                {"article_id": "two", "published_on": "2026-05-02", "published_at": "2026-05-02 10:00:00"},
            ]
        },
        said="one of 2026-05-02 09:00:00 leans on two of 2026-05-02 10:00:00",
    ),
    "an office": Case(
        "own.names",
        "expect_office_to_be_held_then",
        kwargs={"day": "told_on", "terms": "own.terms"},
        held={"own.names": [{"person_id": "ann", "role": "Mayor", "told_on": "2026-05-02"}]},
        broken={"own.names": [{"person_id": "ann", "role": "mayor", "told_on": "2027-05-02"}]},
        beside={
            "own.terms": [{"person_id": "ann", "role": "mayor", "begins_on": "2022-01-01", "ends_on": "2026-12-31"}]
        },
        said="ann is called mayor on 2027-05-02, and held it 2022-01-01 to 2026-12-31",
    ),
    "one birth": Case(
        "marts.facts",
        "expect_one_birth_per_person",
        held={
            "marts.facts": [
                fact(subject_id="ann", attribute="born_on", earliest_on="1980-01-01", latest_on="1980-12-31", **LIVE)
            ]
        },
        broken={
            "marts.facts": [
                fact(subject_id="ann", attribute="born_on", earliest_on="1981-01-01", latest_on="1981-12-31", **LIVE)
            ]
        },
        beside={
            "marts.people": [{"person_id": "ann", "born_earliest_on": "1980-02-01", "born_latest_on": "1980-02-01"}]
        },
        said="ann: one has 1981-01-01..1981-12-31; the list of people has 1980-02-01",
    ),
    "namesakes": Case(
        "marts.person_names",
        "expect_namesakes_to_be_judged",
        held={"marts.person_names": [named("ann", "one", "Ann Lee"), named("ann-2", "two", "Lee")]},
        broken={"marts.person_names": [named("ann", "one", "Ann Lee"), named("ann-2", "two", "Ann Lée")]},
        said="Ann Lee is ann and ann-2, and nobody judged so",
    ),
    "one spelling": Case(
        "marts.person_names",
        "expect_names_spelled_alike_in_article",
        held={"marts.person_names": [named("ann", "one", "Ann Lee"), named("ann", "one", "Lee")]},
        broken={"marts.person_names": [named("ann", "one", "Ann Lee"), named("ann", "one", "Leigh")]},
        said='one spells ann "Ann Lee" and "Leigh"',
    ),
    "a role": Case(
        "marts.person_names",
        "expect_roles_to_be_told_alike",
        held={"marts.person_names": [named("ann", "one", "Ann Lee", "Mayor"), named("ann", "two", "Lee", "the mayor")]},
        broken={
            "marts.person_names": [named("ann", "one", "Ann Lee", "Mayor"), named("ann", "two", "Lee", "former mayor")]
        },
        said='ann is "Mayor" in one and "former mayor" in two',
    ),
    "a speaker": Case(
        "marts.quotes",
        "expect_quotations_to_have_speaker",
        held={"marts.quotes": [quoted("q1", "we are free", source_id="ann")]},
        broken={"marts.quotes": [quoted("q1", "we are free")]},
        beside={"staging.stg_sources": [{"source_id": "ann", "kind": "person"}]},
        said='q1: "we are free" is ascribed to nobody',
    ),
    "quotation marks": Case(
        "marts.quotes",
        "expect_quotation_in_marks",
        held={"marts.quotes": [quoted("q1", "At last"), quoted("q2", None, is_verbatim=False)]},
        broken={"marts.quotes": [quoted("q1", "At last", is_verbatim=False), quoted("q2", None, is_verbatim=False)]},
        said='q1: "At last" does not stand in quotation marks',
    ),
    "one mouth": Case(
        "marts.quotes",
        "expect_quotation_in_one_mouth",
        held={
            "marts.quotes": [
                quoted("q1", "“At last we are free”", source_id="ann"),
                quoted("q2", "at last, we are free again", source_id="ann"),
            ]
        },
        broken={
            "marts.quotes": [
                quoted("q1", "“At last we are free”", source_id="ann"),
                quoted("q2", "at last, we are free again", source_id="ben"),
            ]
        },
        said='"at last, we are free again" is from ann and ben, in in-q1 (q1) and in-q2 (q2)',
    ),
    "independent origins": Case(
        "marts.claims",
        "expect_independent_origins",
        held={"marts.claims": [claim(value_kind="count", origin_count_low=2, origin_count_high=3)]},
        broken={"marts.claims": [claim(value_kind="count", origin_count_low=1, origin_count_high=1)]},
        said="e/s/a has 1 independent origin",
    ),
    "a figure in one article": Case(
        "marts.claims",
        "expect_figures_to_be_corroborated",
        held={"marts.claims": [claim(value_kind="count", article_count=2)]},
        broken={"marts.claims": [claim(value_kind="count", article_count=1)]},
        said="e/s/a stands in 1 article alone",
        beside={"marts.facts": [fact(evidence_state="anchored", **LIVE)]},
    ),
    "nobody who is named": Case(
        "marts.facts",
        "expect_named_origins",
        held={"marts.facts": [fact(origin_id="officials", **LIVE), fact(origin_id="ann", **LIVE)]},
        broken={"marts.facts": [fact(origin_id="officials", **LIVE)]},
        beside={
            "staging.stg_sources": [
                {"source_id": "ann", "kind": "person"},
                {"source_id": "officials", "kind": "anonymous"},
            ]
        },
        said="e/s/a rests on officials, none of whom is named",
    ),
    "an outlet that contradicts itself": Case(
        "marts.facts",
        "expect_outlets_not_to_contradict_themselves",
        held={
            "marts.facts": [
                fact(outlet_id="daily", attribute="freed", low=8, high=9, exact="eight or nine", **LIVE),
                fact(
                    fact_id="f2",
                    article_id="two",
                    outlet_id="daily",
                    attribute="freed",
                    low=9,
                    high=9,
                    exact="nine",
                    **LIVE,
                ),
            ]
        },
        broken={
            "marts.facts": [
                fact(outlet_id="daily", attribute="freed", low=8, high=8, exact="eight", **LIVE),
                fact(
                    fact_id="f2",
                    article_id="two",
                    outlet_id="daily",
                    attribute="freed",
                    low=9,
                    high=9,
                    exact="nine",
                    **LIVE,
                ),
            ]
        },
        beside={"staging.stg_attributes": [{"attribute": "freed", "over_time": "fixed", "is_single_valued": True}]},
        said='daily says "eight" (f1) and "nine" (f2)',
    ),
    "a denial": Case(
        "marts.facts",
        "expect_denials_to_be_shown",
        held={
            "marts.facts": [fact(stance="denies", source_id="ministry", exact="not so", **LIVE)],
            "marts.claims": [claim(dissent_count=1)],
        },
        broken={
            "marts.facts": [fact(stance="denies", source_id="ministry", exact="not so", **LIVE)],
            "marts.claims": [claim(dissent_count=0)],
        },
        beside={"marts.claim_sources": [{"claim_id": "e/s/a", "article_id": "one"}]},
        said='ministry denies it ("not so"), and the claim does not show it',
    ),
    "text that is another's": Case(
        "marts.source_overlap",
        "expect_wire_text_to_be_credited",
        held={"marts.source_overlap": [REUSED, REUSED | {"reason": "credits"}]},
        broken={"marts.source_overlap": [REUSED]},
        said='daily has words of agency without credit: "the river rose by two metres in a night"',
    ),
    "a correction": Case(
        "marts.fact_versions",
        "expect_corrections_to_be_noted",
        held={
            "marts.fact_versions": [CHANGED | {"change": "changed"}],
            "staging.stg_article_versions": [
                {"article_id": "one", "edition": "full", "version": 2, "text": "Nine. Correction: it said eight."}
            ],
        },
        broken={
            "marts.fact_versions": [CHANGED | {"change": "changed"}],
            "staging.stg_article_versions": [{"article_id": "one", "edition": "full", "version": 2, "text": "Nine."}],
        },
        said="one version 2 (full): f1 is changed, and no word says so",
    ),
    "a ruling": Case(
        "staging.stg_rulings",
        "expect_rulings_to_be_reasoned",
        held={"staging.stg_rulings": [RULING]},
        broken={"staging.stg_rulings": [RULING | {"reason": "ok", "decided_by": None}]},
        said="the ruling on d1 has no reason, nobody who decided",
    ),
    "what a ruling was made on": Case(
        "staging.stg_rulings",
        "expect_rulings_to_stand_on_their_grounds",
        held={"intermediate.int_rulings__grounds": [GROUND | {"said": "1954-08"}]},
        broken={"intermediate.int_rulings__grounds": [GROUND | {"said": "1964-08"}]},
        beside={
            "staging.stg_rulings": [RULING],
            "intermediate.int_rulings__newest": [
                {"disagreement_id": "d1", "ruling_md5": "r", "file": "rulings.csv", "line": 2}
            ],
            "quality.ruling_grounds": [GROUND | {"said": "1954-08", "build_id": "b"}],
            "marts.disagreements": [DISAGREEMENT | {"state": "ruled"}],
        },
        said=(
            "what the ruling of 2026-05-04 on d1 was made on has changed: "
            "people/ann/born_on was 1954-08 and is 1964-08. Look again: a later decided_on"
        ),
    ),
    "the place of an event": Case(
        "marts.facts",
        "expect_event_places_to_agree",
        held={"marts.facts": [fact(event_id="talks", attribute="took_place_in", value_text="central Geneva", **LIVE)]},
        broken={
            "marts.facts": [
                fact(event_id="talks", attribute="took_place_in", value_text="Vienna", exact="in Vienna", **LIVE)
            ]
        },
        beside={"marts.events": [IN_MAY]},
        said='talks is listed in Geneva, and "in Vienna" says Vienna',
    ),
    "the day of an event": Case(
        "marts.facts",
        "expect_event_days_to_agree",
        held={
            "marts.facts": [
                fact(
                    event_id="talks",
                    attribute="took_place_on",
                    earliest_on="2026-05-01",
                    latest_on="2026-05-31",
                    **LIVE,
                )
            ]
        },
        broken={
            "marts.facts": [
                fact(
                    event_id="talks",
                    attribute="took_place_on",
                    earliest_on="2026-04-01",
                    latest_on="2026-04-30",
                    exact="in April",
                    **LIVE,
                )
            ]
        },
        beside={"marts.events": [IN_MAY]},
        said='talks is listed from 2026-05-02 to 2026-05-03, and "in April" says 2026-04-01..2026-04-30',
    ),
    "one event": Case(
        "marts.events",
        "expect_no_event_twice",
        held={"marts.events": [IN_MAY, IN_MAY | {"event_id": "flood", "name": "Flood on the lower Rhone"}]},
        broken={"marts.events": [IN_MAY, IN_MAY | {"event_id": "talks-2", "name": "Talks at Geneva"}]},
        said='talks-2 ("Talks at Geneva") may be talks ("Talks in Geneva")',
    ),
}
CASES |= {
    name: Case(table, rule, held, broken, said, beside, kwargs)
    for name, table, rule, held, broken, beside, said, kwargs in (*cases_of_labels.WRITTEN, *cases_of_labellers.WRITTEN)
}

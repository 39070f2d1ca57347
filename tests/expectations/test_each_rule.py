"""Each rule has a table that holds it, one that breaks it, and an empty one, which leaves it unanswered."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import duckdb
import pytest

from tests.expectations.conftest import Said, insert
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


def sums(low: int, high: int) -> list[Row]:
    parts = [claim(claim_id=name, low=value, high=value) for name, value in (("part/a", 9), ("part/b", 114))]
    return [claim(claim_id="whole", low=low, high=high), *parts]


WORDED = fact(exact="more than 123", words_say=">123", is_borne_out=True, file="facts.csv", line=7)
del WORDED["stance"]
DISAGREEMENT = {"disagreement_id": "d1", "claim_id": "e/s/a", "rule": "sources_agree", "severity": "warning"}
TEXT = [{"article_id": "one", "text": "In all, 123 people were freed — “at last”, she said."}]

READ = {"evidence_start": 8, "evidence_end": 21, "exact": "eight or nine", "is_live": False, "is_retracted": False}
READ_BY_ANN = fact(value="9", labelled_by="ann", **READ)
READ_BY_BEN = fact(fact_id="f2", value="8..9", labelled_by="ben", **READ)

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
    "evidence cut out of a longer number": Case(
        "marts.facts",
        "expect_evidence_to_be_anchored",
        held={"marts.facts": [fact(exact="123 people", evidence_start=8, evidence_end=18, evidence_state="anchored")]},
        broken={"marts.facts": [fact(exact="23 people", evidence_start=9, evidence_end=18, evidence_state="moved")]},
        beside={"intermediate.int_articles__newest": TEXT},
        said='"23 people" is cut out of a longer number at 9',
    ),
    "two labellers": Case(
        "marts.facts",
        "expect_double_labels_to_be_adjudicated",
        held={"marts.facts": [READ_BY_ANN, READ_BY_BEN | {"value": "9"}]},
        broken={"marts.facts": [READ_BY_ANN | {"labelled_by": "adjudicated"}, READ_BY_BEN | {"is_live": True}]},
        said='"eight or nine" is 8..9 to ben and 9 to adjudicated: only a row labelled by `adjudicated` may count',
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
        said="low 9.0, best open, high 8.0",
    ),
    "rejects": Case(
        "raw.rejects_now",
        "expect_no_rejects",
        held={
            "raw.loads": [{"load_id": "l1", "loaded_at": "2026-01-01"}],
            "raw.load_files": [{"load_id": "l1", "file": "data/labels/facts.csv"}],
        },
        broken={
            "raw.rejects_now": [
                {"file": "facts.csv", "line": 3, "column_name": "value", "reason": "No number.", "hint": "`9`"}
            ]
        },
        said="facts.csv:3 value: No number. (try `9`)",
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
        said="r1: part part/a = 9.0; part part/b = 114.0; whole whole = 130.0",
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
        said="r1: part part/b = 114.0; whole whole = 100.0..113.0",
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
        said="larger whole = 9.0; smaller part/b = 114.0",
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
        said="result whole = 106.0..110.0",
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
        said="length held = 1620.0",
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
        "marts.facts",
        "expect_retractions_to_be_of_own_words",
        held={
            "marts.facts": [fact(outlet_id="o", source_id="s"), fact(fact_id="f2", outlet_id="o", stance="retracts")]
        },
        broken={
            "marts.facts": [
                fact(outlet_id="o", source_id="s"),
                fact(fact_id="f2", outlet_id="o", source_id="rival", stance="retracts", exact="not so"),
            ]
        },
        beside={"staging.stg_facts": [fact(fact_id="f2", stance="retracts", target_fact_id="f1")]},
        said='"not so" takes back f1, which another said: that is a denial',
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
        said="disputed: 2 articles give 8.0 to 12.0",
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
                {"quote_id": "q1", "article_id": "one", "quote_group_id": "q1", "exact": "At last, we are free"},
                {"quote_id": "q2", "article_id": "two", "quote_group_id": "q1", "exact": "“at last we are”"},
            ]
        },
        broken={
            "marts.quotes": [
                {"quote_id": "q1", "article_id": "one", "quote_group_id": "q1", "exact": "At last, we are free"},
                {"quote_id": "q2", "article_id": "two", "quote_group_id": "q1", "exact": "at least we are free"},
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

each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


def _fill(connection: duckdb.DuckDBPyConnection, *groups: Tables) -> None:
    for group in groups:
        for table, rows in group.items():
            verbatim = {"is_verbatim": True} if table == "marts.quotes" else {}
            insert(connection, table, *(verbatim | row for row in rows))


@each_case
def test_it_holds(case: Case, warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]) -> None:
    _fill(warehouse, case.beside, case.held)
    result, violations = ask(case.table, case.expectation, **case.kwargs)
    assert (result.answer, violations) == (Answer.HELD, ())
    assert result.candidate_count >= result.compared_count > 0 == result.broken_count


@each_case
def test_it_breaks_and_says_why(case: Case, warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]) -> None:
    _fill(warehouse, case.beside, case.broken)
    result, violations = ask(case.table, case.expectation, **case.kwargs)
    assert result.answer is Answer.BROKEN, violations
    assert (result.broken_count, len(violations)) == (1, 1)
    assert case.said in violations[0].detail


@each_case
def test_an_empty_table_leaves_it_unanswered(case: Case, ask: Callable[..., Said]) -> None:
    result, violations = ask(case.table, case.expectation, **case.kwargs)
    assert (result.answer, violations) == (Answer.UNANSWERED, ())
    assert (result.candidate_count, result.compared_count, result.broken_count) == (0, 0, 0)


def test_a_violation_names_its_claim_fact_and_article(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "marts.facts", fact(article_id="another"))
    _, (violation,) = ask(
        "marts.facts", "expect_references_to_be_whole", column="article_id", refers_to=["marts.articles.article_id"]
    )
    assert (violation.claim_id, violation.fact_id, violation.article_id) == ("e/s/a", "f1", "another")


def test_a_clash_that_was_ruled_on_is_forgiven_until_a_new_fact_opens_it_again(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "marts.claims", claim(attribute="freed", agreement="disputed"))
    insert(warehouse, "marts.disagreements", DISAGREEMENT | {"state": "ruled", "detail": "one: 8; two: 12"})
    assert ask("marts.claims", "expect_sources_to_agree")[0].answer is Answer.HELD
    insert(warehouse, "marts.disagreements", DISAGREEMENT | {"state": "open", "detail": "one: 8; three: 14"})
    result, (violation,) = ask("marts.claims", "expect_sources_to_agree")
    assert (result.answer, violation.detail) == (Answer.BROKEN, "d1 (open): one: 8; three: 14")


def test_a_count_that_falls_and_was_ruled_on_is_forgiven(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "marts.claims", claim(attribute="toll", agreement="disputed", support=2))
    assert ask("marts.claims", "expect_sources_to_agree")[0].answer is Answer.BROKEN
    insert(warehouse, "marts.disagreements", DISAGREEMENT | {"rule": "counts_do_not_fall", "state": "ruled"})
    assert ask("marts.claims", "expect_sources_to_agree")[0].answer is Answer.HELD


def test_several_values_of_an_attribute_that_admits_them_do_not_disagree(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    attribute = {"attribute": "freed", "over_time": "fixed", "is_single_valued": False}
    insert(warehouse, "staging.stg_attributes", attribute)
    insert(warehouse, "marts.claims", claim(attribute="freed", support=2))
    insert(warehouse, "marts.facts", fact(low=8, high=8, is_live=True), fact(low=12, high=12, is_live=True))
    assert ask("marts.claims", "expect_sources_to_agree")[0].answer is Answer.HELD


def test_what_one_fact_or_none_asserts_is_not_there_to_be_compared(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "marts.claims", claim(support=0, agreement="not_comparable"))
    assert ask("marts.claims", "expect_sources_to_agree")[0].candidate_count == 0


def test_labels_that_differ_and_were_not_adjudicated_break_the_rule(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "marts.facts", READ_BY_ANN, READ_BY_BEN)
    assert ask("marts.facts", "expect_double_labels_to_be_adjudicated")[0].broken_count == 2


def test_an_article_that_corrects_itself_counts_its_new_word_and_its_retraction(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    own = {"origin_id": "o", "outlet_id": "o"}
    insert(
        warehouse,
        "marts.facts",
        fact(value="9", is_live=False, **own),
        fact(fact_id="f2", stance="retracts", evidence_state="anchored", is_live=True, **own),
        fact(fact_id="f3", value="8", is_live=True, **own),
    )
    insert(warehouse, "staging.stg_facts", fact(fact_id="f2", stance="retracts", target_fact_id="f1"))
    told = {"claim_id": "e/s/a", "article_id": "one", "origin_id": "o", "stance": "asserts"}
    insert(warehouse, "marts.claim_sources", told | {"fact_count": 2})
    assert ask("marts.facts", "expect_retracted_fact_counted_nowhere")[0].answer is Answer.HELD
    insert(warehouse, "marts.claim_sources", told | {"fact_count": 1})
    assert ask("marts.facts", "expect_retracted_fact_counted_nowhere")[0].answer is Answer.BROKEN


def test_a_retraction_taken_back_by_another_still_takes_back(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    anchored = {"stance": "retracts", "evidence_state": "anchored"}
    insert(
        warehouse,
        "marts.facts",
        fact(source_id="s", is_live=True),
        fact(fact_id="f2", source_id="s", **anchored),
        fact(fact_id="f3", source_id="rival", **anchored),
    )
    for fact_id, target in (("f2", "f1"), ("f3", "f2")):
        insert(warehouse, "staging.stg_facts", fact(fact_id=fact_id, stance="retracts", target_fact_id=target))
    assert ask("marts.facts", "expect_retracted_fact_counted_nowhere")[0].answer is Answer.BROKEN


def test_a_sum_that_was_ruled_on_is_forgiven(warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]) -> None:
    _fill(warehouse, CASES["parts and whole"].broken)
    ruled = {"disagreement_id": "d1", "claim_id": "whole", "rule": "parts_sum_to_whole", "state": "ruled"}
    insert(warehouse, "marts.disagreements", ruled)
    insert(warehouse, "marts.disagreement_relations", {"disagreement_id": "d1", "relation_id": "r1"})
    assert ask("staging.stg_relations", "expect_parts_to_sum_to_whole")[0].answer is Answer.HELD


def test_a_ruling_on_one_sum_forgives_no_other_of_the_same_claim(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _fill(warehouse, CASES["parts and whole"].broken)
    other = relation("sum", whole="whole", part="part/b")
    insert(warehouse, "staging.stg_relations", *({**operand, "relation_id": "r2"} for operand in other))
    ruled = {"disagreement_id": "d1", "claim_id": "whole", "rule": "parts_sum_to_whole", "state": "ruled"}
    insert(warehouse, "marts.disagreements", ruled)
    insert(warehouse, "marts.disagreement_relations", {"disagreement_id": "d1", "relation_id": "r1"})
    result, (violation,) = ask("staging.stg_relations", "expect_parts_to_sum_to_whole")
    assert (result.broken_count, violation.detail) == (1, "r2: part part/b = 114.0; whole whole = 130.0")


def test_a_sum_that_fails_within_one_article_breaks_the_rule_though_the_claims_fit(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _fill(warehouse, CASES["parts and whole"].held)
    found = {"disagreement_id": "d1", "claim_id": "whole", "rule": "parts_sum_to_whole", "state": "open"}
    insert(warehouse, "marts.disagreements", {**found, "detail": "the figures of one article alone do not fit"})
    insert(warehouse, "marts.disagreement_relations", {"disagreement_id": "d1", "relation_id": "r1"})
    _, (violation,) = ask("staging.stg_relations", "expect_parts_to_sum_to_whole")
    assert violation.detail == "the figures of one article alone do not fit"


def test_a_sum_of_values_that_are_not_of_one_time_was_not_compared(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _fill(warehouse, CASES["parts and whole"].broken)
    insert(warehouse, "marts.relations", {"relation_id": "r1"})
    assert ask("staging.stg_relations", "expect_parts_to_sum_to_whole")[0].answer is Answer.UNANSWERED


def test_a_kind_of_relation_of_our_own_has_its_own_roles(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    roles = [{"kind": "twice", "role": role, "times": 1, "line": at} for at, role in enumerate(("double", "single"))]
    insert(warehouse, "staging.stg_relation_kinds", *roles)
    insert(warehouse, "staging.stg_relations", *relation("twice", double="a", single="b"))
    assert ask("staging.stg_relations", "expect_relations_to_be_whole")[0].answer is Answer.HELD
    insert(warehouse, "staging.stg_relations", *relation("twice", half="c"))
    _, (violation,) = ask("staging.stg_relations", "expect_relations_to_be_whole")
    assert violation.detail.startswith("r1: `half` is no role of the kind `twice`")


def test_intervals_that_lie_apart_are_found_though_the_model_calls_them_compatible(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _fill(warehouse, CASES["sources"].beside, CASES["sources"].held)
    insert(warehouse, "marts.facts", fact(low=8, high=9, is_live=True), fact(low=12, high=12, is_live=True))
    assert ask("marts.claims", "expect_sources_to_agree")[0].answer is Answer.BROKEN


def test_a_sum_of_which_a_part_is_not_said_was_not_compared(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "marts.claims", *sums(200, 200))
    insert(warehouse, "staging.stg_relations", *relation("sum", whole="whole", part1="part/a", part2="part/c"))
    result, _ = ask("staging.stg_relations", "expect_parts_to_sum_to_whole")
    assert (result.answer, result.compared_count, result.candidate_count) == (Answer.UNANSWERED, 0, 1)
    _, (violation,) = ask(
        "staging.stg_relations", "expect_enough_compared", of_type="expect_parts_to_sum_to_whole", min_share=1.0
    )
    assert violation.detail == "r1: nothing says part/c"


def test_parts_without_their_whole_break_the_rule(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "marts.claims", *sums(123, 123))
    insert(warehouse, "staging.stg_relations", *relation("sum", part1="part/a", part2="part/b"))
    result, (violation,) = ask("staging.stg_relations", "expect_parts_to_sum_to_whole")
    assert (result.answer, result.broken_count) == (Answer.BROKEN, 1)
    assert "not every role is there: part part/a = 9.0; part part/b = 114.0" in violation.detail


def test_parts_that_are_more_than_the_whole_clash_though_one_is_not_said(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "marts.claims", *sums(100, 100))
    insert(
        warehouse,
        "staging.stg_relations",
        *relation("sum", whole="whole", part1="part/a", part2="part/b", part3="part/c"),
    )
    assert ask("staging.stg_relations", "expect_parts_to_sum_to_whole")[0].answer is Answer.BROKEN


def test_only_the_source_or_outlet_itself_can_take_a_fact_back(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(
        warehouse,
        "marts.facts",
        fact(source_id="s", outlet_id="o", is_live=True),
        fact(fact_id="f2", article_id="two", source_id="t", outlet_id="p", stance="retracts"),
    )
    insert(warehouse, "staging.stg_facts", fact(fact_id="f2", stance="retracts", target_fact_id="f1"))
    assert ask("marts.facts", "expect_retracted_fact_counted_nowhere")[0].answer is Answer.UNANSWERED


def test_two_media_of_one_owner_are_one_origin(warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]) -> None:
    sources = [{"source_id": "a", "owner_id": "holding"}, {"source_id": "b", "owner_id": "holding"}]
    insert(warehouse, "staging.stg_sources", *sources)
    insert(warehouse, "marts.facts", fact(origin_id="a", is_live=True), fact(origin_id="b", is_live=True))
    insert(warehouse, "marts.claims", claim(support=2, origin_count_low=1, origin_count_high=2))
    assert ask("marts.claims", "expect_copies_not_counted_as_independent")[0].answer is Answer.BROKEN


def test_the_unnamed_officials_of_two_outlets_may_be_two_and_those_of_one_agency_are_one(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "staging.stg_sources", {"source_id": "officials", "kind": "anonymous"})
    insert(warehouse, "marts.claims", claim(support=2, origin_count_low=1, origin_count_high=2))
    for outlet in ("one", "two"):
        told = {"outlet_id": outlet, "origin_id": "officials", "is_live": True}
        insert(warehouse, "marts.facts", fact(**told))
    assert ask("marts.claims", "expect_copies_not_counted_as_independent")[0].answer is Answer.HELD
    warehouse.execute("update marts.facts set via_id = 'reuters'")
    assert ask("marts.claims", "expect_copies_not_counted_as_independent")[0].answer is Answer.BROKEN


def test_more_origins_counted_than_are_shown_are_found(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "staging.stg_sources", {"source_id": "a"}, {"source_id": "b"})
    insert(warehouse, "marts.facts", fact(origin_id="a", is_live=True), fact(origin_id="b", is_live=True))
    insert(warehouse, "marts.claims", claim(support=2, origin_count_low=2, origin_count_high=2))
    shown = {"claim_id": "e/s/a", "article_id": "one", "independent_origin_id": "a", "stance": "asserts"}
    insert(warehouse, "marts.claim_sources", shown | {"origin_id": "a"}, shown | {"origin_id": "b"})
    _, (violation,) = ask("marts.claims", "expect_copies_not_counted_as_independent")
    assert violation.detail == "2 to 2 independent origins are counted, but 1 are there: a, b"


def test_facts_that_lead_to_nobody_who_is_named_were_not_compared(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "staging.stg_sources", {"source_id": "ap"}, {"source_id": "officials", "kind": "anonymous"})
    for place, origin in enumerate(("ap", "officials", "article:one")):
        insert(warehouse, "marts.facts", fact(fact_id=f"f{place}", origin_id=origin, exact="nine", is_live=True))
    leading = "expect_facts_to_lead_to_an_origin"
    assert ask("marts.facts", leading)[0].compared_count == 1
    assert ask("marts.facts", "expect_enough_compared", of_type=leading, min_share=0.3)[0].answer is Answer.HELD
    result, violations = ask("marts.facts", "expect_enough_compared", of_type=leading, min_share=0.5)
    assert (result.answer, result.broken_count) == (Answer.BROKEN, 2)
    assert {violation.detail for violation in violations} == {
        '"nine" leads to officials, who is not named',
        '"nine" leads to an outlet that is not known',
    }


def test_of_two_of_which_either_may_be_the_copy_neither_has_to_fall(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _fill(warehouse, CASES["a subtree"].broken)
    leaning = {"fact_id": "f2", "leans_on_fact_id": "f1", "reason": "reuses text", "is_directed": False}
    insert(warehouse, "intermediate.int_facts__leaning", leaning)
    assert ask("marts.facts", "expect_nothing_to_rest_on_retracted_facts")[0].answer is Answer.UNANSWERED


def test_a_quotation_without_quotation_marks_may_still_be_in_the_article(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "intermediate.int_articles__newest", *TEXT)
    quote = {"quote_id": "q1", "article_id": "one", "exact": "she said", "is_verbatim": False}
    insert(warehouse, "marts.quotes", quote)
    assert ask("marts.quotes", "expect_quotation_to_be_verbatim")[0].answer is Answer.BROKEN
    found, _ = ask("marts.quotes", "expect_quotation_to_be_verbatim", in_quotation_marks=False)
    assert found.answer is Answer.HELD


def test_what_another_rule_finds_and_other_states_are_left_to_others(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "marts.disagreements", DISAGREEMENT | {"state": "open"})
    ruled = "expect_disagreements_to_be_ruled"
    assert ask("marts.disagreements", ruled, states=["stale"])[0].answer is Answer.HELD
    assert ask("marts.disagreements", ruled, except_rules=["sources_agree"])[0].answer is Answer.UNANSWERED
    assert ask("marts.disagreements", ruled, of_severity="critical")[0].answer is Answer.UNANSWERED
    assert ask("marts.disagreements", ruled, of_rules=["sources_agree"])[0].answer is Answer.BROKEN


def test_a_relation_of_two_kinds_or_with_an_operand_twice_is_not_whole(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "staging.stg_relations", *relation("sum", whole="a", part="a"))
    _, violations = ask("staging.stg_relations", "expect_relations_to_be_whole")
    assert "a is there in 2 roles" in violations[0].detail
    insert(warehouse, "staging.stg_relations", *relation("at_most", smaller="b", larger="c"))
    _, violations = ask("staging.stg_relations", "expect_relations_to_be_whole")
    assert "it is a at_most and a sum" in violations[0].detail

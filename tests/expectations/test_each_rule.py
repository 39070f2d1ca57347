"""Each rule has a table that holds it, one that breaks it, and an empty one, which leaves it unanswered."""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest

import wh.expectations
from tests.expectations.cases import (
    CASES,
    DISAGREEMENT,
    TEXT,
    Case,
    Row,
    Tables,
    claim,
    fact,
    fixtures,
    inserted,
    relation,
    sums,
)
from tests.expectations.cases_of_labellers import ADJUDICATION, AGREEMENT
from tests.expectations.conftest import CLASS_FILES, ROOT, Said, insert
from wh.results import Answer, RuleResult
from wh.rules import check, load_suites
from wh.rules.bridge import columns_of_tables, lent  # first: it imports Great Expectations quietly
from wh.rules.tables import Table
from wh.rules.verdicts import Verdict

# isort: split
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

each_case = pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())


def _fill(connection: duckdb.DuckDBPyConnection, *groups: Tables) -> None:
    connection.execute(inserted(*groups) or "select 1")


def _counts(said: RuleResult | Verdict) -> tuple[Answer, int, int, int]:
    return said.answer, said.candidate_count, said.compared_count, said.broken_count


@each_case
def test_it_holds(
    case: Case, warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said], ask_alone: Callable[..., Verdict]
) -> None:
    _fill(warehouse, case.beside, case.held)
    result, violations = ask(case.table, case.expectation, **case.kwargs)
    assert (result.answer, violations) == (Answer.HELD, ())
    assert result.candidate_count >= result.compared_count > 0 == result.broken_count
    assert _counts(ask_alone(case.table, case.expectation, **case.kwargs)) == _counts(result)


@each_case
def test_it_breaks_and_says_why(
    case: Case, warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said], ask_alone: Callable[..., Verdict]
) -> None:
    _fill(warehouse, case.beside, case.broken)
    result, violations = ask(case.table, case.expectation, **case.kwargs)
    assert result.answer is Answer.BROKEN, violations
    assert (result.broken_count, len(violations)) == (1, 1)
    assert case.said in violations[0].detail
    alone = ask_alone(case.table, case.expectation, **case.kwargs)
    assert (_counts(alone), [row["detail"] for row in alone.rows]) == (_counts(result), [violations[0].detail])


def test_empty_tables_leave_each_rule_unanswered(
    warehouse: duckdb.DuckDBPyConnection, tmp_path: Path, ask_alone: Callable[..., Verdict]
) -> None:
    files = [tmp_path / f"{place}.json" for place, _ in enumerate(CASES)]
    for file, (name, case) in zip(files, CASES.items(), strict=True):
        rule = {"type": case.expectation, "kwargs": case.kwargs, "meta": {"rule": name}}
        file.write_text(json.dumps({"name": case.table, "expectations": [rule]}))
    outcome = check(warehouse, load_suites(files), CLASS_FILES, "build-1")
    said = {each.rule: (each.answer, each.candidate_count, each.broken_count) for each in outcome.results}
    assert said == dict.fromkeys(CASES, (Answer.UNANSWERED, 0, 0)), outcome.violations
    for case in CASES.values():
        assert ask_alone(case.table, case.expectation, **case.kwargs).answer is Answer.UNANSWERED, case


@pytest.mark.parametrize("table", ["marts.facts", "marts.claims", "own.reports"])
def test_common_rules_on_the_rows_of_all_cases_answer_alike_screened_and_not(
    table: str, warehouse: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    for case in CASES.values():
        _fill(warehouse, case.beside, case.held, case.broken)
    with lent(warehouse) as engine:
        written = common_rules(columns_of_tables(engine)[table])
        expectations = [ExpectationConfiguration(**rule).to_domain_obj() for rule in written]
        read = Table(engine, table, expectations)
        alone = [read.verdict(each, ()) for each in expectations]
    rules = [rule | {"meta": {"rule": str(place)}} for place, rule in enumerate(written)]
    file = tmp_path / "suite.json"
    file.write_text(json.dumps({"name": table, "expectations": rules}))
    found = check(warehouse, load_suites([file]), CLASS_FILES, "build-1").results
    assert {Answer.HELD, Answer.BROKEN} <= {each.answer for each in alone} <= set(Answer) - {Answer.ERROR}
    assert list(map(_counts, found)) == list(map(_counts, alone))


def common_rules(columns: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a rule of each kind that is screened, on the columns of a table that it is for, as a suite writes them."""
    texts = [name for name, kind in columns.items() if kind == "VARCHAR"]
    numbers = [name for name, kind in columns.items() if kind in ("INTEGER", "BIGINT", "DOUBLE")]
    scalars = [*texts[:2], *numbers[:1]]
    asked: list[tuple[str, dict[str, Any]]] = [
        ("table_row_count_to_be_between", {"min_value": 1}),
        *(("compound_columns_to_be_unique", {"column_list": list(pair)}) for pair in pairwise(scalars)),
        *(("column_values_to_be_unique", {"column": name}) for name in scalars),
        *(("column_values_to_not_be_null", {"column": name}) for name in scalars),
        *(("column_values_to_be_between", {"column": name, "max_value": 10.5}) for name in numbers[:1]),
        *(("column_pair_values_to_be_equal", {"column_A": a, "column_B": b}) for a, b in pairwise(numbers[:2])),
    ]
    for name in texts[:1]:
        asked += [
            ("column_values_to_be_in_set", {"column": name, "value_set": ["one", "f1", "e/s/a"]}),
            ("column_value_lengths_to_be_between", {"column": name, "min_value": 1, "max_value": 3}),
            ("column_values_to_match_regex", {"column": name, "regex": "[a-z]"}),
        ]
    return [{"type": f"expect_{kind}", "kwargs": kwargs} for kind, kwargs in asked]


def test_each_rule_of_the_library_has_its_tables() -> None:
    asked = {case.expectation for case in CASES.values()}
    assert {each.expectation_type for each in wh.expectations.CLASSES} == asked
    assert len(fixtures()) == 3 * len(CASES)


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


def test_labels_that_are_few_or_all_alike_say_nothing_of_agreement(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    few, all_alike = AGREEMENT | {"unit_count": 3, "alpha": -0.2}, AGREEMENT | {"alpha": None}
    one_denial = AGREEMENT | {"aspect": "stance", "metric": "nominal", "expected_disagreement": 0.1, "alpha": -0.01}
    insert(warehouse, "marts.labeller_agreement", few, all_alike, one_denial)
    result, _ = ask("marts.labeller_agreement", "expect_labellers_to_agree")
    assert (result.answer, result.candidate_count, result.compared_count) == (Answer.UNANSWERED, 2, 0)
    _, violations = ask(
        "marts.labeller_agreement", "expect_enough_compared", of_type="expect_labellers_to_agree", min_share=0.1
    )
    assert [violation.detail.partition("alpha ")[2] for violation in violations] == [
        "-0.010, and chance would hardly have made them differ",
        "-0.200, of too few to tell",
    ]


def test_an_adjudication_without_a_reason_is_named(warehouse: duckdb.DuckDBPyConnection) -> None:
    insert(warehouse, "staging.stg_adjudications", ADJUDICATION | {"reason": "ok"})
    (suite,) = load_suites([ROOT / "expectations/stg_adjudications.json"])
    reasons = replace(suite, rules=tuple(rule for rule in suite.rules if rule.name == "adjudications_are_reasoned"))
    (violation,) = check(warehouse, [reasons], CLASS_FILES, "build-1").violations
    assert (violation.detail, violation.file_line) == ("the ruling on f1 and f2 has no reason", "adjudications.csv:2")


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
    assert (result.broken_count, violation.detail) == (1, "r2: part part/b = 114; whole whole = 130")


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


def test_a_sum_that_lost_a_part_is_not_held_to_the_whole(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _fill(warehouse, CASES["parts and whole"].broken)
    warehouse.execute("update staging.stg_relations set is_complete = false")
    assert ask("staging.stg_relations", "expect_parts_to_sum_to_whole")[0].answer is Answer.UNANSWERED


def test_a_role_that_was_refused_is_not_missed_once_more(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "staging.stg_relations", *relation("sum", whole="whole"))
    warehouse.execute("update staging.stg_relations set is_complete = false")
    assert ask("staging.stg_relations", "expect_relations_to_be_whole")[0].answer is Answer.HELD
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
    assert "not every role is there: part part/a = 9; part part/b = 114" in violation.detail


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


@pytest.mark.parametrize(
    ("state", "says"),
    [
        ("orphaned", 'q1: its words are not in the article: "she said" … "at last"'),
        ("ambiguous", 'q1: its words are in the article more than once: "she said" … "at last"'),
    ],
)
def test_a_quotation_that_has_no_one_place_is_told_with_the_words_that_were_sought(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said], state: str, says: str
) -> None:
    insert(warehouse, "intermediate.int_articles__newest", *TEXT)
    insert(warehouse, "marts.quotes", {"quote_id": "q1", "article_id": "one", "quote_state": state})
    insert(warehouse, "staging.stg_quotes", {"quote_id": "q1", "exact_from": "she said", "exact_to": "at last"})
    _, (row,) = ask("marts.quotes", "expect_quotation_to_be_verbatim", labels="staging.stg_quotes")
    assert row.detail == says


def test_what_another_rule_finds_and_other_states_are_left_to_others(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(warehouse, "marts.disagreements", DISAGREEMENT | {"state": "open"})
    ruled = "expect_disagreements_to_be_ruled"
    assert ask("marts.disagreements", ruled, states=["stale"])[0].answer is Answer.HELD
    insert(warehouse, "marts.disagreements", DISAGREEMENT | {"state": "open", "decision": "prefer"})
    assert ask("marts.disagreements", ruled, states=["stale"])[0].broken_count == 1  # a ruling that decides nothing
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


def test_owners_of_owners_count_once_however_many_there_are(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    owned = [{"source_id": f"s{place}", "owner_id": f"s{place + 1}"} for place in range(12)]
    insert(warehouse, "staging.stg_sources", *owned, {"source_id": "s12"}, {"source_id": "b", "owner_id": "s12"})
    insert(warehouse, "marts.facts", fact(origin_id="s0", is_live=True), fact(origin_id="b", is_live=True))
    insert(warehouse, "marts.claims", claim(support=2, origin_count_low=1, origin_count_high=2))
    assert ask("marts.claims", "expect_copies_not_counted_as_independent")[0].answer is Answer.BROKEN


def test_two_that_own_each_other_are_one_origin(warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]) -> None:
    ring = [{"source_id": "a", "owner_id": "b"}, {"source_id": "b", "owner_id": "a"}]
    insert(warehouse, "staging.stg_sources", *ring)
    insert(warehouse, "marts.facts", fact(origin_id="a", is_live=True), fact(origin_id="b", is_live=True))
    insert(warehouse, "marts.claims", claim(support=2, origin_count_low=1, origin_count_high=1))
    assert ask("marts.claims", "expect_copies_not_counted_as_independent")[0].answer is Answer.HELD


def test_a_slip_that_was_ruled_on_is_forgiven_until_a_new_fact_opens_it_again(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _fill(warehouse, CASES["digits that changed places"].broken)
    insert(warehouse, "marts.disagreements", DISAGREEMENT | {"state": "ruled"})
    slips = "expect_no_digits_to_change_places"
    assert ask("marts.figures", slips)[0].answer is Answer.HELD
    assert ask("marts.figures", slips, disagreements=None)[0].answer is Answer.BROKEN
    insert(warehouse, "marts.disagreements", DISAGREEMENT | {"disagreement_id": "d2", "state": "open"})
    assert ask("marts.figures", slips)[0].answer is Answer.BROKEN


def test_an_office_told_both_ways_is_forgiven_where_it_was_ruled_on(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _fill(warehouse, CASES["a role"].broken)
    ruled = DISAGREEMENT | {"claim_id": "as-things-stand/ann/holds_office/mayor", "state": "ruled"}
    insert(warehouse, "marts.disagreements", ruled | {"claim_id": "as-things-stand/ann/age"})
    assert ask("marts.person_names", "expect_roles_to_be_told_alike")[0].answer is Answer.BROKEN
    insert(warehouse, "marts.disagreements", ruled)
    assert ask("marts.person_names", "expect_roles_to_be_told_alike")[0].answer is Answer.HELD


def test_two_persons_of_one_name_who_were_judged_to_be_two_may_be_two(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _fill(warehouse, CASES["namesakes"].broken)
    judged = {"name_a": "Ann Lee", "name_b": "Ann Lee (the mayor)", "judgement": "negative"}
    insert(warehouse, "staging.stg_person_judgements", judged)
    assert ask("marts.person_names", "expect_namesakes_to_be_judged")[0].answer is Answer.HELD


def test_what_one_outlet_says_of_two_days_is_no_contradiction(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    case = CASES["an outlet that contradicts itself"]
    _fill(warehouse, case.broken)
    level = {"attribute": "freed", "over_time": "level", "is_single_valued": True}
    insert(warehouse, "staging.stg_attributes", level)
    assert ask(case.table, case.expectation)[0].answer is Answer.UNANSWERED
    warehouse.execute("update marts.facts set as_of = '2026-05-02'")
    assert ask(case.table, case.expectation)[0].answer is Answer.BROKEN
    insert(warehouse, "marts.disagreements", DISAGREEMENT | {"state": "ruled"})
    assert ask(case.table, case.expectation)[0].answer is Answer.HELD


def test_a_share_of_the_rows_may_break_a_rule_where_the_suite_says_so(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    claims = [claim(claim_id=f"c{place}", value_kind="count", article_count=1 + (place > 0)) for place in range(10)]
    insert(warehouse, "marts.claims", *claims)
    told = "expect_figures_to_be_corroborated"
    assert ask("marts.claims", told, mostly=0.9, facts=None)[0].answer is Answer.HELD
    result, (violation,) = ask("marts.claims", told, mostly=0.95, facts=None)
    assert (result.broken_count, violation.claim_id) == (1, "c0")


def test_a_figure_that_records_alone_state_need_not_stand_in_several_articles(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    insert(
        warehouse,
        "marts.claims",
        *(claim(claim_id=name, value_kind="count", article_count=1) for name in ("recorded", "reported", "both")),
    )
    insert(
        warehouse,
        "marts.facts",
        fact(claim_id="recorded", evidence_state="record", is_live=True),
        fact(claim_id="reported", evidence_state="anchored", is_live=True),
        fact(claim_id="both", evidence_state="record", is_live=True),
        fact(claim_id="both", evidence_state="moved", is_live=True),
    )
    result, violations = ask("marts.claims", "expect_figures_to_be_corroborated")
    assert (result.candidate_count, [each.claim_id for each in violations]) == (2, ["both", "reported"])


def test_an_event_that_may_be_many_names_the_first_three_of_them(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    days = {"place": "Hill", "earliest_on": "2026-05-02", "latest_on": "2026-05-03"}
    names = ["Clash at Hill", "Clash at Hills", "Clash at Hill", "Flood", "clash at Hill", "Clash at Hill"]
    insert(warehouse, "marts.events", *({"event_id": f"e{at}", "name": name} | days for at, name in enumerate(names)))
    result, violations = ask("marts.events", "expect_no_event_twice")
    assert (result.candidate_count, result.broken_count) == (6, 4)
    assert [each.detail for each in violations] == [
        'e1 ("Clash at Hills") may be e0 ("Clash at Hill")',
        'e2 ("Clash at Hill") may be e0 ("Clash at Hill"), e1 ("Clash at Hills")',
        'e4 ("clash at Hill") may be e0 ("Clash at Hill"), e1 ("Clash at Hills"), e2 ("Clash at Hill")',
        'e5 ("Clash at Hill") may be e0 ("Clash at Hill"), e1 ("Clash at Hills"), e2 ("Clash at Hill") and others',
    ]


def test_a_table_may_name_its_columns_otherwise(warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]) -> None:
    insert(warehouse, "own.reports", {"report_id": "r1", "killed": 120}, {"report_id": "r2", "killed": 1200})
    names = {
        "claim_id": "'flood'",
        "fact_id": "report_id",
        "article_id": "report_id",
        "low": "killed",
        "high": "killed",
        "stance": "'asserts'",
        "is_live": "true",
    }
    _, (violation,) = ask("own.reports", "expect_figures_of_one_magnitude", names=names, disagreements=None)
    assert violation.detail == "r1 has 120 (r1), r2 has 1200: not of one magnitude (10 times)"


def test_a_rule_on_a_label_says_in_which_line_it_is(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    _fill(warehouse, CASES["a ruling"].broken)
    _, (violation,) = ask("staging.stg_rulings", "expect_rulings_to_be_reasoned")
    assert violation.file_line == "rulings.csv:2"
    _fill(warehouse, CASES["parts and whole"].broken)
    warehouse.execute("update staging.stg_relations set file = 'relations.csv', line = if(role = 'whole', 7, 8)")
    _, (violation,) = ask("staging.stg_relations", "expect_parts_to_sum_to_whole")
    assert violation.file_line == "relations.csv:7"


def test_a_rule_of_which_nothing_could_be_compared_says_why(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    words = {"earliest_on": "2026-05-02", "latest_on": "2026-05-09"}
    insert(warehouse, "marts.facts", fact(exact="on Saturday", **words), fact(exact="Monday or Tuesday"))
    result, _ = ask("marts.facts", "expect_weekday_to_fit_date")
    assert (result.answer, result.candidate_count) == (Answer.UNANSWERED, 2)


@pytest.mark.parametrize("state", ["stale", "expired"])
def test_a_ruling_that_fits_nothing_any_more_or_is_past_its_day_is_reported(
    state: str, warehouse: duckdb.DuckDBPyConnection
) -> None:
    (written,) = load_suites([ROOT / "expectations" / "disagreements.json"])
    rulings = replace(written, rules=tuple(rule for rule in written.rules if rule.name == "rulings_still_fit"))
    insert(warehouse, "marts.disagreements", DISAGREEMENT | {"state": state, "detail": "eight, and nine"})
    (violation,) = check(warehouse, [rulings], CLASS_FILES, "build-1").violations
    assert violation.detail == f"d1 (sources_agree, {state}): eight, and nine"


def test_a_ruling_past_its_day_is_told_with_that_day(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said]
) -> None:
    warehouse.execute("alter table marts.disagreements add column expires_on date")
    expired = DISAGREEMENT | {"state": "expired", "detail": "one: 8; two: 9", "expires_on": "2027-06-30"}
    insert(warehouse, "marts.disagreements", expired)
    _, (violation,) = ask("marts.disagreements", "expect_disagreements_to_be_ruled")
    assert violation.detail == "d1 (sources_agree, expired on 2027-06-30): one: 8; two: 9"


@pytest.mark.parametrize(
    ("table", "rule", "row", "said"),
    [
        (
            "marts.facts",
            "expect_evidence_to_be_anchored",
            fact(exact="132 people were set free", evidence_state="orphaned"),
            '"132 people were set free" is not in the text; the closest words are "123 people were freed — “at"',
        ),
        (
            "marts.quotes",
            "expect_quotation_to_be_verbatim",
            {"quote_id": "q1", "article_id": "one", "exact": "at least", "is_verbatim": True},
            'q1: "at least" is not in the article; the closest words are "at last"',
        ),
    ],
)
def test_of_words_that_are_not_found_the_nearest_are_named(
    warehouse: duckdb.DuckDBPyConnection, ask: Callable[..., Said], table: str, rule: str, row: Row, said: str
) -> None:
    insert(warehouse, "intermediate.int_articles__newest", *TEXT)
    insert(warehouse, table, row)
    _, (violation,) = ask(table, rule)
    assert violation.detail == said

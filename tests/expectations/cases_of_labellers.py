"""The rules on two labellers of one article: rows to be read by a person."""

from typing import Any

Row = dict[str, Any]

TABLES = """;
create table marts.labelling_differences (
    claim_id varchar, fact_id varchar, other_fact_id varchar, article_id varchar, differs_in varchar, value varchar,
    other_value varchar, labelled_by varchar, other_labelled_by varchar, exact varchar, state varchar,
    decision varchar, file varchar, line int, other_file varchar, other_line int
);
create table marts.labeller_agreement (
    attribute varchar, aspect varchar, metric varchar, labellers varchar, unit_count bigint,
    expected_disagreement double, alpha double
);
create table staging.stg_adjudications (
    fact_id varchar, other_fact_id varchar, decision varchar, reason varchar, decided_by varchar, decided_on date,
    file varchar, line int
);
create table intermediate.int_labels__merged (
    fact_id varchar, unit_id varchar, standing_fact_id varchar, adjudicated_fact_id varchar, claim_id varchar,
    article_id varchar
);
"""

APART = {
    "claim_id": "e/s/a",
    "fact_id": "f1",
    "other_fact_id": "f2",
    "article_id": "one",
    "differs_in": "value",
    "value": "9",
    "other_value": "8..9",
    "labelled_by": "ann",
    "other_labelled_by": "ben",
    "exact": "eight or nine",
    "file": "facts.csv",
    "other_file": "bens.csv",
    "other_line": 7,
    "line": 7,
}
DECIDED = {"state": "decided", "decision": "prefer"}
ALONE = APART | {"other_fact_id": None, "other_value": None, "differs_in": "presence"}
ADJUDICATION = {
    "fact_id": "f1",
    "other_fact_id": "f2",
    "decision": "prefer",
    "reason": "The words say eight or nine.",
    "decided_by": "eva",
    "decided_on": "2026-11-22",
    "file": "adjudications.csv",
    "line": 2,
}
AGREEMENT = {
    "attribute": "freed",
    "aspect": "value",
    "metric": "ratio",
    "labellers": "ann, ben",
    "unit_count": 12,
    "expected_disagreement": 0.4,
    "alpha": 0.91,
}


def label(fact_id: str, standing_fact_id: str, unit_id: str = "f1", **values: Any) -> Row:
    one = {"fact_id": fact_id, "standing_fact_id": standing_fact_id, "unit_id": unit_id}
    return {**one, "claim_id": "e/s/a", "article_id": "one", **values}


def facts(*live: bool) -> list[Row]:
    return [{"fact_id": f"f{place}", "is_live": is_live} for place, is_live in enumerate(live, start=1)]


# A name, the table, the rule, what holds it, what breaks it, what stands beside, what is said, its parameters.
WRITTEN: list[tuple[str, str, str, Any, Any, Any, str, Row]] = [
    (
        "two labellers",
        "marts.labelling_differences",
        "expect_double_labels_to_be_adjudicated",
        {"marts.labelling_differences": [APART | DECIDED]},
        {"marts.labelling_differences": [APART | {"state": "open"}, ALONE | {"state": "unmatched"}]},
        {},
        '"eight or nine" is 9 to ann (f1) and 8..9 to ben (f2), who differ in value: neither counts until a row of'
        " adjudications.csv decides; the label of ben is at bens.csv:7",
        {},
    ),
    (
        "two decisions on one difference",
        "marts.labelling_differences",
        "expect_double_labels_to_be_adjudicated",
        {"marts.labelling_differences": [APART | DECIDED]},
        {"marts.labelling_differences": [APART | {"state": "contradictory", "value": None}]},
        {},
        '"eight or nine" is not said to ann (f1) and 8..9 to ben (f2), who differ in value: neither counts since two'
        " rows of adjudications.csv decide otherwise; the label of ben is at bens.csv:7",
        {},
    ),
    (
        "what one labeller overlooked",
        "marts.labelling_differences",
        "expect_labellers_to_see_the_same",
        {"marts.labelling_differences": [ALONE | DECIDED]},
        {"marts.labelling_differences": [ALONE | {"state": "unmatched"}, APART | {"state": "open"}]},
        {},
        'f1 ("eight or nine": 9) is labelled by ann and not by ben',
        {},
    ),
    (
        "one of two labels counts",
        "marts.labelling_differences",
        "expect_one_of_two_labels_to_count",
        {
            "marts.labelling_differences": [
                APART | DECIDED,
                APART | {"other_fact_id": "f3", "state": "decided", "decision": "both"},
            ],
            "marts.facts": facts(True, False, True),
        },
        {"marts.labelling_differences": [APART | DECIDED], "marts.facts": facts(True, True)},
        {},
        "f1 and f2 counts, and what was decided of the two is prefer",
        {},
    ),
    (
        "no label counts before it is decided",
        "marts.labelling_differences",
        "expect_one_of_two_labels_to_count",
        {"marts.labelling_differences": [APART | {"state": "open"}], "marts.facts": facts(False, False)},
        {"marts.labelling_differences": [APART | {"state": "open"}], "marts.facts": facts(False, True)},
        {},
        "f2 counts, and what was decided of the two is nothing",
        {},
    ),
    (
        "an adjudication of labels that say the same",
        "staging.stg_adjudications",
        "expect_adjudications_to_be_needed",
        {"intermediate.int_labels__merged": [label("f1", "f1"), label("f2", "f2")]},
        {"intermediate.int_labels__merged": [label("f1", "f1"), label("f2", "f1")]},
        {"staging.stg_adjudications": [ADJUDICATION]},
        "nothing is left to decide on f1 and f2: both say the same",
        {},
    ),
    (
        "an adjudication of labels that are apart",
        "staging.stg_adjudications",
        "expect_adjudications_to_be_needed",
        {"intermediate.int_labels__merged": [label("f1", "f1"), label("f2", "f2")]},
        {"intermediate.int_labels__merged": [label("f1", "f1"), label("f2", "f2", "f2")]},
        {"staging.stg_adjudications": [ADJUDICATION]},
        "nothing is left to decide on f1 and f2: their words or their claims are apart",
        {},
    ),
    (
        "an adjudication of words that are gone",
        "staging.stg_adjudications",
        "expect_adjudications_to_be_needed",
        {"intermediate.int_labels__merged": [label("f1", "f1"), label("f2", "f2")]},
        {"intermediate.int_labels__merged": [label("f1", "f1")]},
        {"staging.stg_adjudications": [ADJUDICATION]},
        "nothing is left to decide on f1 and f2: f2 is in no article that somebody else labelled, or its words are"
        " gone",
        {},
    ),
    (
        "an adjudication beside the adjudicator's row",
        "staging.stg_adjudications",
        "expect_adjudications_to_be_needed",
        {"intermediate.int_labels__merged": [label("f1", "f1"), label("f2", "f2")]},
        {
            "intermediate.int_labels__merged": [
                label("f1", "f1", adjudicated_fact_id="f3"),
                label("f2", "f2", adjudicated_fact_id="f3"),
            ]
        },
        {"staging.stg_adjudications": [ADJUDICATION]},
        "nothing is left to decide on f1 and f2: the row f3 decides already",
        {},
    ),
    (
        "an adjudication of what the other has labelled since",
        "staging.stg_adjudications",
        "expect_adjudications_to_be_needed",
        {"marts.labelling_differences": [ALONE | DECIDED]},
        {"marts.labelling_differences": [APART | {"state": "open"}]},
        {
            "staging.stg_adjudications": [ADJUDICATION | {"other_fact_id": None}],
            "intermediate.int_labels__merged": [label("f1", "f1"), label("f2", "f2")],
        },
        "nothing is left to decide on f1: each labeller of the article has it",
        {},
    ),
    (
        "labellers who agree",
        "marts.labeller_agreement",
        "expect_labellers_to_agree",
        {"marts.labeller_agreement": [AGREEMENT]},
        {"marts.labeller_agreement": [AGREEMENT | {"alpha": 0.42}]},
        {},
        "value of freed, 12 times by ann, ben: alpha 0.420, and 0.667 is the least",
        {"min_alpha": 0.667},
    ),
]

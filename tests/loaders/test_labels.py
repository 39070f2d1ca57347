"""Each kind of label: what one good row becomes, and each row that is refused, with its whole message."""

# ruff: noqa: E501  # the table of refusals reads best with a message a line

from datetime import date
from typing import Any

import pytest
from loaders.conftest import GOOD, refused


def test_a_good_desk_has_no_rejects(desk: Any) -> None:
    summary = desk.preview()
    assert summary.rejects == ()
    assert summary.article_count == 1
    assert summary.row_counts == {
        "adjudications": 1,
        "articles": 1,
        "attributes": 5,
        "events": 1,
        "evidence": 1,
        "excluded_passages": 1,
        "fact_chain": 1,
        "facts": 1,
        "mentions": 1,
        "people": 1,
        "person_judgements": 1,
        "phrases": 1,
        "quotes": 1,
        "relation_kinds": 2,
        "relations": 3,
        "rulings": 1,
        "scopes": 2,
        "sources": 3,
        "subjects": 1,
        "units": 2,
    }


LEE = "lee|word|li|li|l|i i i i|lee lee-ko li-zh||l|l|kgc"
ANN = ["ann|word|an|an|an|a a a a|anna|anna anne hannah|a|a|kg", LEE]
ANNE = ["anne|word|ane|ane|an|ai aa aa ai|anna|anna anne hannah|a|a|kg", LEE]
# what is read from the name: folded, joined, gender, ending, generation, lineage, words
ANN_LEE = ("ann lee", "annalee", "f", None, None, False, ANN)
ANNE_LEE = ("anne lee", "annalee", "f", None, None, False, ANNE)
GOOD_ROWS = {
    "adjudications": ("f1", None, "prefer", "she was there", "desk", date(2025, 12, 14)),
    "attributes": ("released_count", "count", "people", "fixed", True, 0.1, "How many were freed?", None, None),
    "events": ("swap", "The swap", "2025-12-13", "Minsk", date(2025, 12, 13), date(2025, 12, 13)),
    "evidence": ("f1", "full", "said that", None),
    "excluded_passages": ("swap-herald", "full", "Ann Lee said", "said", "caption"),
    "fact_chain": ("f1", 1, "ann-lee"),
    "facts": (
        "f1", "swap-herald", "swap", "prisoners", "released_count", None, "8..9", None, "2025-12", "ann-lee", None,
        "asserts", None, "eight or nine of 123 prisoners", None, "desk", date(2025, 12, 14),
        8.0, 9.0, "between", None, None, None, None, date(2025, 12, 1), date(2025, 12, 31),
        [8.0, 9.0, 123.0], ["8..9", "123"], ["between", "exact"], [8.0, 123.0], [9.0, 123.0], [None, None], [None, None],
        [None, None], [None, None],
    ),
    "mentions": ("swap-herald", "ann", "Ann Lee", None, None, *ANN_LEE, None, None),
    "people": (
        "ann", "Ann Lee", "1954-08-30/1954-08-31", None, "Q1", *ANN_LEE, date(1954, 8, 30), date(1954, 8, 31), None, None,
    ),
    "person_judgements": (
        "Ann Lee", "Anne Lee", "positive", "same office", "desk", date(2025, 12, 14), *ANN_LEE, *ANNE_LEE,
    ),
    "phrases": ("was_released", "true", "were freed"),
    "quotes": ("q1", "swap-herald", "ann-lee", "herald", "eight", "freed", None, None),
    "relation_kinds": ("twice", "double", 1.0, None, 0.0, 0.0),
    "relations": ("r1", "at_most", "smaller", "swap/prisoners/released_count", None),
    "rulings": ("sources_agree-1", "prefer", "f1", "she counted", "desk", date(2025, 12, 14), date(2026, 12, 14)),
    "scopes": ("all", "all of them", None),
    "sources": ("herald", "The Herald", "outlet", None, None, None),
    "subjects": ("prisoners", "the prisoners", "group"),
    "units": ("decades", "years", 10.0),
}  # fmt: skip


@pytest.mark.parametrize("table", sorted(GOOD_ROWS))
def test_a_good_row_stands_in_its_raw_table_with_file_and_line(desk: Any, table: str) -> None:
    row = desk.rows(f"select * from raw.{table}_now order by line limit 1")[0]
    assert row[:-4] == GOOD_ROWS[table]
    assert row[-4:-2] == (f"data/labels/{table}.csv", 2)
    assert len(row[-2]) == 64
    assert row[-1] == "load-000001"


FACT = "f2,swap-herald,swap,prisoners,{attribute},,{value},{unit},,,,{stance},,freed,,desk,"


def fact(value: str, attribute: str = "released_count", unit: str = "", stance: str = "asserts") -> str:
    return FACT.format(value=value, attribute=attribute, unit=unit, stance=stance)


REFUSED = [
    ("adjudications", "f1,f1,prefer,a slip,desk,2025-12-14", "other_fact_id: A label is held against itself. try the fact_id of the other labeller's row, or leaving the cell empty"),
    ("adjudications", "f1,,both,two of them,desk,2025-12-14", "other_fact_id: Both labels stand, and only one is named. try the fact_id of the other one, or `prefer` if only one labeller has it"),
    ("adjudications", "f1,,neither,a slip,desk,2025-12-14", "other_fact_id: The fact `f1` is already at data/labels/adjudications.csv:2. try one decision: deleting the one that no longer holds"),
    ("adjudications", "f1,f7,prefer,a slip,desk,2025-12-14", "other_fact_id: There is no fact `f7`. try adding it to data/labels/facts.csv"),
    ("attributes", "x,number,,fixed,true,,?", "value_kind: `number` is no value kind. try one of `count`, `quantity`, `share`, `date`, `duration`, `text`, `boolean`"),
    ("attributes", "x,text,,fixd,true,,?", "over_time: `fixd` is no over time. try `fixed`, the closest word"),
    ("attributes", "x,text,,fixed,yes,,?", "single_valued: `yes` is neither `true` nor `false`. try `true` or `false`"),
    ("attributes", "x,text,,fixed,true,10,?", "tolerance: A tolerance of 10 is no share. try `0.1` for ten per cent"),
    ("attributes", "x,text,,fixed,true,10%,?", "tolerance: `10%` is not a number. try a number such as `9.5`"),
    ("events", "people,The people,,", "event_id: The id `people` begins the operands `people/...` of relations.csv. try another id"),
    ("events", "war,,,", "name: The cell `name` is empty. try writing the name there, or deleting the row"),
    ("events", "the war,The war,,", "event_id: The id `the war` holds a space, a comma or a slash. try `the-war`"),
    ("people", "bob,Bob,1954-02-30,,", "born_on: There is no day 30 in February 1954, as `1954-02-30` says. try a day from 01 to 28, or the month alone, `1954-02`"),
    ("people", "bob,Bob,03/04/1954,,", "born_on: `03/04/1954` is two days: 3 April or 4 March 1954. try `1954-04-03` or `1954-03-04`"),
    ("sources", "x,X,state media,,", "kind: `state media` is no kind. try `state_media`, the closest word"),
    ("person_judgements", "Ann Lee,Anne Lee,unsure,a doubt,desk,2025-12-15", "name_b: The `name_a` `Ann Lee` with `name_b` `Anne Lee` is already at data/labels/person_judgements.csv:2. try one decision: deleting the one that no longer holds"),
    ("person_judgements", "A,B,maybe,a doubt,desk,2025-12-15", "judgement: `maybe` is no judgement. try one of `positive`, `negative`, `unsure`"),
    ("mentions", "swap-herald,ann,Ann Lee,,", "-: The row is already at data/labels/mentions.csv:2. try deleting one of the two rows"),
    ("fact_chain", "f1,1.5,wire", "position: `1.5` is not a whole number. try `2`"),
    ("facts", fact(""), "value: A fact of the stance `asserts` has no value. try the value as printed, or the stance `unknown`"),
    ("facts", fact("8").replace("f2", "f1").replace("desk", "bob"), "fact_id: The fact `f1` is already at data/labels/facts.csv:2. try an id of its own for each labeller's row: what they differ in is then listed for a decision"),
    ("facts", fact("8").replace("f2", "f1"), "fact_id: The fact `f1` is already at data/labels/facts.csv:2. try another id, or deleting the row"),
    ("facts", fact("8", stance="retracts"), "target_fact_id: A fact that retracts does not say what it takes back. try the fact_id of the fact that is taken back"),
    ("facts", fact("8", stance="assert"), "stance: `assert` is no stance. try `asserts`, the closest word"),
    ("facts", fact("1 23x"), "value: `1 23x` is not a count. try `123`, or with its qualifier: `8..9`, `>50`, `>=50`, `<50`, `<=50`, `~20`, `20%`, `dozens`"),
    ("facts", fact("some people"), "value: `some people` is not a count. try `some`, or with its qualifier: `8..9`, `>50`, `>=50`, `<50`, `<=50`, `~20`, `20%`, `dozens`"),
    ("facts", fact("dozen"), "value: `dozen` is not a count. try `dozens`, the closest vague word"),
    ("facts", fact("9..8"), "value: `9..8` ends below its start. try the smaller number first, as in `8..9`"),
    ("facts", fact("1.227"), "value: `1.227` is not a count: it is not whole. try `1227`, if the dot parts thousands"),
    ("facts", fact("9.5"), "value: `9.5` is not a count: it is not whole. try an attribute of the kind `quantity`"),
    ("facts", fact('"9,5"'), "value: `9,5` is not a count. try `9.5`"),
    ("facts", fact("2021-02-29", attribute="arrested_on"), "value: There is no day 29 in February 2021, as `2021-02-29` says. try a day from 01 to 28, or the month alone, `2021-02`"),
    ("facts", fact("03/04/2025", attribute="arrested_on"), "value: `03/04/2025` is two days: 3 April or 4 March 2025. try `2025-04-03` or `2025-03-04`"),
    ("facts", fact("yes", attribute="was_released"), "value: `yes` is neither `true` nor `false`. try `true` or `false`"),
    ("facts", fact("3", attribute="held_for", unit="decade"), "unit: There is no unit `decade`. try `decades`, the closest id"),
    ("evidence", "f1,digest,,", "prefix: Neither `prefix` nor `suffix` says which of the places is meant. try the words right before the evidence"),
    ("relation_kinds", "age,half,1,,,", "kind: The kind `age` is built in. try another name for your own"),
    ("relation_kinds", "twice,half,0,,,", "times: A factor of 0 leaves the operand out. try another factor, or deleting the row"),
    ("relation_kinds", "thrice,half,1,,2,1", "total_high: Nothing is from 2 to 1. try 2 or more"),
    ("relations", "r3,twise,double,swap/prisoners/released_count,", "kind: There is no kind `twise`. try `twice`, the closest id"),
    ("relations", "r3,summ,part,swap/prisoners/released_count,", "kind: There is no kind `summ`. try `sum`, the closest id"),
    ("relations", "r3,sum,total,swap/prisoners/released_count,", "role: A relation of the kind `sum` has no role `total`. try one of `whole`, `part`"),
    ("relations", "r3,sum,parts,swap/prisoners/released_count,", "role: A relation of the kind `sum` has no role `parts`. try `part`, the closest role"),
    ("relations", "r3,sum,part,swap/prisoner/released_count,", "operand: There is no claim `swap/prisoner/released_count`. try `swap/prisoners/released_count`, the closest one"),
    ("excluded_passages", "swap-herald,,Ann,Lee,caption", "edition: The cell `edition` is empty. try one of `full`, `digest`"),
    ("rulings", "sources_agree-1,dismiss,,so,desk,2025-12-14,", "disagreement_id: The disagreement `sources_agree-1` is already at data/labels/rulings.csv:2. try one decision: deleting the one that no longer holds"),
    ("rulings", "d,prefer,,so,desk,2025-12-14,", "fact_id: A ruling that prefers does not say which fact. try the fact_id that is preferred"),
    ("rulings", "d,accept,,so,desk,2025-12-14,2024-12-14", "expires_on: The ruling expires on 2024-12-14, before it was decided on 2025-12-14. try a later day, or leaving the cell empty"),
    ("rulings", "d,accept,,so,desk,yesterday,", "decided_on: `yesterday` is not a day. try year, month and day, as in `2025-12-13`"),
    ("units", "weeks,days,0", "factor: A factor of 0 is no size. try a number above 0"),
    ("units", "weeks,days,seven", "factor: `seven` is not a number. try a number such as `9.5`"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "row", "message"), REFUSED)
def test_a_bad_row_is_refused_by_name_and_the_good_ones_stay(desk: Any, kind: str, row: str, message: str) -> None:
    file = f"labels/{kind}.csv"
    good = GOOD[file].count("\n") - 1
    line = good + 2
    desk.add(file, row)
    if "f1" in row and kind == "facts" and "already" not in message:
        row = row.replace("f1", "f2")
        desk.change(
            file, "f1,swap-herald,swap,prisoners,released_count,,,", "f2,swap-herald,swap,prisoners,released_count,,,"
        )
    summary = desk.preview()
    assert refused(summary) == [f"data/{file}:{line} {message}"]
    assert summary.row_counts[kind] == good


@pytest.mark.parametrize(
    ("value", "attribute", "unit"),
    [
        ("123", "released_count", ""),
        ('"1,227"', "released_count", "people"),
        (">=50", "released_count", ""),
        ("Tens of thousands", "released_count", ""),
        ("9.5", "released_count", "million"),
        ("~3", "held_for", "decades"),
        ("20%", "held_for", ""),
        ("195X", "arrested_on", ""),
        ("13/12/2025", "arrested_on", ""),
        ("TRUE", "was_released", ""),
        ("the people's voice", "role", ""),
    ],
)
def test_a_value_that_reads_as_its_attribute_says_is_taken(desk: Any, value: str, attribute: str, unit: str) -> None:
    desk.add("labels/facts.csv", fact(value, attribute, unit))
    assert desk.refusals() == []


def test_every_wrong_cell_of_a_row_is_named(desk: Any) -> None:
    desk.add("labels/people.csv", "bob smith,,soon,,")
    assert [(each.line, each.column_name) for each in desk.preview().rejects] == [
        (3, "born_on"),
        (3, "name"),
        (3, "person_id"),
    ]


def test_a_true_that_a_spreadsheet_wrote_is_the_labellers_true(desk: Any) -> None:
    desk.add("labels/facts.csv", fact("TRUE", "was_released"))
    assert desk.rows("select value from raw.facts_now where fact_id = 'f2'") == [("true",)]


def test_an_attribute_may_say_what_its_values_can_be(desk: Any) -> None:
    desk.write(
        "labels/attributes.csv",
        "attribute,value_kind,unit,over_time,single_valued,tolerance,question,lowest,highest\n"
        "released_count,count,people,fixed,true,,How many?,,\ngrew_by,share,,fixed,true,,How much more?,-1,5\n"
        "fell_by,share,,fixed,true,,How much less?,5,-1\n",
    )
    desk.write("labels/phrases.csv", "attribute,value,phrase\n")
    assert desk.refusals() == [
        "data/labels/attributes.csv:4 highest: No value is at least 5 and at most -1. try the two the other way round"
    ]
    assert desk.rows("select lowest, highest from raw.attributes_now order by line") == [(None, None), (-1.0, 5.0)]

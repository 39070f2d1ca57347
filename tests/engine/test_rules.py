"""Suites, the four answers, and what is refused."""

import json
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from wh.errors import RuleError
from wh.results import Answer, CheckOutcome, Severity
from wh.rules import check, load_suites
from wh.rules.bridge import lent, lent_datasource
from wh.rules.tables import Table

# isort: split
from great_expectations.expectations.expectation_configuration import ExpectationConfiguration

ROOT = Path(__file__).resolve().parents[2]
NOT_NULL = {"type": "nullity", "column": {"name": "empty"}, "is_null": False}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema marts")
        connection.execute(
            "create table marts.t as select i as t_id, i // 2 as pair, 'n' || i as name, null::varchar as empty,"
            " 'art' as article_id from range(4) as r(i)"
        )
        yield connection


def suite(tmp_path: Path, *expectations: dict[str, Any], name: str = "marts.t", file: str = "t.json") -> Path:
    path = tmp_path / file
    path.write_text(json.dumps({"name": name, "meta": {"grain": ["t_id"]}, "expectations": expectations}, indent=1))
    return path


def rule(rule: str, type_: str, severity: str = "critical", **kwargs: Any) -> dict[str, Any]:
    return {"type": type_, "kwargs": kwargs, "severity": severity, "meta": {"rule": rule}}


def ask(con: duckdb.DuckDBPyConnection, file: Path, *class_files: Path) -> CheckOutcome:
    return check(con, load_suites([file]), class_files, "b1")


def test_a_suite_is_listed_with_the_line_of_each_rule(tmp_path: Path) -> None:
    file = suite(
        tmp_path, rule("first", "expect_a"), {"type": "expect_column_values_to_be_unique", "kwargs": {"column": "x"}}
    )
    (read,) = load_suites([file])
    assert (read.name, read.table_name, read.grain, read.file) == ("marts.t", "marts.t", ("t_id",), file)
    assert [(each.name, each.severity) for each in read.rules] == [
        ("first", Severity.CRITICAL),
        ("x_values_to_be_unique", Severity.CRITICAL),
    ]
    assert file.read_text().splitlines()[read.rules[0].line - 1].strip() == '"rule": "first"'


def test_suites_are_listed_without_great_expectations() -> None:
    script = (
        "import sys; from pathlib import Path; from wh.rules import check, load_suites;"
        "suites = load_suites(sorted(Path('expectations').glob('*.json'))); assert len(suites) > 10;"
        "check(None, [], [], 'b1');"
        "print([name for name in ('great_expectations', 'sqlalchemy', 'duckdb') if name in sys.modules])"
    )
    said = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert said.stdout == "[]\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('{"name": "marts.t",\n', "The suite is not JSON: it ends before all its brackets are closed.\n"),
        ("", "The suite is empty.\n"),
        ("[]", "The suite is not a JSON object.\n"),
        ('{"expectations": []}', "The suite has no name.\n"),
        ('{"name": "t"}', "The suite `t` names no table.\n"),
        (
            '{"name": "a.t", "expectations": [{"type": "e", "severity": "critcal"}]}',
            "There is no severity `critcal`.\n",
        ),
        ('{"name": "a.t", "expectations": [{"meta": {"rule": "r"}}]}', "The rule `r` has no type.\n"),
        ('{"name": "a.t", "expectations": [{"type": "e"}, {"type": "e"}]}', "The rule `e` on a.t is there twice"),
        ('{"name": "a.t", "expectations": {"type": "e"}}', "What stands under `expectations` is no list of rules.\n"),
        ('{"name": "a.t", "expectations": ["e"]}', "What stands under `expectations` is no list of rules.\n"),
        ('{"name": "a.t", "expectation": []}', "There is no `expectation` in a suite.\n"),
        ('{"name": "a.t", "expectations": [{"type": "e", "severty": "info"}]}', "There is no `severty` in a suite.\n"),
        ('{"name": "a.t", "expectations": [{"expectation_type": "e"}]}', "The rule has no type.\n"),
        ('{"name": "a.t", "meta": [1]}', "`meta` is [1], and it takes names with values.\n"),
        ('{"name": "a.t", "meta": {"grain": 3}}', "`grain` is 3, which is no list of names.\n"),
        ('{"name": "a.t", "expectations": [{"type": "e", "kwargs": [1]}]}', "`kwargs` is [1], and it takes names"),
        ("[" * 100_000, "The suite is nested too deep to be read.\n"),
    ],
)
def test_a_suite_that_cannot_be_meant_is_refused_with_its_place(text: str, message: str, tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    file.write_text(text)
    with pytest.raises(RuleError) as refused:
        load_suites([file])
    assert str(refused.value).startswith(message)
    assert f"at  {file}:" in str(refused.value)
    assert "\n  try " in str(refused.value)


def test_a_misspelt_expectation_is_refused_with_the_closest_name(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    file = suite(tmp_path, rule("r", "expect_column_values_to_be_unic", column="t_id"))
    with pytest.raises(RuleError) as refused:
        ask(con, file)
    assert str(refused.value) == (
        "There is no expectation `expect_column_values_to_be_unic`.\n"
        f"  at  {file}:10:13\n"
        "  try `expect_column_values_to_be_unique`, the closest name"
    )


@pytest.mark.parametrize(
    ("kwargs", "message", "way_out"),
    [
        (
            {"column": "t_id", "min_vlaue": 1},
            "The rule `r` gives `min_vlaue`, which `expect_column_values_to_be_between` does not take.",
            "`min_value`, the closest name",
        ),
        (
            {"min_value": 1},
            "The rule `r` lacks `column`, which `expect_column_values_to_be_between` needs.",
            '"column": … among its "kwargs"',
        ),
        (
            {"column": "t_id", "min_value": 1, "mostly": 1.5},
            "The rule `r` gives `mostly` as `1.5`: at most 1.0 is allowed.",
            "a value of `mostly` that `expect_column_values_to_be_between` takes",
        ),
    ],
)
def test_parameters_that_an_expectation_does_not_take_are_refused(
    kwargs: dict[str, Any], message: str, way_out: str, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    with pytest.raises(RuleError) as refused:
        ask(con, suite(tmp_path, rule("r", "expect_column_values_to_be_between", **kwargs)))
    assert (refused.value.message, refused.value.way_out) == (message, way_out)


def test_a_file_of_classes_with_an_error_is_refused_with_its_line(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    classes = tmp_path / "broken_classes.py"
    classes.write_text("import json\n\nnot_there.at_all\n")
    with pytest.raises(RuleError) as refused:
        ask(con, suite(tmp_path, rule("r", "expect_column_values_to_be_unique", column="t_id")), classes)
    assert "NameError: name 'not_there' is not defined" in str(refused.value)
    assert f"at  {classes}:3" in str(refused.value)


def test_a_suite_in_another_encoding_is_refused_with_its_line(tmp_path: Path) -> None:
    file = tmp_path / "t.json"
    file.write_bytes('{\n"name": "caf\u00e9"}'.encode("latin-1"))
    with pytest.raises(RuleError) as refused:
        load_suites([file])
    assert str(refused.value) == f"The suite is not UTF-8.\n  at  {file}:2\n  try saving it as UTF-8"


def test_a_file_of_classes_that_ends_the_process_is_refused_and_ends_nothing(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    classes = tmp_path / "ending_classes.py"
    classes.write_text("import sys\nsys.exit(0)\n")
    with pytest.raises(RuleError, match="The expectations cannot be imported: SystemExit"):
        ask(con, suite(tmp_path, rule("r", "expect_column_values_to_be_unique", column="t_id")), classes)


def test_a_rule_that_could_not_be_asked_is_named_with_its_line(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = suite(tmp_path, rule("r", "expect_column_values_to_be_unique", column="t_id"), name="marts.not_there")
    (violation,) = ask(con, file).violations
    assert violation.file_line is not None
    assert violation.file_line.startswith(f"{file}:")


@pytest.mark.parametrize(
    ("asked", "answer", "counts", "details"),
    [
        (rule("r", "expect_column_values_to_be_unique", column="t_id"), Answer.HELD, (4, 4, 0), []),
        (
            rule("r", "expect_column_values_to_match_regex", column="name", regex="^n[0-2]$"),
            Answer.BROKEN,
            (4, 4, 1),
            ["name 'n3' (t_id 3, article_id 'art')"],
        ),
        (rule("r", "expect_column_values_to_not_be_null", column="empty"), Answer.BROKEN, (4, 4, 4), None),
        # all null where values were to be looked at: candidates, but nothing compared
        (
            rule("r", "expect_column_values_to_be_in_set", column="empty", value_set=["a"]),
            Answer.UNANSWERED,
            (4, 0, 0),
            [],
        ),
        # no row meets the condition: not even candidates
        (
            rule("r", "expect_column_values_to_be_in_set", column="empty", value_set=["a"], row_condition=NOT_NULL),
            Answer.UNANSWERED,
            (0, 0, 0),
            [],
        ),
        (
            rule("r", "expect_compound_columns_to_be_unique", column_list=["pair", "article_id"]),
            Answer.BROKEN,
            (4, 4, 4),
            None,
        ),
        (rule("r", "expect_table_row_count_to_be_between", min_value=1), Answer.HELD, (1, 1, 0), []),
        (
            rule("r", "expect_column_max_to_be_between", column="t_id", max_value=2),
            Answer.BROKEN,
            (1, 1, 1),
            ["observed 3, expected max_value 2"],
        ),
        (rule("r", "expect_column_max_to_be_between", column="empty", max_value=2), Answer.UNANSWERED, (4, 0, 0), []),
        (
            rule("r", "unexpected_rows_expectation", unexpected_rows_query="select t_id from {batch} where t_id > 2"),
            Answer.BROKEN,
            (4, 4, 1),
            ["t_id 3"],
        ),
        (
            rule("r", "expect_column_values_to_be_unique", column="no_such"),
            Answer.ERROR,
            (0, 0, 0),
            ["There is no column `no_such`."],
        ),
        (
            rule("r", "unexpected_rows_expectation", unexpected_rows_query="select no_such from {batch}"),
            Answer.ERROR,
            (0, 0, 0),
            None,
        ),
    ],
    ids=lambda value: value["type"] if isinstance(value, dict) else "",
)
def test_each_kind_of_rule_gives_one_of_four_answers(
    asked: dict[str, Any],
    answer: Answer,
    counts: tuple[int, int, int],
    details: list[str] | None,
    con: duckdb.DuckDBPyConnection,
    tmp_path: Path,
) -> None:
    outcome = ask(con, suite(tmp_path, asked))
    (result,) = outcome.results
    assert (result.answer, result.candidate_count, result.compared_count, result.broken_count) == (answer, *counts)
    if details is not None:
        assert [violation.detail for violation in outcome.violations] == details
    assert all(violation.build_id == "b1" and violation.rule == "r" for violation in outcome.violations)


COLUMNS = ("t_id", "pair", "name", "empty", "some", "T_ID")
COMMON = [
    *(rule("unique", "expect_column_values_to_be_unique", column=column) for column in COLUMNS),
    *(rule("given", "expect_column_values_to_not_be_null", column=column) for column in COLUMNS),
    *(rule("known", "expect_column_values_to_be_in_set", column=column, value_set=["n0", "n1"]) for column in COLUMNS),
    rule("apostrophe", "expect_column_values_to_be_in_set", column="name", value_set=["it's", "n0", "n1", "n2", "n3"]),
    rule("numbers", "expect_column_values_to_be_in_set", column="pair", value_set=[0, 1]),
    rule("nothing", "expect_column_values_to_be_in_set", column="name", value_set=[]),
    rule("mostly", "expect_column_values_to_not_be_null", column="some", mostly=0.25),
    rule("sometimes", "expect_column_values_to_be_unique", column="pair", row_condition=NOT_NULL),
    rule("key", "expect_compound_columns_to_be_unique", column_list=["pair", "name"]),
    rule("half", "expect_compound_columns_to_be_unique", column_list=["some", "empty"]),
    rule("none", "expect_compound_columns_to_be_unique", column_list=["empty", "empty"]),
    rule("any", "expect_compound_columns_to_be_unique", column_list=["t_id", "some"], ignore_row_if="never"),
    *(rule("known", "expect_column_values_to_not_be_in_set", column=column, value_set=["n3"]) for column in COLUMNS),
    *(
        rule("bounds", "expect_column_values_to_be_between", column=column, **bounds)
        for column in ("pair", "odd", "fine")
        for bounds in (
            {"min_value": 0, "max_value": 3},
            {"min_value": 0.0, "max_value": 2.5, "mostly": 0.5},
            {"min_value": 0, "strict_min": True},
            {"max_value": 0.1},
            {"min_value": 3, "max_value": 0},
        )
    ),
    *(
        rule("words", f"expect_column_values_to_{kind}", column=column, **pattern)
        for column in ("name", "some")
        for kind, pattern in (
            ("match_regex", {"regex": "^n[0-9]$|it's"}),
            ("not_match_regex", {"regex": "3"}),
            ("match_like_pattern", {"like_pattern": "n_"}),
            ("match_like_pattern", {"like_pattern": "n!_", "escape": "!"}),
            ("not_match_like_pattern", {"like_pattern": "%3"}),
        )
    ),
    *(
        rule("long", "expect_column_value_lengths_to_be_between", column=column, **bounds)
        for column in ("name", "some")
        for bounds in ({"min_value": 1, "max_value": 2}, {"max_value": 2, "strict_max": True})
    ),
    *(
        rule("pair", f"expect_column_pair_values_{kind}", column_A=first, column_B=second, **how)
        for kind, how in (
            ("to_be_equal", {}),
            ("to_be_equal", {"ignore_row_if": "neither"}),
            ("to_be_equal", {"ignore_row_if": "either_value_is_missing"}),
            ("a_to_be_greater_than_b", {"ignore_row_if": "either_value_is_missing"}),
            ("a_to_be_greater_than_b", {"or_equal": True}),
        )
        for first, second in (("t_id", "t_id"), ("t_id", "pair"), ("empty", "some"))
    ),
    rule("no_regex", "expect_column_values_to_match_regex", column="name", regex="["),
    rule("no_text", "expect_column_values_to_match_regex", column="pair", regex="1"),
    rule("some_rows", "expect_table_row_count_to_be_between", min_value=1, max_value=4),
    rule("more_rows", "expect_table_row_count_to_be_between", min_value=5),
]


MIXED = """
create table marts.u as select *, if(t_id = 1, 'x', null) as some, t_id::float / 10 as fine,
    [1::double, 0.1, 'nan', 'inf'][t_id + 1] as odd
from marts.t
where """


@pytest.mark.parametrize("rows", ["false", "t_id = 1"])
def test_rules_asked_together_answer_as_each_does_alone(
    rows: str, con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    con.execute(MIXED + rows)
    named = [each | {"meta": {"rule": f"{number}"}} for number, each in enumerate(COMMON)]
    outcome = ask(con, suite(tmp_path, *named, name="marts.u"))
    with lent(con) as engine:
        for result, each in zip(outcome.results, named, strict=True):
            expectation = ExpectationConfiguration(type=each["type"], kwargs=each["kwargs"]).to_domain_obj()
            verdict = Table(engine, "marts.u", [expectation]).verdict(expectation, ["t_id"])
            assert (result.answer, result.candidate_count, result.compared_count, result.broken_count) == (
                *(verdict.answer, verdict.candidate_count, verdict.compared_count, verdict.broken_count),
            ), each


def test_a_broken_pair_is_shown_by_its_names_also_where_no_key_tells_the_row(tmp_path: Path) -> None:
    with duckdb.connect() as con:
        con.execute("create schema marts; create table marts.p as select 3 as low, 2 as high")
        pair = rule("r", "expect_column_pair_values_to_be_equal", column_A="low", column_B="high")
        (violation,) = ask(con, suite(tmp_path, pair, name="marts.p")).violations
    assert violation.detail == "low 3, high 2"


def test_rules_answer_as_plain_great_expectations_does(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    con.execute(MIXED + "true")
    # plain Great Expectations tells a column's capitals from its small letters, which DuckDB does not
    asked = [each for each in COMMON if each["kwargs"].get("column") != "T_ID"]
    named = [each | {"meta": {"rule": f"{number}"}} for number, each in enumerate(asked)]
    outcome = ask(con, suite(tmp_path, *named, name="marts.u"))
    with lent_datasource(con) as source:
        batch = source.add_table_asset("u", "u", "marts").add_batch_definition_whole_table("all").get_batch()
        for result, each in zip(outcome.results, named, strict=True):
            expectation = ExpectationConfiguration(type=each["type"], kwargs=each["kwargs"]).to_domain_obj()
            plain = batch.validate(expectation, result_format="COMPLETE")
            if plain.success:
                assert result.answer in (Answer.HELD, Answer.UNANSWERED), each
            else:
                assert result.answer is (Answer.BROKEN if plain.result else Answer.ERROR), each
                broken = plain.result.get("unexpected_count", result.broken_count)
                assert result.broken_count == broken, each


def test_two_rules_on_the_quantiles_of_one_column_are_each_answered(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    """Great Expectations itself answers the second with the quantiles of the first."""
    kind = "expect_column_quantile_values_to_be_between"
    low, high = (
        rule(f"at {share}", kind, column="t_id", quantile_ranges={"quantiles": [share], "value_ranges": [[0, 0]]})
        for share in (0.1, 0.9)
    )
    outcome = ask(con, suite(tmp_path, low, high))
    assert [result.answer for result in outcome.results] == [Answer.HELD, Answer.BROKEN]


def test_a_table_that_is_not_there_is_an_error_of_each_of_its_rules(
    con: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    outcome = ask(
        con,
        suite(
            tmp_path,
            rule("a", "expect_column_values_to_be_unique", column="x"),
            rule("b", "expect_table_row_count_to_be_between", min_value=1),
            name="marts.no_such",
        ),
    )
    assert [result.answer for result in outcome.results] == [Answer.ERROR, Answer.ERROR]
    assert outcome.violations[0].detail == (
        "marts.no_such cannot be read: Catalog Error: Table with name no_such does not exist!"
    )


def test_a_rule_in_error_takes_no_other_rule_with_it(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    outcome = ask(
        con,
        suite(
            tmp_path,
            rule("good", "expect_column_values_to_match_regex", column="name", regex="^n"),
            rule("bad", "expect_column_values_to_match_regex", column="name", regex="(n"),
            rule("also_good", "expect_column_values_to_be_unique", column="t_id"),
        ),
    )
    assert [result.answer for result in outcome.results] == [Answer.HELD, Answer.ERROR, Answer.HELD]
    assert [violation.detail for violation in outcome.violations] == ["Invalid Input Error: missing ): (n"]


def test_the_severity_is_the_suites_own(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    outcome = ask(con, suite(tmp_path, rule("r", "expect_column_values_to_not_be_null", "info", column="empty")))
    assert outcome.results[0].severity is Severity.INFO
    assert {violation.severity for violation in outcome.violations} == {Severity.INFO}


def test_a_suite_answers_the_same_twice_and_in_its_own_order(con: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    file = suite(
        tmp_path,
        rule("z", "expect_column_values_to_not_be_null", column="empty"),
        rule("a", "expect_column_values_to_be_unique", column="pair"),
    )
    first, second = ask(con, file), ask(con, file)
    assert first == second
    assert [result.rule for result in first.results] == ["z", "a"]


def test_a_check_prints_nothing_and_leaves_the_log_as_it_was(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    log = logging.getLogger("great_expectations")
    before = log.level
    ask(con, suite(tmp_path, rule("r", "expect_column_values_to_be_unique", column="no_such")))
    assert capfd.readouterr() == ("", "")
    assert log.level == before


def test_a_process_that_checked_ends_without_a_word(tmp_path: Path) -> None:
    file = suite(tmp_path, rule("r", "expect_column_values_to_be_unique", column="no_such"))
    script = (
        "import sys, duckdb; from pathlib import Path; from wh.rules import check, load_suites\n"
        "con = duckdb.connect(); con.execute('create schema marts; create table marts.t as select 1 as t_id')\n"
        "check(con, load_suites([Path(sys.argv[1])]), sorted(Path('expectations').glob('*.py')), 'b1')\n"
        "con.close()\n"
    )
    said = subprocess.run(
        [sys.executable, "-c", script, str(file)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (said.stdout, said.stderr) == ("", "")


def test_a_check_writes_no_file(
    con: duckdb.DuckDBPyConnection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = suite(tmp_path, rule("r", "expect_column_values_to_be_unique", column="t_id"))
    here = tmp_path / "empty"
    here.mkdir()
    monkeypatch.chdir(here)
    ask(con, file)
    assert list(here.iterdir()) == []


def test_every_mart_has_a_rule_on_its_grain() -> None:
    suites = load_suites(sorted((ROOT / "expectations").glob("*.json")))
    guarded = {suite.table_name: {rule.type for rule in suite.rules} for suite in suites}
    unique = {"expect_column_values_to_be_unique", "expect_compound_columns_to_be_unique"}
    marts = {f"marts.{file.stem}" for file in (ROOT / "models" / "marts").glob("*.sql")}
    assert [name for name in sorted(marts) if not guarded.get(name, set()) & unique] == []

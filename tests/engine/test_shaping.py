from collections.abc import Callable, Iterator, Sequence

import duckdb
import pytest

from wh import quality, shaping
from wh.errors import ModelError, ProjectError
from wh.project import Project

MakeProject = Callable[..., Project]

STG = "models/staging/stg_facts.sql"
CLAIMS = "models/marts/claims.sql"
TWO_MODELS = {STG: "select 1 as a", CLAIMS: "select a as b from {{ ref('stg_facts') }}"}


@pytest.fixture
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        quality.create_quality(connection)
        yield connection


def shape(
    con: duckdb.DuckDBPyConnection, project: Project, select: Sequence[str] = (), *, full: bool = False
) -> dict[str, str]:
    """Build what must be built, and return each model's name with the reason."""
    plan = shaping.make_plan(con, project, project.settings.vars, select, full=full)
    shaping.run_plan(con, plan, "1", lambda *_: None)
    return {step.model.name: step.reason for step in plan.steps}


def refusal(con: duckdb.DuckDBPyConnection, project: Project, select: Sequence[str] = ()) -> str:
    with pytest.raises((ModelError, ProjectError)) as refused:
        shape(con, project, select)
    return str(refused.value)


def tables(con: duckdb.DuckDBPyConnection) -> list[str]:
    rows = con.execute(
        "select table_schema || '.' || table_name from information_schema.tables where table_schema <> 'quality'"
    ).fetchall()
    return sorted(row[0] for row in rows)


class TestWhatIsBuilt:
    def test_everything_the_first_time_and_nothing_the_second(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        project = make_project(TWO_MODELS)
        assert shape(con, project) == {"stg_facts": "new", "claims": "new"}
        assert con.execute("select b from marts.claims").fetchall() == [(1,)]
        assert shape(con, project) == {}

    def test_a_changed_model_and_all_that_needs_it(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        shape(con, make_project(TWO_MODELS))
        assert shape(con, make_project({**TWO_MODELS, STG: "select 2 as a"})) == {
            "stg_facts": "its SQL changed",
            "claims": "what it is built from changed",
        }
        assert con.execute("select b from marts.claims").fetchall() == [(2,)]

    def test_a_comment_in_the_sql_changes_nothing(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        shape(con, make_project(TWO_MODELS))
        assert shape(con, make_project({**TWO_MODELS, STG: "-- One row.\nselect\n    1 as a"})) == {}

    def test_a_new_sentence_in_the_yaml_reaches_the_table(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        shape(con, make_project(TWO_MODELS))
        described = (
            "models:\n  - name: claims\n    description: What's said.\n    columns: [{name: b, description: B.}]\n"
        )
        assert set(shape(con, make_project({**TWO_MODELS, "models/marts/claims.yml": described}))) == {"claims"}
        assert con.execute("select comment from duckdb_tables() where table_name = 'claims'").fetchone() == (
            "What's said.",
        )
        assert con.execute("select comment from duckdb_columns() where column_name = 'b'").fetchone() == ("B.",)

    def test_only_what_is_named_where_something_is_named(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        project = make_project(TWO_MODELS)
        shape(con, project)
        assert shape(con, project, ["claims"]) == {"claims": "it was named"}

    def test_everything_where_all_is_asked_for(self, make_project: MakeProject, con: duckdb.DuckDBPyConnection) -> None:
        project = make_project(TWO_MODELS)
        shape(con, project)
        assert set(shape(con, project, full=True).values()) == {"all are built anew"}

    def test_a_model_that_is_gone_takes_its_table_with_it(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        project = make_project(TWO_MODELS)
        shape(con, project)
        (project.root / CLAIMS).unlink()
        shape(con, project)
        assert tables(con) == ["staging.stg_facts"]

    def test_a_model_that_moves_to_another_layer_leaves_no_table_behind(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        project = make_project(TWO_MODELS)
        shape(con, project)
        (project.root / "models" / "intermediate").mkdir()
        (project.root / CLAIMS).rename(project.root / "models" / "intermediate" / "claims.sql")
        shape(con, project)
        assert tables(con) == ["intermediate.claims", "staging.stg_facts"]

    def test_a_table_may_become_a_view_and_a_view_a_table(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        kind = "select table_type from information_schema.tables where table_name = 'stg_facts'"
        shape(con, make_project(TWO_MODELS))
        shape(con, make_project({**TWO_MODELS, STG: "{{ config(materialized='view') }} select 1 as a"}))
        assert con.execute(kind).fetchone() == ("VIEW",)
        shape(con, make_project(TWO_MODELS))
        assert con.execute(kind).fetchone() == ("BASE TABLE",)


class TestModelsThatAreWrong:
    def test_an_unknown_column_is_named_with_the_line_as_written(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        source = (
            "select\n{% for n in [1, 2] %}\n    {{ n }} as n{{ n }},\n{% endfor %}\n    aa\nfrom {{ ref('stg_facts') }}"
        )
        assert refusal(con, make_project({**TWO_MODELS, CLAIMS: source})) == (
            'The model `claims` does not run: Binder Error: Referenced column "aa" not found in FROM clause!\n'
            "     5 |     aa\n"
            "       |     ^\n"
            "  at  models/marts/claims.sql:5\n"
            '  try one of the columns "a"'
        )

    def test_a_value_that_cannot_be_cast_is_named_with_its_model(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        message = refusal(con, make_project({**TWO_MODELS, STG: "select cast('1o' as integer) as a"}))
        assert message.startswith("The model `stg_facts` does not run: Conversion Error: Could not convert string '1o'")
        assert "  at  models/staging/stg_facts.sql" in message

    def test_where_one_model_fails_none_is_new(self, make_project: MakeProject, con: duckdb.DuckDBPyConnection) -> None:
        shape(con, make_project(TWO_MODELS))
        refusal(con, make_project({STG: "select 2 as a", CLAIMS: "select z from {{ ref('stg_facts') }}"}))
        assert con.execute("select a from staging.stg_facts").fetchall() == [(1,)]
        assert con.execute("select b from marts.claims").fetchall() == [(1,)]

    def test_a_column_that_only_the_yaml_knows_is_refused(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        described = "models:\n  - name: claims\n    columns: [{name: low, description: L.}]\n"
        assert refusal(con, make_project({**TWO_MODELS, "models/marts/claims.yml": described})) == (
            "The YAML of `claims` describes a column `low`, which the model does not give.\n"
            "  at  models/marts/claims.yml:2\n"
            "  try take it out of the YAML, or select it in the model"
        )

    def test_a_ring_is_named_before_anything_runs(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        ring = {
            STG: "select 1 as a",
            CLAIMS: "select * from {{ ref('facts') }}",
            "models/marts/facts.sql": "select * from {{ ref('claims') }}",
        }
        assert refusal(con, make_project(ring)).startswith("The models need each other in a ring: ")
        assert tables(con) == []

    def test_all_that_do_not_render_are_named_at_once(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        wrong = {
            "models/marts/a.sql": "select * from {{ ref('nobody') }}",
            "models/marts/b.sql": "select {{ 1 / 0 }}",
            "models/marts/c.sql": "select {{ var('nothing') }}",
        }
        with pytest.raises(ExceptionGroup) as refused:
            shape(con, make_project({**TWO_MODELS, **wrong}))
        assert [error.at for error in refused.value.exceptions if isinstance(error, ModelError)] == [
            f"{path}:1" for path in wrong
        ]

    def test_all_that_do_not_parse_are_named_at_once(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        wrong = {"models/marts/a.sql": "select a b c", "models/marts/b.sql": "select (1"}
        with pytest.raises(ExceptionGroup) as refused:
            shape(con, make_project({**TWO_MODELS, **wrong}))
        assert [error.at for error in refused.value.exceptions if isinstance(error, ModelError)] == [
            f"{path}:1" for path in wrong
        ]

    def test_a_model_that_does_not_parse_and_one_that_does_not_render_are_named_together(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        wrong = {"models/marts/a.sql": "select a b c", "models/marts/b.sql": "select {{ ref('nobody') }}"}
        with pytest.raises(ExceptionGroup) as refused:
            shape(con, make_project({**TWO_MODELS, **wrong}))
        assert {error.at for error in refused.value.exceptions if isinstance(error, ModelError)} == {
            f"{path}:1" for path in wrong
        }

    def test_a_selection_whose_parent_was_never_built_says_how_to_select_it_too(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        assert refusal(con, make_project(TWO_MODELS), ["claims"]) == (
            "`claims` needs `stg_facts`, which is not built yet and was not selected.\n"
            "  at  models/marts/claims.sql\n"
            "  try `wh build +claims`"
        )

    def test_rows_that_cannot_be_read_from_the_file_are_no_fault_of_the_model(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        project = make_project(TWO_MODELS)
        plan = shaping.make_plan(con, project, {}, (), full=False)

        class Spoilt:
            def __getattr__(self, name: str) -> object:
                return getattr(con, name)

            def execute(self, sql: str, *more: object) -> duckdb.DuckDBPyConnection:
                if sql.startswith("create table"):
                    raise duckdb.Error("Corrupt database file: computed checksum 1 does not match stored checksum 2")
                return con.execute(sql, *more)

        with pytest.raises(duckdb.Error, match="Corrupt database file"):
            shaping.run_plan(Spoilt(), plan, "1", lambda *_: None)  # type: ignore[arg-type]  # a stand-in


class TestTheGrain:
    YML = "models/marts/claims.yml"

    def described(self, grain: str) -> dict[str, str]:
        rows = "select unnest([1, 1, 2]) as b"
        entry = f"models:\n  - name: claims\n    meta: {{grain: [{grain}]}}\n    columns:\n      - name: b\n"
        return {CLAIMS: rows, self.YML: entry}

    def test_two_rows_alike_in_the_grain_are_refused_with_their_key(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        assert refusal(con, make_project(self.described("b"))) == (
            "`claims` is to have one row for each b, but 2 have b = 1.\n"
            f"  at  {CLAIMS}\n"
            "  try a join that meets one row, or the true grain in the YAML"
        )
        assert tables(con) == []

    def test_a_grain_of_a_column_that_is_not_there_is_refused_at_the_yaml(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        assert refusal(con, make_project(self.described("c"))) == (
            "The grain of `claims` names a column that the model does not give: c.\n"
            f"  at  {self.YML}:2\n"
            "  try the columns that make a row unique"
        )

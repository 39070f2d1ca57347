from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import duckdb
import pytest
from engine.building import read, refusal, refusals, shape

from wh import loading, planning, quality, running
from wh.errors import ModelError
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
            "claims": "parent stg_facts changed",
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
    def test_a_value_that_cannot_be_cast_is_named_with_its_model(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        message = refusal(con, make_project({**TWO_MODELS, STG: "select cast('1o' as integer) as a"}))
        assert message.startswith("The model `stg_facts` does not run: Could not convert string '1o'")
        assert "  at  models/staging/stg_facts.sql:1:8" in message

    def test_where_one_model_cannot_be_bound_none_is_new(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        shape(con, make_project(TWO_MODELS))
        refusal(con, make_project({STG: "select 2 as a", CLAIMS: "select z from {{ ref('stg_facts') }}"}))
        assert con.execute("select a from staging.stg_facts").fetchall() == [(1,)]
        assert con.execute("select b from marts.claims").fetchall() == [(1,)]

    def test_a_model_that_fails_in_its_run_keeps_its_table_and_holds_up_only_what_needs_it(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        others = {
            "models/marts/facts.sql": "select b from {{ ref('claims') }}",
            "models/marts/people.sql": "select a from {{ ref('stg_facts') }}",
        }
        shape(con, make_project({**TWO_MODELS, **others}))
        broken = {STG: "select 2 as a", CLAIMS: "select cast('x' || a as integer) as b from {{ ref('stg_facts') }}"}
        plan = planning.make_plan(con, read(con, make_project(broken)))
        outcome = running.run_plan(con, plan, "2", lambda *_: None)
        assert {one.name: one.status for one in outcome.shaped} == {
            "stg_facts": "success",
            "claims": "error",
            "facts": "skipped",
            "people": "success",
        }
        assert [error.at for error in outcome.wrong] == [f"{CLAIMS}:1:8"]
        assert outcome.not_built == {"claims", "facts"}
        held = "select (select a from staging.stg_facts), (select b from marts.claims), (select a from marts.people)"
        assert con.execute(held).fetchone() == (2, 1, 2)

    def test_the_next_build_resumes_with_what_was_not_built(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        facts = {"models/marts/facts.sql": "select b from {{ ref('claims') }}"}
        refusals(
            con,
            make_project({**TWO_MODELS, **facts, CLAIMS: "select error('x')::int as b from {{ ref('stg_facts') }}"}),
        )
        assert shape(con, make_project({**TWO_MODELS, **facts})) == {"claims": "new", "facts": "new"}

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
            "models/marts/a.sql:1:23",
            "models/marts/b.sql:1:8",
            "models/marts/c.sql:1:16",
        ]

    def test_all_that_do_not_parse_are_named_at_once(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        wrong = {"models/marts/a.sql": "select a b c", "models/marts/b.sql": "select (1"}
        with pytest.raises(ExceptionGroup) as refused:
            shape(con, make_project({**TWO_MODELS, **wrong}))
        assert [error.at for error in refused.value.exceptions if isinstance(error, ModelError)] == [
            "models/marts/a.sql:1:12",
            "models/marts/b.sql:1:9",
        ]

    def test_a_model_that_does_not_parse_and_one_that_does_not_render_are_named_together(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        wrong = {"models/marts/a.sql": "select a b c", "models/marts/b.sql": "select {{ ref('nobody') }}"}
        with pytest.raises(ExceptionGroup) as refused:
            shape(con, make_project({**TWO_MODELS, **wrong}))
        assert {error.at for error in refused.value.exceptions if isinstance(error, ModelError)} == {
            "models/marts/a.sql:1:12",
            "models/marts/b.sql:1:16",
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
        plan = planning.make_plan(con, read(con, project))

        class Spoilt:
            def __getattr__(self, name: str) -> object:
                return getattr(con, name)

            def cursor(self) -> "Spoilt":
                return self

            def close(self) -> None: ...

            def execute(self, sql: str, *more: object) -> duckdb.DuckDBPyConnection:
                if sql.startswith("create or replace table"):
                    raise duckdb.Error("Corrupt database file: computed checksum 1 does not match stored checksum 2")
                return con.execute(sql, *more)

        with pytest.raises(duckdb.Error, match="Corrupt database file"):
            running.run_plan(Spoilt(), plan, "1", lambda *_: None)  # type: ignore[arg-type]  # a stand-in


class TestOddButRight:
    """What dbt builds, and what was once refused, stale or lost here."""

    def test_two_models_swap_their_tables_names(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        def models(one: str, other: str, kind: str) -> Project:
            claims = f"{{{{ config(alias='{other}', materialized='{kind}') }}}}select 2 as a"
            facts = f"{{{{ config(alias='{one}') }}}}select 1 as a"
            return make_project({CLAIMS: claims, "models/marts/facts.sql": facts})

        shape(con, models("one", "two", "table"))
        shape(con, models("two", "one", "view"))
        assert con.execute("select (select a from marts.one), (select a from marts.two)").fetchone() == (2, 1)

    def test_what_a_table_that_grows_asks_of_itself_needs_no_word_of_execute(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        grown = (
            "{{ config(materialized='incremental') }}select a from {{ ref('stg_facts') }}"
            "{% if is_incremental() %}"
            " where a > {{ run_query('select max(a) from ' ~ this).columns[0].values()[0] }}{% endif %}"
        )
        shape(con, make_project({STG: "select 1 as a", CLAIMS: grown}))
        shape(con, make_project({STG: "select unnest([0, 2]) as a", CLAIMS: grown}))
        assert con.execute("from marts.claims order by all").fetchall() == [(1,), (2,)]
        assert shape(con, make_project({STG: "select unnest([0, 2]) as a", CLAIMS: grown.replace(">", ">=")})) == {
            "claims": "its SQL changed"
        }

    def test_what_is_said_only_when_a_model_runs_is_part_of_its_meaning(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        asking = "{% if execute %}{{ run_query('select 1').columns[0].values()[0] }}{% else %}0{% endif %}"
        shape(con, make_project({STG: f"select {asking} as a"}))
        project = make_project({STG: f"select {asking} as a".replace("select 1'", "select 2'")})
        assert shape(con, project) == {"stg_facts": "its SQL changed"}
        assert con.execute("from staging.stg_facts").fetchall() == [(2,)]

    def test_the_history_of_a_snapshot_that_is_taken_out_stays(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        settings = "strategy='check', unique_key='a', check_cols='all'"
        kept = (
            f"{{% snapshot kept %}}{{{{ config({settings}) }}}}select * from {{{{ ref('claims') }}}}{{% endsnapshot %}}"
        )
        files = {CLAIMS: "select 1 as a"}
        shape(con, make_project({**files, "snapshots/kept.sql": kept}))
        project = make_project(files)
        (project.root / "snapshots" / "kept.sql").unlink()
        shape(con, project)
        assert con.execute("select a, dbt_valid_to from snapshots.kept").fetchall() == [(1, None)]

    def test_two_models_with_one_table_are_refused_whatever_the_case(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        facts = {"models/marts/facts.sql": "{{ config(alias='Claims') }}select 1 as a"}
        assert refusal(con, make_project({CLAIMS: "select 1 as a", **facts})) == (
            "`facts` and `claims` would both be the table `marts.Claims`.\n"
            "  at  models/marts/facts.sql\n"
            "  try another `alias` or `schema` for one of them"
        )

    def test_an_ephemeral_model_may_have_a_name_that_is_no_word(
        self, make_dbt_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        ephemeral = "{{ config(materialized='ephemeral') }}select 1 as a"
        project = make_dbt_project({"models/an odd one.sql": ephemeral, "models/b.sql": "from {{ ref('an odd one') }}"})
        assert shape(con, project) == {"b": "new"}
        assert con.execute("from main.b").fetchall() == [(1,)]

    def test_a_chain_of_a_thousand_ephemeral_parents_is_followed(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        parsed = read(con, make_project({CLAIMS: "select 1 as a"}))
        names = [f"e{number}" for number in range(2000)]
        parsed.kinds |= dict.fromkeys(names, "ephemeral")
        first = parsed.rendered["claims"]
        for name, parent in zip(names, [*names[1:], "claims"], strict=True):
            parsed.rendered[name] = replace(first, refs={parent: ""})
        assert parsed.ephemeral_among(["e0"]) == tuple(reversed(names))
        assert planning.built_parents(parsed, "e0") == ("claims",)


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


FACTS_LOADER = """
from dataclasses import dataclass
from wh.kinds import Id, labels

@labels("facts.csv", key="fact_id")
@dataclass(frozen=True, slots=True)
class Fact:
    fact_id: Id
    said: str | None
"""
ARTICLES_LOADER = """
from dataclasses import dataclass
from typing import Literal
from wh.kinds import Id, describes_articles

@describes_articles("articles.csv", key=("article_id", "edition"))
@dataclass(frozen=True, slots=True)
class Description:
    article_id: Id
    edition: Literal["full", "digest"]
    file: str
"""
WORLD = {
    "loaders/facts.py": FACTS_LOADER,
    "loaders/people.py": FACTS_LOADER.replace("fact", "person").replace("Fact", "Person"),
    "loaders/manifest.py": ARTICLES_LOADER,
    "data/articles.csv": "article_id,edition,file\n",
    "data/labels/facts.csv": "fact_id,said\na,one\nb,two\n",
    "data/labels/persons.csv": "person_id,said\np,Ann\n",
    "data/measured.csv": "size\n1\n",
    "seeds/codes.csv": "code,word\n01,one\n02,two\n",
    "macros/text.sql": (
        "{% macro loud(column) %}{# how #}upper({{ cut(column) }}){% endmacro %}\n"
        "{% macro cut(column) %}left({{ column }}, 100){% endmacro %}\n"
        "{% macro nobody_calls(column) %}lower({{ column }}){% endmacro %}\n"
    ),
    STG: "-- One row per fact.\nselect fact_id, said from {{ source('raw', 'facts_now') }}\n",
    "models/staging/stg_persons.sql": "select person_id from {{ source('raw', 'persons_now') }}",
    "models/intermediate/int_facts__loud.sql": (
        "select fact_id, {{ loud('said') }} as said from {{ ref('stg_facts') }} limit {{ var('most') }}"
    ),
    "models/marts/claims.sql": "select fact_id, said from {{ ref('int_facts__loud') }}",
    "models/marts/claims.yml": """\
models:
  - name: claims
    description: What is said.
    config: {tags: [daily], materialized: table}
""",
    "models/marts/places.sql": "select '{{ env_var('DESK_PLACE', 'nowhere') }}' as place",
    "models/marts/measures.sql": "select size from read_csv('data/measured.csv')",
    "models/intermediate/int_words.sql": (
        "{{ config(materialized='ephemeral') }}\nselect code, word from {{ ref('codes') }}"
    ),
    "models/marts/words.sql": "select word from {{ ref('int_words') }}",
    "models/marts/people.sql": "{{ config(materialized='view') }}\nselect person_id from {{ ref('stg_persons') }}",
    "models/marts/growing.sql": (
        "{{ config(materialized='incremental', unique_key='fact_id') }}\nselect fact_id from {{ ref('stg_facts') }}"
    ),
}
SETTINGS = "[tool.wh.vars]\nmost = 10\nunused = 1\n"
NOTHING: dict[str, str] = {}


def edited(file: str, before: str, after: str) -> dict[str, str]:
    assert before in WORLD[file]
    return {file: WORLD[file].replace(before, after)}


MUST = {
    "the SQL of a model": (
        edited(STG, "fact_id, said", "fact_id, trim(said) as said"),
        {
            "stg_facts": "its SQL changed",
            "int_facts__loud": "parent stg_facts changed",
            "claims": "parent int_facts__loud changed",
            "growing": "parent stg_facts changed",
        },
    ),
    "the SQL of a model that nothing needs": (
        edited("models/marts/words.sql", "select word", "select upper(word) as word"),
        {"words": "its SQL changed"},
    ),
    "what a macro gives": (
        edited("macros/text.sql", "upper(", "reverse("),
        {"int_facts__loud": "macro `loud` changed", "claims": "parent int_facts__loud changed"},
    ),
    "a macro that the macro calls": (
        edited("macros/text.sql", "100", "200"),
        {"int_facts__loud": "macro `cut` changed", "claims": "parent int_facts__loud changed"},
    ),
    "an ephemeral parent": (
        edited("models/intermediate/int_words.sql", "code, word", "upper(word) as word"),
        {"words": "parent int_words changed"},
    ),
    "what an incremental model adds when it grows": (
        edited(
            "models/marts/growing.sql",
            "('stg_facts') }}",
            "('stg_facts') }}\n{% if is_incremental() %}where fact_id > 'a'{% endif %}",
        ),
        {"growing": "its SQL changed"},
    ),
    "a setting that decides how it is kept": (
        edited("models/marts/claims.yml", "materialized: table", "materialized: view"),
        {"claims": "its setting `materialized` changed"},
    ),
    "the key of an incremental model": (
        edited("models/marts/growing.sql", "unique_key='fact_id'", "unique_key=['fact_id']"),
        {"growing": "its setting `unique_key` changed"},
    ),
    "the schema": (
        edited("models/marts/claims.yml", "materialized: table", "schema: desk"),
        {"claims": "it is now main_desk.claims, was marts.claims"},
    ),
    "its description, which the table carries": (
        edited("models/marts/claims.yml", "What is said.", "What was said."),
        {"claims": "its description changed"},
    ),
    "a label that was corrected": (
        edited("data/labels/facts.csv", "b,two", "b,too"),
        {
            "stg_facts": "1 changed row in facts.csv",
            "int_facts__loud": "parent stg_facts changed",
            "claims": "parent int_facts__loud changed",
            "growing": "parent stg_facts changed",
        },
    ),
    "labels that stand on other lines, since a row tells its line": (
        {"data/labels/persons.csv": "person_id,said\n\np,Ann\n"},
        {"stg_persons": "raw.persons_now changed", "people": "parent stg_persons changed"},
    ),
    "labels that are new": (
        {"data/labels/persons.csv": "person_id,said\np,Ann\nq,Ben\nr,Cis\n"},
        {"stg_persons": "2 new rows in persons.csv", "people": "parent stg_persons changed"},
    ),
    "a cell of a seed": (
        edited("seeds/codes.csv", "02,two", "02,too"),
        {"codes": "its rows changed", "words": "parent int_words changed"},
    ),
    "a file that the query reads": (
        {"data/measured.csv": "size\n1\n22\n"},
        {"measures": "file data/measured.csv changed"},
    ),
}
MUST_NOT = {
    "nothing": NOTHING,
    "a comment in the SQL": edited(STG, "-- One row per fact.", "-- One row for each fact, as it stands now."),
    "white space in the SQL": edited(STG, "select fact_id, said from", "select\n    fact_id,\n    said\nfrom"),
    "a comment in a macro": edited("macros/text.sql", "{# how #}", "{# how it is said #}"),
    "a macro that no model calls": edited("macros/text.sql", "lower(", "reverse("),
    "a new macro": {"macros/more.sql": "{% macro more() %}1{% endmacro %}"},
    "a tag": edited("models/marts/claims.yml", "[daily]", "[daily, hourly]"),
    "the order of keys in the YAML": edited(
        "models/marts/claims.yml", "tags: [daily], materialized: table", "materialized: table, tags: [daily]"
    ),
    "a comment in the YAML": edited("models/marts/claims.yml", "models:\n", "# the marts\nmodels:\n"),
    "a key of `meta`": edited("models/marts/claims.yml", "tags: [daily]", "tags: [daily], meta: {owner: desk}"),
    "a setting said again in the model": edited(
        "models/marts/words.sql", "select", "{{ config(materialized='table') }}select"
    ),
    "a file that no query reads": {"data/unread.csv": "a\n1\n"},
    "a rule": {"expectations/claims.json": '{"name": "claims", "expectations": []}'},
}


class TestTheFingerprint:
    """What must build a model anew, why, and what must not."""

    @pytest.fixture
    def rebuilt(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
    ) -> Callable[..., dict[str, str]]:
        """Return the function that builds WORLD, then changes it, and gives what is built anew and why."""

        def build(day: int, files: Mapping[str, str], settings: str) -> dict[str, str]:
            project = make_project(files, settings=settings)
            monkeypatch.chdir(project.root)
            loading.load(con, project, None, datetime(2026, 1, day, tzinfo=UTC))
            return shape(con, project)

        def change(changes: Mapping[str, str], settings: str = SETTINGS, **environment: str) -> dict[str, str]:
            assert len(build(1, WORLD, SETTINGS)) == 10
            for name, value in environment.items():
                monkeypatch.setenv(name, value)
            found = build(2, changes, settings)
            assert build(3, {}, settings) == {}, "what was built anew is built anew again"
            return found

        return change

    @pytest.mark.parametrize("what", MUST)
    def test_what_changes_a_row_or_a_table_builds_what_depends_on_it(
        self, rebuilt: Callable[..., dict[str, str]], what: str
    ) -> None:
        changes, reasons = MUST[what]
        assert rebuilt(changes) == reasons

    @pytest.mark.parametrize("what", MUST_NOT)
    def test_what_changes_no_row_builds_nothing(self, rebuilt: Callable[..., dict[str, str]], what: str) -> None:
        assert rebuilt(MUST_NOT[what]) == {}

    def test_a_var_counts_for_the_models_that_ask_for_it(self, rebuilt: Callable[..., dict[str, str]]) -> None:
        assert rebuilt({}, SETTINGS.replace("most = 10", "most = 1")) == {
            "int_facts__loud": "var `most` changed from 10 to 1",
            "claims": "parent int_facts__loud changed",
        }

    def test_a_var_that_no_model_asks_for_counts_for_none(self, rebuilt: Callable[..., dict[str, str]]) -> None:
        assert rebuilt({}, SETTINGS.replace("unused = 1", "unused = 2")) == {}

    def test_the_environment_counts_for_the_models_that_ask_for_it(
        self, rebuilt: Callable[..., dict[str, str]]
    ) -> None:
        assert rebuilt({}, DESK_PLACE="Minsk") == {"places": "the environment's DESK_PLACE changed"}

    def test_what_no_model_asks_of_the_environment_counts_for_none(
        self, rebuilt: Callable[..., dict[str, str]]
    ) -> None:
        assert rebuilt({}, DESK_ELSE="Minsk") == {}

    def test_what_reads_the_clock_is_built_each_time_and_says_so(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        project = make_project({CLAIMS: "select now() as at", STG: "select 'now()' as said -- now()"})
        shape(con, project)
        assert shape(con, project) == {"claims": "it reads the clock or chance (`now`)"}

    def test_what_follows_from_the_clock_is_built_with_it(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        project = make_project({STG: "select today() as on_day", CLAIMS: "select on_day from {{ ref('stg_facts') }}"})
        shape(con, project)
        assert shape(con, project) == {
            "stg_facts": "it reads the clock or chance (`today`)",
            "claims": "parent stg_facts changed",
        }


def test_a_hook_of_an_incremental_model_knows_whether_rows_are_added(
    make_dbt_project: MakeProject, con: duckdb.DuckDBPyConnection
) -> None:
    hooks = "pre_hook=\"insert into told select '{{ is_incremental() }}'\""
    con.execute("create table main.told (said varchar)")
    for number in (1, 2):
        source = f"{{{{ config(materialized='incremental', {hooks}) }}}} select {number} as a"
        shape(con, make_dbt_project({"models/a.sql": source}))
    assert con.execute("select said from main.told").fetchall() == [("False",), ("True",)]


SPREAD = "models/marts/spread.py"
PROGRAM = "def model(dbt, session):\n    return session.sql('select 1 as a, 2.5 as b')\n"
SAID = "models: [{{name: spread, columns: [{{name: a, data_type: INTEGER}}, {{name: b, data_type: '{kind}'}}]}}]"


class TestAModelInPythonThatStatesItsColumns:
    def test_is_known_before_it_runs_so_that_what_reads_it_is_checked(
        self, make_project: MakeProject, con: duckdb.DuckDBPyConnection
    ) -> None:
        files = {SPREAD: PROGRAM, "models/marts/spread.yml": SAID.format(kind="DECIMAL(2,1)")}
        reader = {"models/marts/read.sql": "select c from {{ ref('spread') }}"}
        assert refusal(con, make_project({**files, **reader})).startswith("The model `read` reads a column `c`")

    def test_is_held_to_them_by_its_run(self, make_project: MakeProject, con: duckdb.DuckDBPyConnection) -> None:
        project = make_project({SPREAD: PROGRAM, "models/marts/spread.yml": SAID.format(kind="VARCHAR")})
        with pytest.raises(ModelError) as error:
            shape(con, project)
        assert "gives other columns than its YAML states: a INTEGER, b DECIMAL(2,1)" in str(error.value)

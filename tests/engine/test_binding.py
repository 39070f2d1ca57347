from collections.abc import Callable, Iterator, Sequence

import duckdb
import pytest
from engine.building import read, refusal, refusals, shape

from wh import binding, quality
from wh.project import Project

MakeProject = Callable[..., Project]
Con = duckdb.DuckDBPyConnection

STG = "models/staging/stg_facts.sql"
CLAIMS = "models/marts/claims.sql"
YAML = "models/marts/claims.yml"
FACTS = {STG: "select 1 as a, 'x' as said, date '2026-01-01' as happened_on"}
REF = "{{ ref('stg_facts') }}"


@pytest.fixture
def con() -> Iterator[Con]:
    with duckdb.connect() as connection:
        quality.create_quality(connection)
        yield connection


def claims(sql: str, **more: str) -> dict[str, str]:
    return {**FACTS, CLAIMS: sql, **more}


def first_lines(messages: Sequence[str]) -> list[str]:
    return [message.splitlines()[0] for message in messages]


class TestWhatIsKnown:
    def test_the_columns_and_types_of_every_model_before_anything_is_built(
        self, make_project: MakeProject, con: Con
    ) -> None:
        parsed = read(con, make_project(claims(f"select *, a + 0.5 as more from {REF}")))
        bound = binding.bind(con, parsed, parsed.graph().order())
        assert bound.wrong == ()
        stg = (("a", "INTEGER"), ("said", "VARCHAR"), ("happened_on", "DATE"))
        assert bound.columns == {"stg_facts": stg, "claims": (*stg, ("more", "DECIMAL(12,1)"))}

    def test_a_snapshot_gives_the_columns_of_its_history_and_keeps_those_its_query_lost(
        self, make_dbt_project: MakeProject, con: Con
    ) -> None:
        config = "unique_key='a', strategy='check', check_cols='all', hard_deletes='new_record'"
        sources = {
            "snapshots/s.sql": f"{{% snapshot s %}}{{{{ config({config}) }}}}select 1 as a{{% endsnapshot %}}",
            "models/m.sql": "select a, gone, dbt_scd_id from {{ ref('s') }} where dbt_valid_to is null",
        }
        con.execute("create table main.s (a integer, gone date)")
        parsed = read(con, make_dbt_project(sources))
        bound = binding.bind(con, parsed, parsed.graph().order())
        assert bound.wrong == ()
        assert bound.columns["s"] == (
            ("a", "INTEGER"),
            ("dbt_scd_id", "VARCHAR"),
            ("dbt_updated_at", "TIMESTAMP"),
            ("dbt_valid_from", "TIMESTAMP"),
            ("dbt_valid_to", "TIMESTAMP"),
            ("dbt_is_deleted", "VARCHAR"),
            ("gone", "DATE"),
        )
        assert bound.columns["m"] == (("a", "INTEGER"), ("gone", "DATE"), ("dbt_scd_id", "VARCHAR"))

    def test_a_table_that_is_named_with_its_file_is_left_to_the_run(
        self, make_dbt_project: MakeProject, con: Con
    ) -> None:
        sources = {
            "models/a.sql": "select 1 as n",
            "models/b.sql": "select n from memory.main.a -- {{ ref('a') }}",
            "models/c.sql": "select n from {{ ref('b') }}",
        }
        parsed = read(con, make_dbt_project(sources))
        bound = binding.bind(con, parsed, parsed.graph().order())
        assert (bound.wrong, set(bound.columns)) == ((), {"a"})

    def test_nothing_is_left_of_the_check(self, make_project: MakeProject, con: Con) -> None:
        parsed = read(con, make_project(claims(f"select * from {REF}")))
        catalogs = con.execute("select database_name from duckdb_databases() order by all").fetchall()
        binding.bind(con, parsed, parsed.graph().order())
        assert con.execute("select database_name from duckdb_databases() order by all").fetchall() == catalogs
        assert con.execute("select count(*) from duckdb_tables() where schema_name = 'marts'").fetchone() == (0,)

    def test_a_parent_that_is_not_built_anew_is_taken_as_it_stands(self, make_project: MakeProject, con: Con) -> None:
        shape(con, make_project(FACTS))
        parsed = read(con, make_project(claims(f"select a from {REF}")))
        assert binding.bind(con, parsed, ["claims"]).columns == {"claims": (("a", "INTEGER"),)}

    @pytest.mark.parametrize("threads", [1, 2, 4])
    def test_the_answer_is_the_same_with_any_number_of_threads(
        self, make_project: MakeProject, con: Con, threads: int
    ) -> None:
        layers = {f"models/marts/m{n}.sql": f"select *, {n} as n{n} from {REF}" for n in range(8)}
        top = " union all by name ".join(f"from {{{{ ref('m{n}') }}}}" for n in range(8))
        parsed = read(con, make_project({**FACTS, **layers, "models/marts/top.sql": f"select nine from ({top})"}))
        bound = binding.bind(con, parsed, parsed.graph().order(), threads)
        assert len(bound.columns) == 9
        assert [error.at for error in bound.wrong] == ["models/marts/top.sql:1:8"]


class TestWhatIsRefused:
    def test_an_unknown_column_is_underlined_with_the_closest_name(self, make_project: MakeProject, con: Con) -> None:
        assert refusal(con, make_project(claims(f"select\n    sad\nfrom {REF}"))) == (
            "The model `claims` reads a column `sad`, which none of its tables has here.\n"
            "     2 |     sad\n"
            "       |     ^^^\n"
            "  at  models/marts/claims.sql:2:5\n"
            "  try `said`, the closest name"
        )

    def test_where_no_name_is_near_the_columns_are_listed(self, make_project: MakeProject, con: Con) -> None:
        message = refusal(con, make_project(claims(f"select acled from {REF}")))
        assert message.endswith("\n  try one of `a`, `said`, `happened_on`")

    def test_an_ambiguous_column_is_offered_with_each_of_its_tables(self, make_project: MakeProject, con: Con) -> None:
        source = f"select a\nfrom {REF} as l\ncross join {REF} as r"
        assert refusal(con, make_project(claims(source))) == (
            "The column `a` is in more than one table that `claims` joins here.\n"
            "     1 | select a\n"
            "       |        ^\n"
            "  at  models/marts/claims.sql:1:8\n"
            "  try `l.a` or `r.a`"
        )

    def test_a_table_that_is_joined_under_another_name(self, make_project: MakeProject, con: Con) -> None:
        assert refusal(con, make_project(claims(f"select facts.a from {REF}"))) == (
            "The model `claims` reads from `facts`, which stands in no FROM here.\n"
            "     1 | select facts.a from {{ ref('stg_facts') }}\n"
            "       |        ^^^^^^^\n"
            "  at  models/marts/claims.sql:1:8\n"
            "  try `stg_facts`"
        )

    def test_a_table_that_is_not_there_is_to_be_a_ref_or_a_source(self, make_project: MakeProject, con: Con) -> None:
        assert refusal(con, make_project(claims("select 1 from nowhere"))) == (
            "The model `claims` reads a table `nowhere`, which is not there.\n"
            "     1 | select 1 from nowhere\n"
            "       |               ^^^^^^^\n"
            "  at  models/marts/claims.sql:1:15\n"
            "  try `{{ ref('…') }}` for a model, `{{ source('…', '…') }}` for a table that is loaded"
        )

    def test_a_model_that_reads_its_own_table_is_to_be_incremental(self, make_project: MakeProject, con: Con) -> None:
        message = refusal(con, make_project(claims("select a from {{ this }}")))
        assert message.startswith("The model `claims` reads a table `claims`, which is not there.")
        assert "  try `materialized: incremental`, and `{% if is_incremental() %}` around what" in message

    def test_an_unknown_function_offers_the_closest(self, make_project: MakeProject, con: Con) -> None:
        message = refusal(con, make_project(claims(f"select lenght(said) as n from {REF}")))
        assert message.startswith("The model `claims` calls `lenght`, and DuckDB has no such function.\n")
        assert message.endswith("  at  models/marts/claims.sql:1:8\n  try `length`, the closest name")

    def test_types_that_do_not_go_together(self, make_project: MakeProject, con: Con) -> None:
        message = refusal(con, make_project(claims(f"select said - 1 as n from {REF}")))
        assert message.startswith("The model `claims` calls `-(VARCHAR, INTEGER)`, which takes no such arguments.\n")
        assert message.endswith(
            "  at  models/marts/claims.sql:1:13\n  try `try_cast(… as double)`: a text is no number"
        )

    @pytest.mark.parametrize(
        ("source", "found"),
        [
            ("select 1; select 2", "2 statements (SELECT and SELECT)"),
            ("create table t as select 1", "CREATE"),
            ("delete from marts.claims", "DELETE"),
        ],
    )
    def test_a_model_that_is_not_one_select(self, make_project: MakeProject, con: Con, source: str, found: str) -> None:
        assert refusal(con, make_project(claims(source))) == (
            f"The model `claims` is not one SELECT, but {found}.\n"
            "  at  models/marts/claims.sql:1\n"
            "  try a single query; what must run before or after it is a `pre_hook` or a `post_hook`"
        )

    def test_a_model_without_a_query(self, make_project: MakeProject, con: Con) -> None:
        assert refusal(con, make_project(claims("-- nothing yet\n"))) == (
            "The model `claims` is not one SELECT, but nothing.\n"
            "  at  models/marts/claims.sql:1\n"
            "  try a query, or no such file"
        )

    def test_nothing_is_built_where_a_model_is_refused(self, make_project: MakeProject, con: Con) -> None:
        refusal(con, make_project(claims(f"select z from {REF}")))
        assert con.execute("select count(*) from duckdb_tables() where schema_name = 'staging'").fetchone() == (0,)

    def test_a_model_read_by_the_name_of_its_table_is_to_be_a_ref(self, make_project: MakeProject, con: Con) -> None:
        message = refusal(con, make_project(claims("select a\nfrom staging.stg_facts")))
        assert message.startswith("The model `claims` reads the model `stg_facts` by the name of its table")
        assert message.endswith("  at  models/marts/claims.sql:2:6\n  try `{{ ref('stg_facts') }}`")

    @pytest.mark.parametrize(
        "said", ["-- as from staging.stg_facts\n", "/* join staging.stg_facts */ ", "'from staging.stg_facts' as t, "]
    )
    def test_the_name_of_a_table_in_a_comment_or_a_text_is_no_reading_of_it(
        self, make_project: MakeProject, con: Con, said: str
    ) -> None:
        assert "claims" in shape(con, make_project(claims(f"select {said}1 as a")))


class TestSeveralAtOnce:
    def test_two_models_that_are_wrong_are_both_told_and_what_needs_them_is_not_blamed(
        self, make_project: MakeProject, con: Con
    ) -> None:
        project = make_project(
            claims(
                f"select zz from {REF}",
                **{
                    "models/marts/facts.sql": f"select yy from {REF}",
                    "models/marts/people.sql": "select anything from {{ ref('claims') }}",
                    "models/marts/quotes.sql": "select anything from {{ ref('people') }} cross join {{ ref('facts') }}",
                },
            )
        )
        assert first_lines(refusals(con, project)) == [
            "The model `claims` reads a column `zz`, which none of its tables has here.",
            "The model `facts` reads a column `yy`, which none of its tables has here.",
        ]

    def test_what_does_not_render_parse_or_bind_is_told_together(self, make_project: MakeProject, con: Con) -> None:
        project = make_project(
            claims(
                f"select zz from {REF}",
                **{
                    "models/marts/b.sql": "select a b c",
                    "models/marts/c.sql": "select * from {{ ref('nobody') }}",
                    "models/marts/d.yml": "models: [{name: nobody}]",
                },
            )
        )
        assert first_lines(refusals(con, project)) == [
            "The SQL of the model `b` does not parse at `c`.",
            "There is no model named `nobody`.",
            "The model `claims` reads a column `zz`, which none of its tables has here.",
            "The YAML describes a model `nobody`, but there is no `nobody.sql`.",
        ]

    @pytest.mark.parametrize(
        ("parent", "message"),
        [
            ("select {{ 1 / 0 }} as a", "division by zero"),
            ("select (1 as a", "The SQL of the model `stg_facts` does not parse"),
            ("select a from nowhere", "The model `stg_facts` reads a table `nowhere`, which is not there."),
            ("{{ config(materialized='tabel') }} select 1 as a", "is to be materialized as `tabel`"),
            ("{{ config(unique_ky='a') }} select 1 as a", "sets `unique_ky`, which is not understood"),
            (
                "{{ config(materialized='incremental', incremental_strategy='merg') }} select 1 as a",
                "There is no incremental strategy `merg`.",
            ),
        ],
    )
    def test_what_needs_a_broken_model_is_not_blamed_whatever_is_wrong_with_that(
        self, make_project: MakeProject, con: Con, parent: str, message: str
    ) -> None:
        project = make_project(
            {STG: parent, CLAIMS: f"select a from {REF}", "models/marts/d.sql": "select b from {{ ref('claims') }}"}
        )
        (said,) = refusals(con, project)
        assert message in said
        assert f"  at  {STG}" in said


class TestTheYaml:
    def described(self, *columns: str, more: str = "") -> dict[str, str]:
        listed = "".join(f"      - {column}\n" for column in columns)
        entry = f"models:\n  - name: claims\n{more}    columns:\n{listed}"
        return {**claims(f"select a, said from {REF}"), YAML: entry}

    def test_a_column_that_only_the_yaml_knows_is_refused_at_its_line(
        self, make_project: MakeProject, con: Con
    ) -> None:
        project = make_project(self.described("{name: a}", "{name: sad}"))
        assert refusal(con, project) == (
            "The YAML of `claims` describes a column `sad`, which the model does not give.\n"
            "     5 |       - {name: sad}\n"
            "       |         ^\n"
            "  at  models/marts/claims.yml:5:9\n"
            "  try `said`, the closest name"
        )

    def test_a_column_that_the_yaml_does_not_know_is_refused_where_columns_have_sentences(
        self, make_project: MakeProject, con: Con
    ) -> None:
        project = make_project(self.described("{name: a, description: A number.}"))
        assert refusal(con, project) == (
            "The model `claims` gives a column `said`, which its YAML does not describe.\n"
            "     2 |   - name: claims\n"
            "       |     ^^^^\n"
            "  at  models/marts/claims.yml:2:5\n"
            "  try `- name: said` with its `description:`, or take it out of the model"
        )

    def test_yaml_that_only_tests_columns_need_not_name_them_all(self, make_project: MakeProject, con: Con) -> None:
        assert set(shape(con, make_project(self.described("{name: A, tests: [unique]}")))) == {"stg_facts", "claims"}

    def test_a_type_other_than_stated_is_refused(self, make_project: MakeProject, con: Con) -> None:
        assert refusal(con, make_project(self.described("{name: a, data_type: VARCHAR}"))) == (
            "The YAML of `claims` says that `a` is VARCHAR, and the model gives integer.\n"
            "     4 |       - {name: a, data_type: VARCHAR}\n"
            "       |         ^\n"
            "  at  models/marts/claims.yml:4:9\n"
            "  try `cast(… as VARCHAR)` in the model, or `data_type: integer`"
        )

    def test_a_type_may_be_stated_under_any_of_its_names(self, make_project: MakeProject, con: Con) -> None:
        project = make_project(self.described("{name: a, data_type: int4}", "{name: said, data_type: text}"))
        assert set(shape(con, project)) == {"stg_facts", "claims"}

    def test_a_grain_of_a_column_that_is_not_there_is_refused(self, make_project: MakeProject, con: Con) -> None:
        project = make_project(self.described("{name: a}", more="    meta: {grain: [sad]}\n"))
        assert refusal(con, project) == (
            "The grain of `claims` names a column `sad`, which the model does not give.\n"
            "     2 |   - name: claims\n"
            "       |     ^^^^\n"
            "  at  models/marts/claims.yml:2:5\n"
            "  try `said`, the closest name"
        )


class TestKindsOfModels:
    def test_what_is_wrong_with_an_ephemeral_model_is_told_of_it_and_once(
        self, make_project: MakeProject, con: Con
    ) -> None:
        eph = f"{{{{ config(materialized='ephemeral') }}}}\nselect zz from {REF}"
        project = make_project(
            claims(
                "select zz from {{ ref('int_facts') }}",
                **{
                    "models/intermediate/int_facts.sql": eph,
                    "models/marts/other.sql": "select zz from {{ ref('int_facts') }}",
                },
            )
        )
        assert refusal(con, project).splitlines()[-2] == "  at  models/intermediate/int_facts.sql:2:8"

    def test_what_is_wrong_below_an_ephemeral_model_is_told_of_the_model(
        self, make_project: MakeProject, con: Con
    ) -> None:
        eph = f"{{{{ config(materialized='ephemeral') }}}}\nselect a\nfrom {REF}"
        sources = {"models/intermediate/int_facts.sql": eph}
        project = make_project(claims("select\n    b\nfrom {{ ref('int_facts') }}", **sources))
        assert refusal(con, project).splitlines()[1:4] == [
            "     2 |     b",
            "       |     ^",
            "  at  models/marts/claims.sql:2:5",
        ]

    @pytest.mark.parametrize(
        ("source", "place"),
        [
            (f"select a from {REF}\n{{% if is_incremental() %}}\nwhere aa > 1\n{{% endif %}}", "4:7"),
            (f"select\n{{% if is_incremental() %}}\na\n{{% else %}}\naa\n{{% endif %}} from {REF}", "6:1"),
        ],
        ids=["when it grows", "when it is new"],
    )
    def test_an_incremental_model_is_bound_both_as_it_is_first_and_as_it_grows(
        self, make_project: MakeProject, con: Con, source: str, place: str
    ) -> None:
        message = refusal(con, make_project(claims(f"{{{{ config(materialized='incremental') }}}}\n{source}")))
        assert message.startswith("The model `claims` reads a column `aa`, which none of its tables has here.")
        assert f"  at  models/marts/claims.sql:{place}\n" in message

    def test_a_model_whose_rows_decide_its_columns_is_left_to_its_run_and_so_is_what_needs_it(
        self, make_project: MakeProject, con: Con
    ) -> None:
        late = (
            "{% set found = run_query('select 42 as n') %}\nselect {{ found.columns[0].values()[0] if execute }} as n"
        )
        project = make_project(
            {
                "models/staging/late.sql": late,
                "models/intermediate/eph.sql": "{{ config(materialized='ephemeral') }} select n from {{ ref('late') }}",
                CLAIMS: "select n from {{ ref('eph') }}",
            }
        )
        assert set(shape(con, project)) == {"late", "claims"}
        assert con.execute("select n from marts.claims").fetchall() == [(42,)]

    def test_columns_that_pivot_makes_of_rows_are_left_to_the_run(self, make_project: MakeProject, con: Con) -> None:
        source = f"pivot {REF} on said using max(a)"
        project = make_project(claims(source, **{"models/marts/wide.sql": "select x from {{ ref('claims') }}"}))
        assert "wide" in shape(con, project)
        assert con.execute("select x from marts.wide").fetchall() == [(1,)]

    def test_a_seed_gives_the_columns_of_its_file(self, make_project: MakeProject, con: Con) -> None:
        project = make_project({"seeds/codes.csv": "code,name\n01,a\n", CLAIMS: "select cde from {{ ref('codes') }}"})
        message = refusal(con, project)
        assert message.startswith("The model `claims` reads a column `cde`, which none of its tables has here.")

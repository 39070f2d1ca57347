from collections.abc import Callable, Iterator

import duckdb
import pytest
from engine.building import refusal, shape

from wh import quality
from wh.project import Project
from wh.query_faults import plain_message, read_fault

MakeProject = Callable[..., Project]
Con = duckdb.DuckDBPyConnection

REF = "{{ ref('stg_facts') }}"
FACTS = {"models/staging/stg_facts.sql": "select 1 as a, 'x' as said, date '2026-01-01' as happened_on"}


@pytest.fixture
def con() -> Iterator[Con]:
    with duckdb.connect() as connection:
        quality.create_quality(connection)
        yield connection


@pytest.fixture
def shown(make_project: MakeProject, con: Con) -> Callable[..., list[str]]:
    """Return the function that gives the picture and the place of what is wrong with `claims`."""

    def show(source: str, **macros: str) -> list[str]:
        files = {f"macros/{name}.sql": text for name, text in macros.items()}
        message = refusal(con, make_project({**FACTS, **files, "models/marts/claims.sql": source}))
        return message.splitlines()[1:-1]

    return show


Shown = Callable[..., list[str]]


class TestThePlace:
    def test_it_is_that_of_the_file_however_many_lines_the_jinja_above_gives(self, shown: Shown) -> None:
        source = (
            f"select\n{{% for n in [1, 2] %}}\n    {{{{ n }}}} as n{{{{ n }}}},\n{{% endfor %}}\n    aa\nfrom {REF}"
        )
        assert shown(source) == ["     5 |     aa", "       |     ^^", "  at  models/marts/claims.sql:5:5"]

    def test_it_is_that_of_the_column_after_an_expression_in_the_same_line(self, shown: Shown) -> None:
        source = f"select {{{{ var('vague_words') | length }}}} as n, aa from {REF}"
        line = "select {{ var('vague_words') | length }} as n, aa from {{ ref('stg_facts') }}"
        assert shown(source) == [
            f"     1 | {line}",
            f"       | {' ' * line.index('aa')}^^",
            f"  at  models/marts/claims.sql:1:{line.index('aa') + 1}",
        ]

    def test_tabs_stay_tabs_so_that_the_mark_stands_below(self, shown: Shown) -> None:
        assert shown(f"select\n\t1 as n,\taa\nfrom {REF}") == [
            "     2 | \t1 as n,\taa",
            "       | \t       \t^^",
            "  at  models/marts/claims.sql:2:10",
        ]

    def test_letters_of_more_than_one_byte_count_as_one(self, shown: Shown) -> None:
        assert shown(f"select 'Бялынічы' as place, aa from {REF}") == [
            "     1 | select 'Бялынічы' as place, aa from {{ ref('stg_facts') }}",
            "       |                             ^^",
            "  at  models/marts/claims.sql:1:29",
        ]

    def test_windows_line_ends_change_no_line(self, shown: Shown) -> None:
        assert shown(f"select\r\n    aa\r\nfrom {REF}") == [
            "     2 |     aa",
            "       |     ^^",
            "  at  models/marts/claims.sql:2:5",
        ]

    def test_what_a_macro_made_is_shown_at_the_call_with_what_it_gives(self, shown: Shown) -> None:
        macro = "{% macro twice(column) %}{{ column }}b + {{ column }}{% endmacro %}"
        assert shown(f"select\n    1 as n,\n    {{{{ twice('a') }}}} as b\nfrom {REF}", twice=macro) == [
            "     3 |     {{ twice('a') }} as b",
            "       |     ^^^^^^^^^^^^^^^^",
            "  which gives `ab + a as b`",
            "  at  models/marts/claims.sql:3:5",
        ]

    def test_what_a_var_made_is_shown_where_it_is_asked_for_with_what_it_gives(self, shown: Shown) -> None:
        assert shown("select {{ var('vague_words') }} as b") == [
            "     1 | select {{ var('vague_words') }} as b",
            "       |        ^^^^^^^^^^^^^^^^^^^^^^^^",
            "  which gives `select acled as b`",
            "  at  models/marts/claims.sql:1:8",
        ]


class TestSyntax:
    def test_the_word_that_does_not_fit_is_underlined(self, make_project: MakeProject, con: Con) -> None:
        project = make_project({"models/marts/claims.sql": "select\n    a,\n    b c d\nfrom t\n"})
        assert refusal(con, project) == (
            "The SQL of the model `claims` does not parse at `d`.\n"
            "     3 |     b c d\n"
            "       |         ^\n"
            "  at  models/marts/claims.sql:3:9\n"
            "  try mend the SQL at that place"
        )

    def test_below_a_loop_it_is_the_line_as_written(self, shown: Shown) -> None:
        source = "select\n{% for n in [1, 2, 3] %}\n    {{ n }},\n{% endfor %}\n    b c d\nfrom t\n"
        assert shown(source)[-1] == "  at  models/marts/claims.sql:5:9"

    @pytest.mark.parametrize(
        ("source", "picture"),
        [
            ("select 'it''s' as a,\n    'open as b\nfrom t\n", ["     2 |     'open as b", "       |     ^"]),
            ('select 1 as "a",\n  2 as "b\nfrom t\n', ['     2 |   2 as "b', "       |        ^"]),
            ("select 1 -- it's fine\n/* open\nfrom t\n", ["     2 | /* open", "       | ^"]),
        ],
    )
    def test_what_is_opened_and_never_closed_is_shown_where_it_opens(
        self, shown: Shown, source: str, picture: list[str]
    ) -> None:
        assert shown(source)[:2] == picture


class TestAtRunTime:
    def test_a_value_that_cannot_be_cast_is_underlined_as_written(self, make_project: MakeProject, con: Con) -> None:
        source = f"select\n    a,\n    cast(said as integer) as n\nfrom {REF}"
        assert refusal(con, make_project({**FACTS, "models/marts/claims.sql": source})) == (
            "The model `claims` does not run: Could not convert string 'x' to INTEGER when casting from source column "
            "said.\n"
            "     3 |     cast(said as integer) as n\n"
            "       |     ^^^^^^^^^^^^^^^^^^^^^\n"
            "  at  models/marts/claims.sql:3:5\n"
            "  try `try_cast`, which gives null where a value does not fit; or a `where` that leaves such rows out"
        )

    @pytest.mark.parametrize("kind", ["table", "incremental"])
    def test_the_place_is_the_same_however_the_model_is_kept(self, shown: Shown, kind: str) -> None:
        source = f"{{{{ config(materialized='{kind}') }}}}\nselect cast(said as integer) as n\nfrom {REF}"
        assert shown(source)[-1] == "  at  models/marts/claims.sql:2:8"

    def test_an_incremental_model_that_is_there_is_told_of_in_the_same_words(
        self, make_project: MakeProject, con: Con
    ) -> None:
        grown = "{% if is_incremental() %}\nwhere cast('x' as int) = 1\n{% endif %}"
        source = f"{{{{ config(materialized='incremental') }}}}\nselect 1 as n\n{grown}"
        project = make_project({"models/marts/claims.sql": source})
        shape(con, project)
        message = refusal(con, project, ["claims"])
        assert message.splitlines()[1:4] == [
            "     4 | where cast('x' as int) = 1",
            "       |       ^^^^^^^^^^^^^^^^",
            "  at  models/marts/claims.sql:4:7",
        ]

    def test_an_error_without_a_place_names_the_file(self, shown: Shown) -> None:
        assert shown("select error('never') as n from range(1)") == ["  at  models/marts/claims.sql"]

    def test_a_file_that_is_not_there_is_the_model_s_to_mend(self, shown: Shown) -> None:
        picture = shown("select * from read_csv('nothing.csv')")
        assert picture[-1] == "  at  models/marts/claims.sql:1:15"

    @pytest.mark.parametrize("hook", ["pre_hook", "post_hook"])
    def test_a_hook_is_told_by_its_name_and_its_statement(self, make_project: MakeProject, con: Con, hook: str) -> None:
        source = f"{{{{ config({hook}='insert into nowhere select 1') }}}} select 1 as a"
        assert refusal(con, make_project({"models/marts/claims.sql": source})) == (
            f"The `{hook}` of `claims` does not run: Table with name nowhere does not exist!\n"
            "  insert into nowhere select 1\n"
            "  at  models/marts/claims.sql\n"
            "  try mend that statement"
        )


class TestDuckdbsTwoForms:
    SQL = "select 1 as a,\n    lenght('x') as b"

    @pytest.mark.parametrize("as_json", [True, False])
    def test_both_give_the_place_of_the_culprit(self, con: Con, as_json: bool) -> None:
        con.execute(f"set errors_as_json = {as_json}")
        statement = f"create table t as\n{self.SQL}"
        with pytest.raises(duckdb.Error) as raised:
            con.execute(statement)
        fault = read_fault(raised.value, statement, self.SQL)
        assert fault.start == self.SQL.index("lenght")

    @pytest.mark.parametrize("as_json", [True, False])
    def test_both_give_the_plain_message(self, con: Con, as_json: bool) -> None:
        con.execute(f"set errors_as_json = {as_json}")
        with pytest.raises(duckdb.Error) as raised:
            con.execute("select cast('x' as int)")
        assert plain_message(raised.value) == "Could not convert string 'x' to INT32"

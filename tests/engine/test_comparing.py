import json
import subprocess
import sys
from collections.abc import Callable
from typing import Any

import duckdb
import pytest

from wh import private, warehouse
from wh.comparing import Diff, diff
from wh.diff_report import print_diff
from wh.differences import Change, RowDiff, TableDiff
from wh.errors import ProjectError, WarehouseError, WhError
from wh.project import Project

MakeProject = Callable[..., Project]
BUILDS = "create schema if not exists quality; create table if not exists quality.builds (build_id varchar);"
SCHEMAS = "create schema if not exists marts; create schema if not exists raw;"


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project()


def build(project: Project, build_id: str, sql: str = "select 1", *, fails: bool = False) -> None:
    """Publish a build, or leave it unpublished, after the statements changed what the build before it held."""
    with warehouse.locked(project):
        con = private.open_private(project, private.private_copy(project))
        con.execute(BUILDS + SCHEMAS)
        con.execute(sql)
        if fails:
            warehouse.keep_unpublished(project, con)
        else:
            warehouse.publish(project, con, build_id=build_id, fingerprint=None, worst_failure=None, expires_on=None)


def between(project: Project, first: str, second: str, *, rows: int = 0) -> TableDiff:
    """Return how the one table differs that two builds hold, each made by its statements."""
    build(project, "1", first)
    build(project, "2", second)
    (table,) = diff(project, rows=rows).tables
    return table


def with_grain(*columns: str) -> dict[str, str]:
    grain = ", ".join(columns)
    yml = f"models:\n- name: t\n  description: t.\n  meta: {{grain: [{grain}]}}\n"
    return {"models/marts/t.sql": "select 1 as a", "models/marts/t.yml": yml}


def counts(table: TableDiff) -> tuple[int, int, int, int]:
    return table.added, table.removed, table.changed, table.same


def said(row: RowDiff) -> tuple[str, dict[str, object], dict[str, tuple[object, object]]]:
    return row.change.value, dict(row.key), {value.column: (value.before, value.after) for value in row.values}


def refusal(act: Callable[[], object], kind: type[WhError] = WarehouseError) -> str:
    with pytest.raises(kind) as refused:
        act()
    return str(refused.value)


class TestRows:
    def test_rows_are_added_removed_and_changed_under_the_key_of_the_yaml(self, make_project: MakeProject) -> None:
        table = between(
            make_project(with_grain("a", "b")),
            "create table marts.t as from (values (1, 1, 'x', 5), (1, 2, 'y', 6), (2, 1, 'z', 7)) v(a, b, c, d)",
            "update marts.t set c = 'q' where b = 2; delete from marts.t where a = 2;"
            "insert into marts.t values (3, 3, 'n', 8)",
            rows=5,
        )
        assert (counts(table), table.key, table.key_source) == ((1, 1, 1, 1), ("a", "b"), "grain")
        assert (table.rows_before, table.rows_after, table.values) == (3, 3, (("c", 1),))
        assert [said(row) for row in table.rows] == [
            ("changed", {"a": 1, "b": 2}, {"c": ("y", "q")}),
            ("added", {"a": 3, "b": 3}, {"c": (None, "n"), "d": (None, 8)}),
            ("removed", {"a": 2, "b": 1}, {"c": ("z", None), "d": (7, None)}),
        ]

    def test_without_a_key_in_the_yaml_a_column_that_is_unique_in_both_is_one(self, project: Project) -> None:
        table = between(
            project,
            "create table marts.t as from (values (1, 'a'), (1, 'b')) v(n, thing_id)",
            "update marts.t set n = 2 where thing_id = 'b'",
        )
        assert (table.key, table.key_source, counts(table)) == (("thing_id",), "unique", (0, 0, 1, 1))

    def test_a_measure_is_no_key_though_it_be_unique(self, project: Project) -> None:
        table = between(
            project,
            "create table marts.t as from (values (1.5::double, [1]), (2.5, [2])) v(share, parts)",
            "insert into marts.t values (3.5, [1])",
        )
        assert (table.key, counts(table)) == ((), (1, 0, 0, 2))

    def test_without_any_key_rows_are_compared_whole_and_counted_as_often_as_they_stand(self, project: Project) -> None:
        table = between(
            project,
            "create table marts.t as from (values ('a', null), ('a', null), ('b', 1), ('b', 1)) v(x, y)",
            "insert into marts.t values ('a', null), ('a', null), ('c', null), ('c', null);"
            "delete from marts.t where x = 'b'",
            rows=5,
        )
        assert (counts(table), table.key_source) == ((4, 2, 0, 2), None)
        assert [(row.change.value, row.count, said(row)[2]["x"]) for row in table.rows] == [
            ("added", 2, (None, "a")),
            ("added", 2, (None, "c")),
            ("removed", 2, ("b", None)),
        ]

    def test_a_key_that_is_not_unique_is_not_used_and_the_note_says_so(self, make_project: MakeProject) -> None:
        table = between(
            make_project(with_grain("a")),
            "create table marts.t as from (values (1, 'x'), (2, 'y')) v(a, b)",
            "insert into marts.t values (1, 'z')",
        )
        assert (counts(table), table.key) == ((1, 0, 0, 2), ())
        assert table.note == "its key (a) is not unique in the later build (repeated: 1), so rows are compared whole"

    def test_a_key_that_one_build_lacks_is_replaced_by_what_is_unique(self, make_project: MakeProject) -> None:
        table = between(
            make_project(with_grain("a")),
            "create table marts.t as from (values (1, 'x'), (2, 'y')) v(c_id, b)",
            "alter table marts.t add column a integer; update marts.t set b = 'z' where c_id = 1",
        )
        assert (counts(table), table.key, table.columns.added) == ((0, 0, 1, 1), ("c_id",), ("a",))
        assert table.note == "its key is (a), but a is not in both builds"

    def test_a_key_that_is_null_is_a_key_like_another(self, make_project: MakeProject) -> None:
        table = between(
            make_project(with_grain("a", "b")),
            "create table marts.t as from (values (null, 1, 'x'), (1, null, 'y'), (null, null, 'z')) v(a, b, c)",
            "update marts.t set c = 'q' where b is null and a is null; delete from marts.t where a = 1",
            rows=1,
        )
        assert counts(table) == (0, 1, 1, 1)
        assert said(table.rows[0]) == ("changed", {"a": None, "b": None}, {"c": ("z", "q")})

    def test_null_is_not_a_value_and_nan_is_equal_to_itself(self, make_project: MakeProject) -> None:
        values = "(1, 'nan'::double, null), (2, 0.0, 'x'), (3, 1.5, null), (4, null, 'y')"
        table = between(
            make_project(with_grain("a")),
            f"create table marts.t as from (values {values}) v(a, b, c)",
            "update marts.t set b = -0.0 where a = 2; update marts.t set c = '' where a = 3;"
            "update marts.t set b = 'nan' where a = 4",
        )
        assert (counts(table), table.values) == ((0, 0, 2, 2), (("b", 1), ("c", 1)))

    def test_a_zero_that_became_minus_zero_is_no_difference(self, project: Project) -> None:
        table = between(
            project, "create table marts.t as select 1 as t_id, 0.0::double as z", "update marts.t set z = -0.0"
        )
        assert table.change is Change.SAME

    def test_lists_structs_and_maps_count_whole(self, project: Project) -> None:
        table = between(
            project,
            "create table marts.t as select i as t_id, [i, null] as l, {'a': i, 'b': [i]} as s, map {'k': i} as m"
            " from range(3) r(i)",
            "update marts.t set l = [7] where t_id = 0; update marts.t set s = {'a': 1, 'b': [9]} where t_id = 1;"
            "update marts.t set m = map {'j': 2} where t_id = 2",
            rows=3,
        )
        assert (counts(table), table.values) == ((0, 0, 3, 0), (("l", 1), ("s", 1), ("m", 1)))
        assert said(table.rows[1])[2] == {"s": ({"a": 1, "b": [1]}, {"a": 1, "b": [9]})}

    def test_no_more_rows_are_fetched_than_were_asked_for(self, project: Project) -> None:
        table = between(
            project,
            "create table marts.t as select i as t_id, 0 as n from range(50) r(i)",
            "update marts.t set n = 1 where t_id < 20; delete from marts.t where t_id > 40;"
            "insert into marts.t select i, 0 from range(100, 130) r(i)",
            rows=2,
        )
        assert [dict(row.key)["t_id"] for row in table.rows] == [0, 1, 100, 101, 41, 42]

    def test_rows_that_stand_in_another_order_are_the_same(self, project: Project) -> None:
        table = between(
            project,
            "create table marts.t as select i % 3 as n, 'x' as c from range(9) r(i) order by i",
            "create or replace table marts.t as select n, c from marts.t order by n desc",
        )
        assert (table.change, table.same) == (Change.SAME, 9)

    def test_an_empty_table_that_is_filled_has_every_row_added(self, project: Project) -> None:
        table = between(
            project, "create table marts.t (a int, b text)", "insert into marts.t values (1, 'x'), (1, 'x')"
        )
        assert (counts(table), table.rows_before, table.rows_after) == ((2, 0, 0, 0), 0, 2)

    def test_two_empty_tables_are_the_same(self, project: Project) -> None:
        assert between(project, "create table marts.t (a int)", "select 1").change is Change.SAME


class TestColumns:
    def test_columns_are_added_removed_and_retyped_beside_rows_that_stay(self, project: Project) -> None:
        table = between(
            project,
            "create table marts.t as select 1 as t_id, 2 as n, 'x' as gone",
            "create or replace table marts.t as select true as is_new, 2::bigint as n, 1 as t_id",
        )
        assert (table.change, counts(table)) == (Change.CHANGED, (0, 0, 0, 1))
        assert (table.columns.added, table.columns.removed) == (("is_new",), ("gone",))
        assert [(one.column, one.before, one.after) for one in table.columns.retyped] == [("n", "INTEGER", "BIGINT")]

    def test_columns_in_another_order_are_no_difference(self, project: Project) -> None:
        table = between(
            project,
            "create table marts.t as select 1 as a, 'x' as b",
            "create or replace table marts.t as select b, a from marts.t",
        )
        assert table.change is Change.SAME

    @pytest.mark.parametrize(
        ("before", "after", "is_changed"),
        [
            ("1::integer", "1::hugeint", False),
            ("1::integer", "2::bigint", True),
            ("1::integer", "'1'", False),
            ("'01'", "1::integer", True),
            ("'many'", "1::integer", True),
            ("1.50::decimal(4,2)", "1.5::double", False),
            ("1.50::decimal(38,20)", "1.5::decimal(38,0)", True),
            ("date '2026-01-01'", "timestamp '2026-01-01 00:00:00'", False),
            ("date '2026-01-01'", "timestamp '2026-01-01 00:00:01'", True),
            ("[1, 2]", "[1, 2]::bigint[]", False),
            ("{'a': 1}", "{'b': 1}", True),
            ("'a'", "'a'::enum('a', 'b')", False),
            ("null::integer", "null::varchar", False),
            ("null::integer[]", "7", True),
        ],
    )
    def test_a_value_whose_type_changed_is_compared_as_it_reads(
        self, project: Project, before: str, after: str, is_changed: bool
    ) -> None:
        table = between(
            project,
            f"create table marts.t as select 'k' as t_id, {before} as v",
            f"create or replace table marts.t as select 'k' as t_id, {after} as v",
        )
        assert len(table.columns.retyped) == 1
        assert table.changed == is_changed

    def test_a_key_whose_type_changed_still_joins(self, make_project: MakeProject) -> None:
        table = between(
            make_project(with_grain("a")),
            "create table marts.t as select i as a, 'x' as c from range(3) r(i)",
            "create or replace table marts.t as select a::varchar as a, if(a = 1, 'y', c) as c from marts.t",
            rows=1,
        )
        assert counts(table) == (0, 0, 1, 2)
        assert said(table.rows[0]) == ("changed", {"a": "1"}, {"c": ("x", "y")})

    def test_without_a_common_column_every_row_is_another(self, project: Project) -> None:
        table = between(
            project, "create table marts.t as select 1 as a", "create or replace table marts.t as select 1 as b"
        )
        assert counts(table) == (1, 1, 0, 0)
        assert table.note == "the two builds have no column of it in common"

    def test_names_that_sql_would_choke_on_are_names(self, make_project: MakeProject) -> None:
        names = ['a"b', "select", "k0", "here", "x'y;--", "Ä", "ä", "old.v0", "more"]
        columns = ", ".join('"' + name.replace('"', '""') + '"' for name in names)
        project = make_project()
        build(project, "1", f'create table marts."od""d.t" as select * from (values (1,2,3,4,5,6,7,8,9)) v({columns})')
        build(
            project,
            "2",
            'update marts."od""d.t" set "more" = 10; insert into marts."od""d.t" values (2,2,3,4,5,6,7,8,9)',
        )
        (table,) = diff(project, ['marts.od"d.t'], rows=3).tables
        assert (counts(table), table.values) == ((1, 0, 1, 0), (("more", 1),))
        assert said(table.rows[0]) == ("changed", {'a"b': 1}, {"more": (9, 10)})
        assert [value.column for value in table.rows[1].values] == names[1:]

    def test_a_name_that_is_spelled_with_other_capitals_is_the_same_name(self, project: Project) -> None:
        table = between(
            project,
            "create table marts.T as select 1 as A",
            "drop table marts.T; create table marts.t as select 1 as a",
        )
        assert (table.table, table.change) == ("marts.t", Change.SAME)


class TestTables:
    def test_a_table_in_one_build_alone_is_added_or_removed_whole(self, project: Project) -> None:
        build(project, "1", "create table marts.was as select 1 as a")
        build(project, "2", "drop table marts.was; create table marts.came as from (values (2, 'x'), (1, 'y')) v(a, b)")
        came, was = diff(project, rows=1).tables
        assert (came.table, came.change, came.rows_before, came.rows_after, came.added) == (
            *("marts.came", Change.ADDED),
            *(None, 2, 2),
        )
        assert [said(row) for row in came.rows] == [("added", {}, {"a": (None, 1), "b": (None, "y")})]
        assert (was.change, was.rows_before, was.rows_after, was.removed) == (Change.REMOVED, 1, None, 1)

    def test_views_are_compared_by_their_rows_each_in_its_own_file(self, project: Project) -> None:
        build(project, "1", "create table raw.s as select 1 as s_id, 2 as n; create view marts.v as from raw.s")
        build(project, "2", "update raw.s set n = 3")
        (table,) = diff(project).tables
        assert (table.table, counts(table), table.values) == ("marts.v", (0, 0, 1, 0), (("n", 1),))

    def test_a_view_that_became_a_table_of_the_same_rows_is_the_same(self, project: Project) -> None:
        first = "create view marts.t as select 1 as a"
        assert between(project, first, "drop view marts.t; create table marts.t as select 1 as a").change is Change.SAME

    def test_a_view_that_no_longer_runs_is_named_and_the_rest_is_compared(self, project: Project) -> None:
        build(project, "1", "create table raw.s as select 1 as a; create view marts.v as from raw.s")
        build(project, "1b", "create table marts.t as select 1 as a")
        build(project, "2", "drop table raw.s; update marts.t set a = 2")
        rest, broken = diff(project).tables
        assert counts(rest) == (1, 1, 0, 0)
        assert broken.change is Change.NOT_COMPARED
        assert str(broken.note).startswith("it cannot be read: Catalog Error: Table with name s does not exist")

    def test_a_view_that_fails_on_its_rows_is_named_and_the_rest_is_compared(self, project: Project) -> None:
        build(
            project, "1", "create table raw.s as select '1' as a; create view marts.v as select a::int as a from raw.s"
        )
        build(project, "2", "update raw.s set a = 'x'")
        (broken,) = diff(project).tables
        assert str(broken.note).startswith("it cannot be read: Conversion Error: Could not convert string 'x' to INT32")

    def test_what_was_loaded_and_answered_is_left_out_unless_it_is_asked_for(self, project: Project) -> None:
        build(project, "1", "create table marts.t as select 1 as a; create table raw.t as select 1 as a")
        build(project, "2", "insert into raw.t values (2); insert into quality.builds values ('2')")
        assert [table.table for table in diff(project).tables] == ["marts.t"]
        assert [table.table for table in diff(project, ["t"]).tables] == ["marts.t"]
        assert [table.table for table in diff(project, ["raw.t", "builds"]).tables] == ["quality.builds", "raw.t"]
        assert [table.table for table in diff(project, ["raw/", "MARTS.T"]).tables] == ["marts.t", "raw.t"]

    def test_a_table_that_neither_build_has_is_refused_with_the_closest_name(self, project: Project) -> None:
        build(project, "1", "create table marts.claims as select 1 as a")
        build(project, "2")
        assert refusal(lambda: diff(project, ["clams"]), ProjectError) == (
            "Neither build has a table named `clams`.\n  at  the command line\n  try `claims`, the closest name"
        )
        assert refusal(lambda: diff(project, ["zzz"]), ProjectError).endswith("try `wh diff` alone to compare them all")

    @pytest.mark.parametrize(
        "broken", [{"models/marts/t.yml": "models: [\n"}, {"models/marts/t.sql": "{{ ref('u') }}"}]
    )
    def test_models_that_cannot_be_read_are_no_hindrance(
        self, make_project: MakeProject, broken: dict[str, str]
    ) -> None:
        project = make_project({**with_grain("a"), **broken})
        build(project, "1", "create table marts.t as select 1 as a, 1 as b")
        build(project, "2", "update marts.t set b = 2")
        found = diff(project)
        assert found.note == (
            "Some models cannot be read as they stand (`wh ls` says why), so their keys were sought in the rows."
        )
        assert (found.tables[0].key, found.tables[0].key_source) == (("a",), "unique")

    def test_one_broken_file_takes_no_other_model_s_key(self, make_project: MakeProject) -> None:
        project = make_project({**with_grain("a", "b"), "models/marts/u.yml": "models: [\n"})
        build(project, "1", "create table marts.t as select 1 as a, 1 as b")
        build(project, "2", "update marts.t set b = 2")
        found = diff(project)
        assert found.note
        assert (found.tables[0].key, found.tables[0].key_source) == (("a", "b"), "grain")


class TestWhichBuilds:
    @pytest.fixture
    def three(self, project: Project) -> Project:
        """Three builds, with one more row in each."""
        build(project, "20260101-1", "create table marts.t as select 1 as n")
        build(project, "20260102-1", "insert into marts.t values (2)")
        build(project, "20260103-1", "insert into marts.t values (3)")
        return project

    def sides(self, found: Diff) -> tuple[tuple[str | None, str], tuple[str | None, str], int]:
        before, after = found.before, found.after
        return (before.build_id, before.standing), (after.build_id, after.standing), found.tables[0].added

    def test_the_published_build_is_compared_with_the_one_before_it(self, three: Project) -> None:
        assert self.sides(diff(three)) == (("20260102-1", "kept"), ("20260103-1", "published"), 1)

    def test_what_was_left_unpublished_is_compared_with_what_is_published(self, three: Project) -> None:
        build(three, "20260104-1", "insert into marts.t values (4), (5)", fails=True)
        assert self.sides(diff(three)) == (("20260103-1", "published"), (None, "unpublished"), 2)
        assert self.sides(diff(three, of="published"))[0] == ("20260102-1", "kept")

    def test_any_kept_build_is_named_by_its_id_or_its_start(self, three: Project) -> None:
        assert self.sides(diff(three, against="20260101")) == (("20260101-1", "kept"), ("20260103-1", "published"), 2)
        assert self.sides(diff(three, of="20260102-1"))[0] == ("20260101-1", "kept")
        back = diff(three, against="published", of="20260101-1")
        assert (back.tables[0].added, back.tables[0].removed) == (0, 2)

    def test_after_a_rollback_the_build_that_is_shown_is_the_published_one(self, three: Project) -> None:
        with warehouse.locked(three):
            warehouse.rollback(three, "20260102-1")
        assert self.sides(diff(three)) == (("20260101-1", "kept"), ("20260102-1", "published"), 1)

    def test_an_id_that_no_build_has_is_refused_with_those_that_are_kept(self, three: Project) -> None:
        assert refusal(lambda: diff(three, against="1999")) == (
            "No kept build has the id `1999`.\n"
            "  at  the command line\n"
            "  try one of the kept builds: 20260101-1, 20260102-1, 20260103-1"
        )

    def test_a_build_is_not_compared_with_itself(self, three: Project) -> None:
        assert refusal(lambda: diff(three, against="20260103"), ProjectError) == (
            "Both sides are the same build, so nothing can differ.\n"
            "  at  the command line\n"
            "  try another one with --from: 20260101-1, 20260102-1"
        )

    def test_before_the_first_build_the_way_out_is_to_build(self, project: Project) -> None:
        assert refusal(lambda: diff(project)) == ("Nothing is published yet.\n  at  warehouse.duckdb\n  try `wh build`")

    def test_a_first_build_that_failed_has_nothing_to_be_compared_with(self, project: Project) -> None:
        build(project, "1", fails=True)
        assert refusal(lambda: diff(project)).startswith("Nothing is published yet.\n")

    def test_the_only_build_has_none_before_it(self, project: Project) -> None:
        build(project, "1")
        assert refusal(lambda: diff(project)) == (
            "Build 1 is the oldest that is kept, so there is none before it to compare it with.\n"
            "  at  .wh/builds\n"
            "  try another one with --from: none is kept yet; `wh build` after a change keeps a second one"
        )

    def test_where_nothing_was_left_unpublished_that_is_said(self, three: Project) -> None:
        assert refusal(lambda: diff(three, of="unpublished")) == (
            "The last build was published, so nothing is left unpublished.\n"
            "  at  .wh/unpublished.duckdb\n"
            "  try `published`, or a build of `wh history`"
        )

    def test_a_folder_with_a_quote_in_its_name_is_a_folder(self, make_project: MakeProject) -> None:
        built = make_project()
        project = Project(built.root / 'Ann\'s "desk"', built.settings)
        project.root.mkdir()
        build(project, "1", "create table marts.t as select 1 as a")
        build(project, "2", "insert into marts.t values (2)")
        assert diff(project).tables[0].added == 1
        assert sorted(path.name for path in project.state.iterdir()) == ["builds", "lock"]


class TestAFileThatCannotBeRead:
    def test_a_database_that_is_no_warehouse_is_named(self, project: Project) -> None:
        build(project, "1")
        build(project, "2")
        path = project.state / "builds" / "1.duckdb"
        path.unlink()
        duckdb.connect(str(path)).close()
        assert refusal(lambda: diff(project)).startswith("`1.duckdb` is a database of DuckDB, but no warehouse.\n")

    def test_a_spoilt_file_is_named_with_the_way_past_it(self, project: Project) -> None:
        build(project, "1", "create table marts.t as select i as a, i::varchar as b from range(50000) r(i)")
        build(project, "2", "update marts.t set a = 7 where a = 1")
        path = project.state / "builds" / "1.duckdb"
        content = path.read_bytes()
        path.write_bytes(content[:12288] + b"spoilt! " * ((len(content) - 12288) // 8))
        message, at, way_out = refusal(lambda: diff(project)).splitlines()
        assert message.startswith("The warehouse cannot be read: ")
        assert at == "  at  .wh/builds/1.duckdb"
        assert way_out.startswith("  try `mv .wh .wh.old")

    def test_a_file_that_somebody_else_writes_to_is_named(self, project: Project) -> None:
        build(project, "1")
        build(project, "2")
        path = project.state / "builds" / "1.duckdb"
        code = "import duckdb, sys; con = duckdb.connect(sys.argv[1]); print('ready', flush=True); sys.stdin.read()"
        with subprocess.Popen(
            [sys.executable, "-c", code, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout
            assert writer.stdin
            assert writer.stdout.readline() == "ready\n"
            message, at, _ = refusal(lambda: diff(project)).splitlines()
            writer.stdin.close()
        assert message.startswith("Another program has opened the warehouse for writing")
        assert at == "  at  .wh/builds/1.duckdb"


class TestPrinting:
    @pytest.fixture
    def found(self, make_project: MakeProject) -> Callable[..., Diff]:
        project = make_project(with_grain("a"))
        build(
            project,
            "1",
            "create table marts.t as select 1 as a, 2 as low, 3 as best; create table marts.u as select 1 as x",
        )
        build(project, "2", "update marts.t set low = 9; insert into marts.t values (2, null, 4)")

        def compare(*, rows: int = 0) -> Diff:
            return diff(project, rows=rows)

        return compare

    def lines(self, capsys: pytest.CaptureFixture[str]) -> list[str]:
        return [line.rstrip() for line in capsys.readouterr().out.splitlines()]

    def test_a_line_for_each_table_that_differs_and_one_for_the_builds(
        self, found: Callable[..., Diff], capsys: pytest.CaptureFixture[str]
    ) -> None:
        print_diff(found(), as_json=False)
        assert self.lines(capsys) == [
            "table    rows    added  removed  changed  columns",
            "-------  ------  -----  -------  -------  -------",
            "marts.t  1 -> 2      1        0        1  low (1)",
            "",
            "1 table differs from build 1 (kept) to build 2 (published); 1 more table is the same.",
            "`--rows 20` shows the rows.",
        ]

    def test_rows_show_their_key_and_what_changed(
        self, found: Callable[..., Diff], capsys: pytest.CaptureFixture[str]
    ) -> None:
        print_diff(found(rows=5), as_json=False)
        assert self.lines(capsys)[3:] == [
            "",
            "marts.t by a",
            "  ~ a: 1",
            "      low: 2 -> 9",
            "  + a: 2",
            "      low: null; best: 4",
            "",
            "1 table differs from build 1 (kept) to build 2 (published); 1 more table is the same.",
        ]

    def test_where_nothing_differs_one_line_says_so(self, project: Project, capsys: pytest.CaptureFixture[str]) -> None:
        build(project, "1", "create table marts.t as select 1 as a")
        build(project, "2")
        print_diff(diff(project), as_json=False)
        assert self.lines(capsys) == ["No differences from build 1 (kept) to build 2 (published): 1 table compared."]

    def test_long_values_are_cut_where_they_differ(self, project: Project, capsys: pytest.CaptureFixture[str]) -> None:
        build(project, "1", "create table marts.t as select 1 as t_id, repeat('a', 500) || 'old' as text")
        build(project, "2", "update marts.t set text = repeat('a', 500) || 'new' || chr(10)")
        print_diff(diff(project, rows=1), as_json=False)
        assert "      text: …aaaaaaaaaaaaaaaaaaaaold -> …aaaaaaaaaaaaaaaaaaaanew\\n" in self.lines(capsys)

    def test_what_cannot_be_compared_and_what_came_or_went_is_said(
        self, project: Project, capsys: pytest.CaptureFixture[str]
    ) -> None:
        build(
            project,
            "1",
            "create table raw.s as select 1 as a; create view marts.v as from raw.s;create table marts.w as from raw.s",
        )
        build(project, "2", "drop table raw.s; drop table marts.w; create table marts.n as select 1 as a")
        print_diff(diff(project), as_json=False)
        lines = self.lines(capsys)
        assert lines[2:5] == [
            "marts.n  - -> 1      1        0        0  new table",
            "marts.v                                   not compared",
            "marts.w  1 -> -      0        1        0  table is gone",
        ]
        assert lines[6].startswith("note  marts.v: it cannot be read: Catalog Error: Table with name s does not exist")

    def test_json_holds_all_that_was_compared(
        self, found: Callable[..., Diff], capsys: pytest.CaptureFixture[str]
    ) -> None:
        print_diff(found(rows=1), as_json=True)
        printed: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert printed["before"] == {"build_id": "1", "standing": "kept"}
        assert [(table["table"], table["change"]) for table in printed["tables"]] == [
            ("marts.t", "changed"),
            ("marts.u", "same"),
        ]
        table = printed["tables"][0]
        assert (table["key"], table["changed_values"]) == (["a"], {"low": 1})
        assert table["rows"] == [
            {"change": "changed", "count": 1, "key": {"a": 1}, "values": {"low": {"before": 2, "after": 9}}},
            {"change": "added", "count": 1, "key": {"a": 2}, "values": {"low": None, "best": 4}},
        ]

    def test_json_takes_a_map_of_days_and_a_number_that_is_none(
        self, project: Project, capsys: pytest.CaptureFixture[str]
    ) -> None:
        build(project, "1", "create table marts.t as select 1 as t_id, map {date '2026-01-01': 1.5::double} as m")
        build(project, "2", "update marts.t set m = map {date '2026-01-02': 'nan'::double}")
        print_diff(diff(project, rows=1), as_json=True)
        (row,) = json.loads(capsys.readouterr().out)["tables"][0]["rows"]
        assert row["values"] == {"m": {"before": {"2026-01-01": 1.5}, "after": {"2026-01-02": None}}}
        print_diff(diff(project, rows=1), as_json=False)
        assert any("2026-01-02" in line for line in self.lines(capsys))

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from wh import obstacles, private, warehouse
from wh.errors import ProjectError, WarehouseError
from wh.kept import UNPUBLISHED, Kept, kept_builds, published, refuse_foreign_file
from wh.project import Project, Settings

MakeProject = Callable[..., Project]
_NOTE_OF_WRONG_KINDS = (
    '{"build_id": 1, "fingerprint": [], "worst_failure": "x", "expires_on": 4, "size": "a", "modified_ns": null}'
)


@pytest.fixture
def project(make_project: MakeProject) -> Project:
    return make_project()


def build(project: Project, build_id: str, *, fails: bool = False) -> Kept | None:
    """Do what a build does to the file: one more row in `t`, which names the build."""
    with warehouse.locked(project):
        con = private.open_private(project, private.private_copy(project))
        con.execute("create schema if not exists quality; create table if not exists quality.builds (build_id varchar)")
        con.execute("create table if not exists t (build_id varchar)")
        con.execute("insert into t values (?)", [build_id])
        if fails:
            warehouse.keep_unpublished(project, con)
            return None
        return warehouse.publish(
            project, con, build_id=build_id, fingerprint="f", worst_failure=None, expires_on="2026-05-01"
        )


def rollback(project: Project, build_id: str) -> Kept:
    with warehouse.locked(project):
        return warehouse.rollback(project, build_id)


def seen(project: Project) -> list[str]:
    """Return the builds that a reader of warehouse.duckdb sees in it, in order."""
    with duckdb.connect(str(project.warehouse.resolve()), read_only=True) as con:
        return [row[0] for row in con.execute("select build_id from t order by build_id").fetchall()]


def kept_ids(project: Project) -> list[str]:
    return [kept.build_id for kept in kept_builds(project)]


def spoil(path: Path) -> None:
    """Overwrite the file's head: DuckDB cannot open it."""
    path.write_bytes(b"spoilt! " * 2048 + path.read_bytes()[16384:])


def spoil_inside(path: Path) -> None:
    """Overwrite the file behind its head: it opens, and its rows cannot be read."""
    content = path.read_bytes()
    path.write_bytes(content[:12288] + b"spoilt! " * ((len(content) - 12288) // 8))


@contextmanager
def another_process(code: str, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    """Run the code until it says `ready`, and end it at the end of the block."""
    process = subprocess.Popen(
        [sys.executable, "-c", code, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdin
    assert process.stdout
    try:
        assert process.stdout.readline() == "ready\n"
        yield process
    finally:
        process.stdin.close()
        process.stdout.close()
        process.wait()


def refusal(act: Callable[[], object], kind: type[Exception] = WarehouseError) -> str:
    with pytest.raises(kind) as refused:
        act()
    return str(refused.value)


class TestPublishing:
    def test_the_published_file_is_a_link_to_the_newest_build(self, project: Project) -> None:
        build(project, "1")
        build(project, "2")
        assert project.warehouse.is_symlink()
        assert project.warehouse.readlink() == Path(".wh/builds/2.duckdb")
        assert seen(project) == ["1", "2"]

    def test_a_reader_who_is_reading_goes_on_reading_the_build_that_he_opened(self, project: Project) -> None:
        build(project, "1")
        with duckdb.connect(str(project.warehouse), read_only=True) as reader:
            build(project, "2")
            assert reader.execute("select build_id from t").fetchall() == [("1",)]
        assert seen(project) == ["1", "2"]

    def test_where_links_are_not_to_be_had_the_file_is_replaced_by_a_copy(
        self, project: Project, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object, **__: object) -> None:
            raise OSError("links are not to be had")

        monkeypatch.setattr(Path, "symlink_to", refuse)
        build(project, "1")
        build(project, "2")
        assert not project.warehouse.is_symlink()
        assert seen(project) == ["1", "2"]
        current = published(project)
        assert current is not None
        assert current.build_id == "2"
        refuse_foreign_file(project)

    def test_the_file_can_be_read_by_drivers_older_than_ours(self, project: Project) -> None:
        build(project, "1")
        with duckdb.connect(str(project.warehouse), read_only=True) as con:
            (tags,) = con.execute("select tags from duckdb_databases() where database_name = '1'").fetchone() or ("",)
        assert "v1.5" in str(tags)

    def test_a_storage_version_that_does_not_exist_is_a_fault_of_the_settings(self, tmp_path: Path) -> None:
        project = Project(tmp_path, Settings(storage_version="v9"))
        assert refusal(lambda: build(project, "1"), ProjectError) == (
            "The setting `storage_version` is `v9`, which DuckDB does not know.\n"
            "  at  pyproject.toml\n"
            '  try `storage_version = "v1.5.0"`, which every driver since 1.5 can read'
        )

    def test_what_is_known_of_a_build_is_known_without_opening_it(self, project: Project) -> None:
        built = build(project, "1")
        assert built is not None
        assert published(project) == built
        assert (built.fingerprint, built.worst_failure, built.expires_on) == ("f", None, "2026-05-01")
        assert built.is_untouched

    def test_a_build_that_somebody_wrote_into_is_known_as_touched(self, project: Project) -> None:
        built = build(project, "1")
        assert built is not None
        with duckdb.connect(str(project.warehouse)) as con:
            con.execute("create table theirs as select 1 as a")
        assert not built.is_untouched

    def test_nothing_but_builds_remains_after_publishing(self, project: Project) -> None:
        build(project, "1", fails=True)
        build(project, "2")
        left = sorted(path.relative_to(project.state).as_posix() for path in project.state.rglob("*"))
        assert left == ["builds", "builds/2.duckdb", "builds/2.json", "lock"]


class TestAFailedBuild:
    def test_readers_do_not_see_it_and_the_next_build_goes_on_from_it(self, project: Project) -> None:
        build(project, "1")
        build(project, "2", fails=True)
        assert seen(project) == ["1"]
        build(project, "3")
        assert seen(project) == ["1", "2", "3"]

    def test_the_newest_file_that_is_asked_for_the_history_is_the_failed_one(self, project: Project) -> None:
        build(project, "1")
        build(project, "2", fails=True)
        with warehouse.open_newest(project) as con:
            assert con.execute("select count(*) from t").fetchone() == (2,)

    def test_what_waited_for_a_build_that_was_killed_after_taking_it_in_is_not_taken_again(
        self, project: Project
    ) -> None:
        build(project, "1", fails=True)
        waiting = project.state / UNPUBLISHED
        before = waiting.read_bytes()
        stamp = waiting.stat()
        build(project, "2")
        waiting.write_bytes(before)
        os.utime(waiting, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
        build(project, "3")
        assert seen(project) == ["1", "2", "3"]


class TestKeepingBuilds:
    def test_only_the_newest_builds_are_kept(self, make_project: MakeProject) -> None:
        project = make_project(settings="keep_builds = 2")
        for build_id in "1234":
            build(project, build_id)
        assert kept_ids(project) == ["3", "4"]
        assert sorted(path.name for path in (project.state / "builds").iterdir()) == [
            *("3.duckdb", "3.json", "4.duckdb", "4.json")
        ]
        assert seen(project) == ["1", "2", "3", "4"]

    def test_one_kept_build_is_the_published_one(self, make_project: MakeProject) -> None:
        project = make_project(settings="keep_builds = 1")
        build(project, "1")
        build(project, "2")
        assert kept_ids(project) == ["2"]
        assert seen(project) == ["1", "2"]

    @pytest.mark.parametrize("note", ["", "{", "[]", '{"build_id": "1"}', "null", _NOTE_OF_WRONG_KINDS, "[" * 9999])
    def test_a_build_whose_note_is_spoilt_is_still_there_and_counts_as_touched(
        self, project: Project, note: str
    ) -> None:
        build(project, "1")
        (project.state / "builds" / "1.json").write_text(note)
        (kept,) = kept_builds(project)
        assert kept.build_id == "1"
        assert not kept.is_untouched
        build(project, "2")
        assert seen(project) == ["1", "2"]

    def test_a_build_whose_note_is_gone_is_still_there_and_counts_as_touched(self, project: Project) -> None:
        build(project, "1")
        (project.state / "builds" / "1.json").unlink()
        assert [kept.is_untouched for kept in kept_builds(project)] == [False]
        refuse_foreign_file(project)
        build(project, "2")
        assert seen(project) == ["1", "2"]

    def test_a_note_with_more_than_we_know_is_read_for_what_we_know(self, project: Project) -> None:
        built = build(project, "1")
        path = project.state / "builds" / "1.json"
        path.write_text(json.dumps({**json.loads(path.read_text()), "signed_by": "a later version"}))
        assert kept_builds(project) == (built,)


class TestRollback:
    def test_an_earlier_build_is_shown_again_and_the_later_one_kept(self, project: Project) -> None:
        build(project, "20260101-1")
        build(project, "20260102-1")
        assert rollback(project, "20260101-1").build_id == "20260101-1"
        assert seen(project) == ["20260101-1"]
        assert kept_ids(project) == ["20260101-1", "20260102-1"]

    def test_the_start_of_an_id_is_enough_where_only_one_has_it(self, project: Project) -> None:
        build(project, "20260101-1")
        build(project, "20260102-1")
        assert rollback(project, "20260101").build_id == "20260101-1"

    def test_an_id_that_is_the_start_of_another_names_the_build_that_has_it_whole(self, project: Project) -> None:
        build(project, "1")
        build(project, "10")
        assert rollback(project, "1").build_id == "1"

    def test_a_start_that_several_have_is_refused_with_their_ids(self, project: Project) -> None:
        build(project, "20260101-1")
        build(project, "20260102-1")
        assert refusal(lambda: rollback(project, "2026")) == (
            "More than one kept build has the id `2026`.\n"
            "  at  the command line\n"
            "  try one of the kept builds: 20260101-1, 20260102-1"
        )

    def test_an_id_that_no_build_has_is_refused_with_those_that_are_kept(self, project: Project) -> None:
        build(project, "20260101-1")
        assert refusal(lambda: rollback(project, "1999")) == (
            "No kept build has the id `1999`.\n  at  the command line\n  try one of the kept builds: 20260101-1"
        )

    def test_before_the_first_build_the_way_out_is_to_build(self, project: Project) -> None:
        assert refusal(lambda: rollback(project, "1")).splitlines()[2] == "  try `wh build` first"

    def test_the_build_after_a_rollback_knows_all_that_was_there_before(self, project: Project) -> None:
        build(project, "1")
        build(project, "2")
        rollback(project, "1")
        build(project, "3")
        assert seen(project) == ["1", "2", "3"]


class TestOneBuildAtATime:
    def test_a_second_build_is_refused_with_the_process_of_the_first(self, project: Project) -> None:
        code = """
import sys
from pathlib import Path
from wh import obstacles, private, warehouse
from wh.project import Project, Settings
with warehouse.locked(Project(Path(sys.argv[1]), Settings())):
    print("ready", flush=True)
    sys.stdin.read()
"""
        with another_process(code, str(project.root)) as holder:
            assert refusal(lambda: build(project, "1")) == (
                f"Another build is at work on this project (process {holder.pid}).\n"
                "  at  .wh/lock\n"
                "  try the same again when it is done; readers of warehouse.duckdb need not wait"
            )
        build(project, "1")
        assert seen(project) == ["1"]

    def test_what_a_killed_build_left_half_is_removed_by_the_next(self, project: Project) -> None:
        build(project, "1")
        (project.state / "private.duckdb").write_bytes(b"half a copy")
        (project.state / "private.duckdb.wal").write_bytes(b"half a log")
        (project.state / "private.duckdb.tmp").mkdir()
        (project.state / "private.duckdb.tmp" / "spilled.block").write_bytes(b"rows that did not fit into memory")
        (project.state / "link").symlink_to("nowhere")
        (project.state / "builds" / "2.json").write_text("{}")
        build(project, "2")
        assert seen(project) == ["1", "2"]
        assert sorted(path.name for path in project.state.iterdir()) == ["builds", "lock"]

    def test_a_build_that_is_given_up_leaves_no_private_file(self, project: Project) -> None:
        with warehouse.locked(project):
            con = private.open_private(project, private.private_copy(project))
            con.execute("create table t as select 1 as a")
            private.discard(project, con)
        assert sorted(path.name for path in project.state.iterdir()) == ["builds", "lock"]

    @pytest.mark.parametrize(("settings", "zone"), [({}, "UTC"), ({"TimeZone": "Asia/Tokyo"}, "Asia/Tokyo")])
    def test_what_the_target_sets_holds_for_every_thread(
        self, project: Project, settings: dict[str, str], zone: str
    ) -> None:
        stated = replace(project, built_for=replace(project.target, settings=settings))
        with warehouse.locked(stated):
            con = private.open_private(stated, private.private_copy(stated))
            of_a_thread = con.cursor().execute("select current_setting('TimeZone')").fetchone()
            private.discard(stated, con)
        assert of_a_thread == (zone,)


class TestAFileThatIsNotOurs:
    def test_it_is_refused_and_left_as_it_is(self, project: Project) -> None:
        project.warehouse.write_bytes(b"years of somebody's work")
        assert refusal(lambda: refuse_foreign_file(project)) == (
            "`warehouse.duckdb` is there, but it is no build of this project, and a build would replace it.\n"
            "  at  warehouse.duckdb\n"
            "  try `mv warehouse.duckdb warehouse.duckdb.old`, then the same again"
        )
        assert project.warehouse.read_bytes() == b"years of somebody's work"

    def test_a_link_to_something_else_is_refused_too(self, project: Project, tmp_path: Path) -> None:
        (tmp_path / "theirs.duckdb").write_bytes(b"theirs")
        project.warehouse.symlink_to(tmp_path / "theirs.duckdb")
        assert "no build of this project" in refusal(lambda: refuse_foreign_file(project))

    def test_a_database_that_is_no_warehouse_is_named_when_it_is_asked(self, project: Project) -> None:
        duckdb.connect(str(project.warehouse)).close()
        assert refusal(lambda: warehouse.open_published(project)) == (
            "`warehouse.duckdb` is a database of DuckDB, but no warehouse.\n"
            "  at  warehouse.duckdb\n"
            "  try `mv warehouse.duckdb warehouse.duckdb.old`, then `wh build`"
        )

    def test_a_link_that_leads_to_itself_is_no_hindrance(self, project: Project) -> None:
        project.warehouse.symlink_to(project.warehouse.name)
        refuse_foreign_file(project)
        build(project, "1")
        assert seen(project) == ["1"]

    def test_a_link_to_a_build_that_is_gone_is_no_hindrance(self, project: Project) -> None:
        build(project, "1")
        build(project, "2")
        (project.state / "builds" / "2.duckdb").unlink()
        refuse_foreign_file(project)
        assert refusal(lambda: warehouse.open_published(project)) == (
            "The published build's file is gone.\n  at  warehouse.duckdb\n  try `wh build`"
        )
        build(project, "3")
        assert seen(project) == ["1", "3"]


class TestAnotherProgramThatWrites:
    holds_open = """
import duckdb, sys
con = duckdb.connect(sys.argv[1])
if len(sys.argv) > 2:
    con.execute("create table theirs as select 1 as a")
print("ready", flush=True)
sys.stdin.read()
"""

    def test_a_build_goes_on_where_the_file_is_only_held_open(self, project: Project) -> None:
        build(project, "1")
        with another_process(self.holds_open, str(project.warehouse)):
            refuse_foreign_file(project)
            build(project, "2")
            assert seen(project) == ["1", "2"]

    def test_a_read_says_who_stands_in_the_way(self, project: Project) -> None:
        build(project, "1")
        with another_process(self.holds_open, str(project.warehouse)) as holder:
            message, at, way_out = refusal(lambda: warehouse.open_published(project)).splitlines()
            assert message.startswith(
                "Another program has opened the warehouse for writing, and nobody else can read it meanwhile: "
            )
            assert f"(PID {holder.pid})" in message
            assert at == "  at  warehouse.duckdb"
            assert way_out == (
                "  try to close that program (readers should open the file read-only), then the same again"
            )

    def test_a_rollback_does_not_take_a_file_in_use_for_a_broken_one(self, project: Project) -> None:
        build(project, "1")
        build(project, "2")
        with another_process(self.holds_open, str(project.state / "builds" / "2.duckdb")):
            rollback(project, "1")
        assert kept_ids(project) == ["1", "2"]

    def test_what_it_wrote_is_not_in_the_next_build(self, project: Project) -> None:
        built = build(project, "1")
        assert built is not None
        with another_process(self.holds_open, str(project.warehouse), "and writes"):
            assert not built.is_untouched
            build(project, "2")
            with duckdb.connect(str(project.warehouse.resolve()), read_only=True) as con:
                assert con.execute("show tables").fetchall() == [("t",)]

    def test_a_log_beside_the_link_is_refused_before_any_work(self, project: Project) -> None:
        build(project, "1")
        (project.root / "warehouse.duckdb.wal").write_bytes(b"of a driver that does not follow links")
        expected = (
            "Somebody has opened the published warehouse for writing and left a write-ahead log beside it; "
            "a new build under it could not be read.\n"
            "  at  warehouse.duckdb.wal\n"
            "  try to close that program (readers should open the file read-only), then the same again; "
            "if none is open, remove the .wal file: it holds nothing of claimhouse's"
        )
        assert refusal(lambda: refuse_foreign_file(project)) == expected
        assert refusal(lambda: build(project, "2")) == expected
        assert refusal(lambda: rollback(project, "1")) == expected
        assert seen(project) == ["1"]


class TestASpoiltFile:
    def test_the_published_one_is_named_with_the_build_before_it(self, project: Project) -> None:
        build(project, "1")
        build(project, "2")
        spoil(project.state / "builds" / "2.duckdb")
        message, at, way_out = refusal(lambda: warehouse.open_published(project)).splitlines()
        assert message.startswith("The warehouse cannot be read: ")
        assert message.endswith("is not a valid DuckDB database file!")
        assert at == "  at  warehouse.duckdb"
        assert way_out == (
            "  try `wh rollback 1`, the build before it, then `wh build`; "
            "or `mv .wh .wh.old && rm warehouse.duckdb`, then `wh build`: it loads everything in data/ anew"
        )

    def test_a_build_on_it_names_the_kept_file_and_not_the_private_copy(self, project: Project) -> None:
        build(project, "1")
        spoil(project.state / "builds" / "1.duckdb")
        assert refusal(lambda: build(project, "2")).splitlines()[1:] == [
            "  at  .wh/builds/1.duckdb",
            "  try `mv .wh .wh.old && rm warehouse.duckdb`, then `wh build`: it loads everything in data/ anew",
        ]

    @pytest.mark.parametrize("how", [spoil, spoil_inside, lambda path: path.write_bytes(b"")])
    def test_after_a_rollback_it_is_set_aside_and_the_next_build_works(
        self, project: Project, how: Callable[[Path], None]
    ) -> None:
        build(project, "1")
        build(project, "2")
        how(project.state / "builds" / "2.duckdb")
        spoilt = (project.state / "builds" / "2.duckdb").read_bytes()
        rollback(project, "1")
        assert kept_ids(project) == ["1"]
        assert (project.state / "builds" / "2.duckdb.unreadable").read_bytes() == spoilt
        build(project, "3")
        assert seen(project) == ["1", "3"]

    def test_what_a_failed_build_left_is_set_aside_too(self, project: Project) -> None:
        build(project, "1")
        build(project, "2", fails=True)
        spoil(project.state / "unpublished.duckdb")
        assert refusal(lambda: build(project, "3")).splitlines()[1:] == [
            "  at  .wh/unpublished.duckdb",
            "  try `mv .wh/unpublished.duckdb .wh/unpublished.duckdb.unreadable`, then `wh build`: it goes on from the "
            "published build, and loads what is in data/ anew",
        ]
        rollback(project, "1")
        assert (project.state / "unpublished.duckdb.unreadable").exists()
        build(project, "3")
        assert seen(project) == ["1", "3"]

    def test_a_rollback_to_it_is_refused_and_changes_nothing(self, project: Project) -> None:
        build(project, "1")
        build(project, "2")
        spoil(project.state / "builds" / "1.duckdb")
        assert "`mv .wh .wh.old" in refusal(lambda: rollback(project, "1"))
        assert seen(project) == ["1", "2"]

    def test_rows_that_cannot_be_read_in_the_midst_of_a_build_are_a_matter_of_the_file(self, project: Project) -> None:
        build(project, "1")
        build(project, "2")
        cause = duckdb.Error("Corrupt database file: computed checksum 1 does not match stored checksum 2 in block 3")
        error = obstacles.surroundings_error(cause, project)
        assert error is not None
        assert str(error).splitlines()[1] == "  at  .wh/builds/2.duckdb"
        assert "`wh rollback 1`" in str(error)

    def test_what_duckdb_says_as_json_is_told_in_words(self, project: Project) -> None:
        said = '{"exception_type":"IO","exception_message":"Could not write file \\"a\\": File too large","errno":"27"}'
        error = obstacles.surroundings_error(duckdb.IOException(f"IO Error: {said}"), project)
        assert error is not None
        assert error.message.startswith('The disk is full: Could not write file "a": File too large. Nothing was')

    def test_an_error_of_the_query_is_no_matter_of_the_file(self, project: Project) -> None:
        assert obstacles.surroundings_error(duckdb.BinderException("no column a"), project) is None


class TestAFullDisk:
    """The room that a process may take on the disk is limited; the kernel then refuses as a full disk does."""

    code = """
import resource, sys
from pathlib import Path
from wh import obstacles, private, warehouse
from wh.errors import WarehouseError
from wh.project import Project, Settings
project = Project(Path(sys.argv[1]), Settings())
room = int(sys.argv[2])
resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
try:
    with warehouse.locked(project):
        con = None
        try:
            con = private.open_private(project, private.private_copy(project))
            con.execute("create table big as select range as i, md5(range::varchar) as s from range(2000000)")
            warehouse.publish(project, con, build_id="2", fingerprint=None, worst_failure=None, expires_on=None)
        except Exception as cause:
            if isinstance(cause, WarehouseError):
                raise
            error = obstacles.surroundings_error(cause, project)
            raise error if error else cause
        finally:
            private.discard(project, con)
except WarehouseError as error:
    print(error)
"""

    @pytest.mark.skipif(os.name != "posix", reason="limits are set so on POSIX only")
    @pytest.mark.parametrize("room", [100, 4096, 100_000, 2_000_000, 5_000_000])
    def test_wherever_it_fills_up_the_published_file_is_as_it_was_and_the_next_build_works(
        self, project: Project, room: int
    ) -> None:
        build(project, "1")
        before = project.warehouse.read_bytes()
        ran = subprocess.run(
            [sys.executable, "-c", self.code, str(project.root), str(room)], capture_output=True, text=True, check=False
        )
        assert ran.stderr == ""
        message, at, way_out = ran.stdout.splitlines()
        assert message.startswith("The disk is full: ")
        assert message.endswith(" Nothing was published, and the published warehouse is as it was.")
        assert at.startswith(f"  at  {project.root}")
        assert way_out == (
            "  try to free some space (a build needs room for one more copy of the warehouse), then the same again"
        )
        assert project.warehouse.read_bytes() == before
        assert not list(project.state.glob("private*"))
        build(project, "3")
        assert seen(project) == ["1", "3"]


class TestAReadOnlyFolder:
    code = """
import ctypes, os, sys
from pathlib import Path
from wh import obstacles, private, warehouse
from wh.errors import WarehouseError
from wh.project import Project, Settings
if os.geteuid() == 0:
    # the superuser may write anywhere: give that privilege up
    version_and_process = (ctypes.c_uint32 * 2)(0x20080522, 0)
    assert ctypes.CDLL(None).capset(version_and_process, (ctypes.c_uint32 * 6)()) == 0
try:
    with warehouse.locked(Project(Path(sys.argv[1]), Settings())):
        print("it could be written")
except WarehouseError as error:
    print(error)
"""

    @pytest.mark.skipif(sys.platform != "linux", reason="the superuser's privilege is given up so on Linux only")
    @pytest.mark.parametrize("is_built", [False, True])
    def test_it_is_named_with_the_way_out_and_left_as_it_is(self, project: Project, is_built: bool) -> None:
        if is_built:
            build(project, "1")
        before = sorted(project.root.rglob("*"))
        closed = [path for path in (project.root, *before) if not path.is_symlink()]
        rights = {path: path.stat().st_mode for path in closed}
        for path in closed:
            path.chmod(0o555 if path.is_dir() else 0o444)
        try:
            ran = subprocess.run(
                [sys.executable, "-c", self.code, str(project.root)], capture_output=True, text=True, check=False
            )
        finally:
            for path, mode in rights.items():
                path.chmod(mode)
        assert ran.stderr == ""
        message, at, way_out = ran.stdout.splitlines()
        assert message.startswith("This cannot be read or written: [Errno 13] Permission denied")
        assert at == f"  at  {project.state}"
        assert way_out == "  try the right to do so, or a copy of the project in a folder that you may write to"
        assert sorted(project.root.rglob("*")) == before

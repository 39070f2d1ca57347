import subprocess
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import pytest

from wh import loading, project, starting
from wh.discovery import discover
from wh.errors import ProjectError
from wh.project import find_project

WH = Path(sys.executable).parent / "wh"


def refusal(folder: Path) -> str:
    with pytest.raises(ProjectError) as refused:
        starting.init(folder, eject=False)
    return str(refused.value)


def below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


class TestANewProject:
    def test_it_is_data_settings_and_a_page_to_read(self, tmp_path: Path) -> None:
        written = starting.init(tmp_path / "storm", eject=False)
        assert list(written) == below(tmp_path / "storm")
        assert {name.split("/")[0] for name in written} == {".gitignore", "README.md", "data", "pyproject.toml"}
        assert [name for name in written if name.startswith("data/articles")] == [
            *("data/articles.csv", "data/articles/coast-daily-storm.txt", "data/articles/gazette-storm.md")
        ]

    def test_it_has_every_label_file_with_the_columns_that_the_loaders_read(self, tmp_path: Path) -> None:
        starting.init(tmp_path / "storm", eject=False)
        storm = find_project(tmp_path / "storm")
        headers = {kind.file: list(kind.header) for kind in discover(storm.files("loaders"), storm.root).labels}
        written = {
            f"labels/{path.name}": path.read_text(encoding="utf-8").splitlines()[0].split(",")
            for path in (storm.root / "data" / "labels").iterdir()
        }
        assert written == headers

    def test_its_name_is_that_of_the_folder(self, tmp_path: Path) -> None:
        starting.init(tmp_path / "Port Ansel, 2026", eject=False)
        settings = tomllib.loads((tmp_path / "Port Ansel, 2026" / "pyproject.toml").read_text(encoding="utf-8"))
        assert settings["project"]["name"] == "port-ansel-2026"
        assert (tmp_path / "Port Ansel, 2026" / "README.md").read_text(encoding="utf-8").startswith("# port-ansel-2026")

    def test_every_row_of_it_can_be_used(self, tmp_path: Path) -> None:
        starting.init(tmp_path / "storm", eject=False)
        summary = loading.preview(find_project(tmp_path / "storm"), None, datetime(2026, 3, 5, tzinfo=UTC))
        assert summary.rejects == ()
        assert summary.article_count == 2

    def test_it_builds_and_shows_one_figure_disputed_and_one_agreed_on(self, tmp_path: Path) -> None:
        starting.init(tmp_path / "storm", eject=False)
        subprocess.run([WH, "build"], cwd=tmp_path / "storm", check=True, capture_output=True)
        asked = """
            select attribute || coalesce(' ' || scope_id, '') as asked, agreement from marts.claims
            union all select state, rule from marts.disagreements
            union all select 'uncovered', count(*)::varchar from marts.labelling_coverage where coverage_share < 1
            order by all
        """
        answer = subprocess.run(
            [WH, "query", asked, "--format", "csv"], cwd=tmp_path / "storm", check=True, capture_output=True, text=True
        )
        assert answer.stdout.splitlines()[1:] == [
            "evacuated all,disputed",
            "flooded_on,single",
            "injured all,identical",
            "injured badly-hurt,single",
            "is_power_back,disputed",
            "open,sources_agree",
            "ruled,sources_agree",
            "uncovered,0",
        ]

    def test_it_may_start_in_a_folder_that_holds_other_things(self, tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        (tmp_path / "LICENSE").write_text("mine")
        starting.init(tmp_path, eject=False)
        assert find_project(tmp_path).root == tmp_path
        assert (tmp_path / "LICENSE").read_text() == "mine"

    def test_folders_on_the_way_to_it_are_made(self, tmp_path: Path) -> None:
        starting.init(tmp_path / "desk" / "2026" / "storm", eject=False)
        assert find_project(tmp_path / "desk" / "2026" / "storm")


class TestEjecting:
    def test_every_built_in_file_is_copied_and_then_used_instead(self, tmp_path: Path) -> None:
        written = starting.init(tmp_path / "storm", eject=True)
        ejected = find_project(tmp_path / "storm")
        plain = project.Project(tmp_path / "nowhere", project.Settings())
        for folder in ("models", "macros", "loaders", "expectations"):
            built_in = [path.relative_to(project.BUILTIN).as_posix() for path in plain.files(folder)]
            assert built_in
            assert [ejected.show(path) for path in ejected.files(folder)] == built_in
            assert set(built_in) <= set(written)

    def test_the_copies_are_the_same_byte_for_byte(self, tmp_path: Path) -> None:
        for name in starting.init(tmp_path / "storm", eject=True):
            if name.startswith(tuple(project.FOLDERS)):
                assert (tmp_path / "storm" / name).read_bytes() == (project.BUILTIN / name).read_bytes()


class TestRefusing:
    def test_a_folder_that_holds_a_project_is_left_as_it_is(self, tmp_path: Path) -> None:
        starting.init(tmp_path, eject=False)
        (tmp_path / "data" / "labels" / "facts.csv").write_text("years of work")
        assert refusal(tmp_path) == (
            "This folder holds a claimhouse project already.\n"
            f"  at  {tmp_path}/pyproject.toml\n"
            "  try `wh build` in it, or `wh init` with another folder"
        )
        assert (tmp_path / "data" / "labels" / "facts.csv").read_text() == "years of work"

    def test_files_that_a_new_project_would_replace_are_named_and_left(self, tmp_path: Path) -> None:
        (tmp_path / "data").mkdir()
        (tmp_path / "README.md").write_text("mine")
        assert refusal(tmp_path) == (
            "The folder already has `README.md` and `data`, which a new project would replace.\n"
            f"  at  {tmp_path}\n"
            "  try `wh init` with another folder"
        )
        assert below(tmp_path) == ["README.md"]

    def test_a_file_is_no_folder(self, tmp_path: Path) -> None:
        (tmp_path / "storm").write_text("")
        assert refusal(tmp_path / "storm") == (
            f"`storm` is a file, and a project is a folder.\n  at  {tmp_path}/storm\n  try another name"
        )

    @pytest.mark.parametrize("is_there", [False, True])
    def test_what_cannot_be_written_whole_is_not_written_at_all(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, is_there: bool
    ) -> None:
        folder = tmp_path / "desk" / "storm"
        if is_there:
            folder.mkdir(parents=True)
            (folder / "LICENSE").write_text("mine")
        rename = Path.rename

        def refuse_the_last(path: Path, target: Path) -> Path:
            if path.name == "pyproject.toml":
                raise OSError(28, "No space left on device")
            return rename(path, target)

        monkeypatch.setattr(Path, "rename", refuse_the_last)
        assert refusal(folder) == (
            "The project cannot be written: No space left on device. Nothing of it was left behind.\n"
            f"  at  {folder}\n"
            "  try a folder that you may write to, on a disk with room"
        )
        assert below(tmp_path) == (["desk/storm/LICENSE"] if is_there else [])
        assert (tmp_path / "desk").exists() is is_there

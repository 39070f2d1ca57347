"""What becomes a table: the models, seeds and snapshots of a project, each a file, as they are written.

Refuses two of one name and a model that no table can be named after. Renders nothing.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from wh.errors import ModelError, WhError
from wh.project import Package, Project
from wh.properties import Properties
from wh.yamlfile import file_text

LAYERS = ("staging", "intermediate", "marts")


@dataclass(frozen=True, slots=True)
class Model:
    """One thing that becomes a table; `kind` is model, seed, snapshot, or test for a query that is to give no rows.

    `folder` are the folders it lies in below models/, `shown` the file as a person would look for it, `first_line`
    the line of the file on which `source` begins, `offset` the place of that in the file's text.
    """

    name: str
    path: Path
    source: str
    shown: str
    folder: tuple[str, ...] = ()
    kind: str = "model"
    package: str = ""
    first_line: int = 1
    properties: Properties | None = field(default=None, compare=False)
    is_python: bool = False

    @property
    def key(self) -> str:
        """What it is known by among all of the project: its name, as in `ref`."""
        return self.name

    @property
    def fqn(self) -> tuple[str, ...]:
        """Its full name in dbt's sense: package, folders and name."""
        return (self.package, *self.folder, self.name)

    @property
    def layer(self) -> str | None:
        """The innermost of our layers that it lies in."""
        return next((part for part in reversed(self.path.parts[:-1]) if part in LAYERS), None)


def read_files(
    project: Project, wrong: list[WhError], is_taken_out: Callable[[Model], bool] = lambda model: False
) -> dict[str, Model]:
    """Return every model, seed and snapshot by name, sorted; what is wrong with them is added to `wrong`.

    Of two with one name, one that is taken out gives way to the other.
    """
    models: dict[str, Model] = {}
    for rank, package in enumerate(project.packages):
        is_own = rank == 0
        for kind, folder, read in (
            ("model", "models", _one_model),
            ("seed", "seeds", _one_seed),
            ("snapshot", "snapshots", _snapshots),
        ):
            for path in project.files(folder) if is_own else package.files(folder):
                try:
                    for model in read(project, package, path, kind):
                        known = models.get(model.name)
                        if known is None or is_taken_out(known):
                            models[model.name] = model
                        elif not is_taken_out(model):
                            raise _twice(model, known)
                except ModelError as error:
                    wrong.append(error)
    return dict(sorted(models.items()))


def singular_tests(project: Project, wrong: list[WhError]) -> list[Model]:
    """Return the queries that are to give no rows: SQL in tests/ as dbt has it, in expectations/ as we have it."""
    folder = "expectations" if project.has_input else "tests"
    found: list[Model] = []
    for rank, package in enumerate(project.packages):
        is_own = rank == 0
        for path in project.files(folder) if is_own else package.files(folder):
            # those of tests/generic are macros, those of tests/fixtures rows for unit tests
            if path.suffix == ".sql" and not {"generic", "fixtures"} & {*package.below(folder, path)}:
                try:
                    found.append(_model(project, package, path, "test", folder))
                except ModelError as error:
                    wrong.append(error)
    return found


def macro_files(project: Project) -> dict[str, tuple[Path, ...]]:
    """Return the files with macros of each package, by its name; generic tests lie beside the others."""
    found: dict[str, tuple[Path, ...]] = {}
    for rank, package in enumerate(project.packages):
        is_own = rank == 0
        macros = project.files("macros") if is_own else package.files("macros")
        tests = project.files("tests") if is_own else package.files("tests")
        generic = [path for path in tests if "generic" in path.parts[:-1]]
        found[package.name] = tuple(path for path in (*macros, *generic) if path.suffix == ".sql")
    return found


def raise_all(wrong: Sequence[WhError]) -> None:
    """Raise the one error as it is, several as an ExceptionGroup by file and line, and none not at all."""
    found = _in_order(wrong)
    if len(found) == 1:
        raise found[0]
    if found:
        raise ExceptionGroup("several models are wrong", found)


def _in_order(wrong: Sequence[WhError]) -> list[WhError]:
    """Return errors by file and line, each once."""
    found: dict[tuple[str, tuple[int, ...], str], WhError] = {}
    for error in wrong:
        shown, *numbers = (error.at or "").split(":")
        place = tuple(int(number) for number in numbers if number.isdigit())
        found.setdefault((shown, place, error.message), error)
    return [found[key] for key in sorted(found)]


def _one_model(project: Project, package: Package, path: Path, kind: str) -> Iterator[Model]:
    if path.suffix in (".sql", ".py"):
        model = _model(project, package, path, kind, "models")
        # dbt takes an empty file for one that is not there
        if model.source.strip() or project.dialect != "dbt":
            yield model


def _one_seed(project: Project, package: Package, path: Path, kind: str) -> Iterator[Model]:
    if path.suffix == ".csv":
        yield _model(project, package, path, kind, "seeds")


def _model(project: Project, package: Package, path: Path, kind: str, folder: str) -> Model:
    shown = project.show(path)
    if not re.fullmatch(r"[a-z_][a-z0-9_]*", path.stem, flags=re.IGNORECASE) and (
        project.has_input or "." in path.stem
    ):
        raise ModelError(
            f"The {kind} `{path.stem}` has a name that no table can have unquoted.",
            at=shown,
            way_out=f"`{re.sub(r'[^a-z0-9_]', '_', path.stem.lower())}{path.suffix}`: letters, digits and underscores",
        )
    return Model(
        name=path.stem,
        path=path,
        source="" if kind == "seed" else file_text(path, shown),
        shown=shown,
        folder=package.below(folder, path),
        kind=kind,
        package=package.name,
        is_python=path.suffix == ".py",
    )


def _snapshots(project: Project, package: Package, path: Path, kind: str) -> Iterator[Model]:
    """Yield each snapshot block of a file; a file without one is a snapshot's query, named after the file."""
    if path.suffix != ".sql":
        return
    shown = project.show(path)
    text = file_text(path, shown)
    opened = list(re.finditer(r"{%-?\s*snapshot\s+(\w+)\s*-?%}", text))
    if len(opened) != len(re.findall(r"{%-?\s*endsnapshot\s*-?%}", text)):
        raise ModelError(
            "A `{% snapshot %}` is opened and not closed.", at=shown, way_out="`{% endsnapshot %}` below its query"
        )
    for start in opened:
        end = re.compile(r"{%-?\s*endsnapshot\s*-?%}").search(text, start.end())
        assert end is not None
        yield Model(
            name=start[1],
            path=path,
            source=text[start.end() : end.start()],
            shown=shown,
            folder=(*package.below("snapshots", path), path.stem),
            kind=kind,
            package=package.name,
            first_line=text.count("\n", 0, start.end()) + 1,
        )


def _twice(model: Model, other: Model) -> ModelError:
    return ModelError(
        f"There are two tables named `{model.name}`, and a name stands for one thing.",
        at=model.shown,
        way_out=f"another name for one of them; the other is at {other.shown}",
    )

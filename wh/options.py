"""The words that several commands take, and the project that they are about. Of typer only its words."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from wh.project import Project


class FailOn(StrEnum):
    """From which severity on a broken rule forbids publishing."""

    CRITICAL = "critical"
    WARNING = "warning"
    NEVER = "never"


class Form(StrEnum):
    """How rows are printed."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


class MartsForm(StrEnum):
    """The forms in which the marts leave for other tools."""

    WEB_ANNOTATION = "web-annotation"
    CLAIM_REVIEW = "claim-review"
    CSV = "csv"
    PARQUET = "parquet"


class LabelTool(StrEnum):
    """Where labels are exported to."""

    LABEL_STUDIO = "label-studio"
    DOCCANO = "doccano"
    CSV = "csv"


class LabelRows(StrEnum):
    """The label files that suggestions are made for."""

    FACTS = "facts"
    MENTIONS = "mentions"
    QUOTES = "quotes"


Articles = Annotated[
    Path | None, typer.Option("--articles", metavar="PATH", help="Folder of articles instead of data/articles.")
]
FailOnOption = Annotated[
    FailOn | None,
    typer.Option(
        "--fail-on",
        help="Severity from which a rule that is not held counts: status 1, and nothing is published.",
        show_default="critical",
    ),
]
Select = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="SELECT",
        help="Models, in dbt's words: orders, +orders (and what it needs), orders+ (and what needs it), staging/, "
        "tag:x. All, if none is named.",
    ),
]
MoreSelect = Annotated[
    list[str] | None, typer.Option("--select", "-s", metavar="SELECT", help="The same words, given as dbt has it.")
]
Exclude = Annotated[
    list[str] | None, typer.Option("--exclude", metavar="SELECT", help="Models to leave out, in the same words.")
]
Full = Annotated[
    bool, typer.Option("--full", "--full-refresh", help="Build every model anew, changed or not; snapshots go on.")
]
AllAgain = Annotated[
    bool, typer.Option("--full", help="Ask every rule again, also those whose answers cannot have changed.")
]
Vars = Annotated[
    str | None,
    typer.Option("--vars", metavar="YAML", help="Vars over the project's own, such as '{vague_words: none}'."),
]
TargetOption = Annotated[
    str | None, typer.Option("--target", "-t", metavar="NAME", help="In a dbt project: the output of its profile.")
]
Unpublished = Annotated[bool, typer.Option("--unpublished", help="Look into the last build, if it was not published.")]
AsOf = Annotated[
    str | None,
    typer.Option("--build", metavar="BUILD", help="Look into a build that is kept; `wh history` lists them."),
]
Reports = Annotated[
    list[str] | None,
    typer.Option(
        "--report",
        metavar="FORM=FILE",
        help="Also tell it there: junit=FILE, sarif=FILE, gitlab=FILE, md=FILE, html=FILE, json=FILE, or github; may be"
        " repeated.",
    ),
]
NoSamples = Annotated[
    bool, typer.Option("--no-samples", help="Leave rows out of reports and of what is printed; their counts remain.")
]
Strict = Annotated[
    bool,
    typer.Option(
        "--strict", help="Status 1 for anything refused, also one record of many; nothing is built from such input."
    ),
]
NewSince = Annotated[
    str | None,
    typer.Option(
        "--new-since",
        metavar="BUILD",
        help="Fail only on what is new since that build: an id of `wh history`, its start, or `published`.",
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def words_of(select: list[str] | None, more: list[str] | None) -> tuple[str, ...]:
    """Return what is selected, by words alone and by --select."""
    return (*(select or ()), *(more or ()))


def project_here(target: str | None = None, variables: str | None = None) -> "Project":
    """Return the project that the current folder lies in; a dbt project is read only where it is one."""
    from wh.errors import ProjectError
    from wh.project import find_nearest, with_vars

    stated = _vars(variables) if variables else {}
    found = find_nearest(Path.cwd())
    if isinstance(found, Path):
        from wh import dbt_project

        return dbt_project.read(found, target, stated)
    if target is not None:
        raise ProjectError(
            f"The project has no target `{target}`: targets are those of a dbt profile.",
            at="the command line",
            way_out="the same without --target",
        )
    return with_vars(found, stated)


def _vars(written: str) -> dict[str, object]:
    from wh.errors import ProjectError
    from wh.yamlfile import read_value

    stated = read_value(written)
    if not isinstance(stated, dict):
        raise ProjectError(
            f"--vars is `{written}`, which names no vars.", at="the command line", way_out="--vars '{name: value}'"
        )
    return {str(name): value for name, value in stated.items()}

"""The command line: parses words, calls one function, prints what it answered. The door to typer.

Imports the rest of the engine inside each command, so that `wh --help` and the shell's completion are quick.
"""

import os
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from wh import __version__
from wh.errors import WhError

if TYPE_CHECKING:
    from wh.project import Project

app = typer.Typer(
    name="wh",
    help="claimhouse: a warehouse of what each source says, in its own words, and of what cannot all be true.",
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


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


Articles = Annotated[
    Path | None, typer.Option("--articles", metavar="PATH", help="Folder of articles instead of data/articles.")
]
FailOnOption = Annotated[
    FailOn | None,
    typer.Option("--fail-on", help="Severity from which a broken rule gives status 1.", show_default="critical"),
]
Unpublished = Annotated[
    bool, typer.Option("--unpublished", help="Ask what the last build left that was not published.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]


def main() -> None:
    """Run the command line; what a user can mend ends with status 2 and a message, not a traceback."""
    try:
        app()
    except SystemExit as end:
        if end.code == _INTERRUPTED:
            _stop()
        raise
    except (WhError, ExceptionGroup) as error:
        from wh import report

        if isinstance(error, ExceptionGroup) and error.split(WhError)[1] is not None:
            raise
        report.print_error(error)
        sys.exit(2)
    except RuntimeError as error:
        if "interrupted" not in str(error):
            raise
        _stop()  # Ctrl-C in the midst of a statement, as DuckDB says it
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        from wh import report, warehouse

        report.print_error(warehouse.system_error(error, Path(error.filename or Path.cwd())))
        sys.exit(2)


_INTERRUPTED = 130


def _stop() -> NoReturn:
    """End after Ctrl-C, at once: an orderly end would have DuckDB print what was still open."""
    print("\nstopped; the published warehouse is whole, and the same again goes on", file=sys.stderr)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(_INTERRUPTED)


def _version(wanted: bool) -> None:
    if wanted:
        print(f"claimhouse {__version__}")
        raise typer.Exit


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    pass


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to create.")],
    eject: Annotated[
        bool, typer.Option("--eject", help="Also copy the built-in models, macros, loaders and expectations.")
    ] = False,
) -> None:
    """Start a new project, ready to build."""
    from wh import report, starting

    report.print_started(folder, starting.init(folder, eject=eject))


@app.command()
def build(
    select: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[SELECT]...",
            help="Models to build: NAME, +NAME (with what it needs), NAME+ (with what needs it), staging/.",
        ),
    ] = None,
    articles: Articles = None,
    full: Annotated[bool, typer.Option("--full", help="Build every model anew.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be loaded and built; write nothing.")
    ] = False,
    fail_on: FailOnOption = None,
) -> None:
    """Load, build, check and publish what changed."""
    from wh import report, terminal
    from wh.build import Options
    from wh.build import build as run

    project = _project()
    threshold = fail_on.value if fail_on else project.settings.fail_on
    options = Options(tuple(select or ()), articles, full, dry_run, threshold)
    started = datetime.now(UTC)
    with terminal.Progress(sys.stderr) as progress:
        outcome = run(project, options, started, progress)
    report.print_build(project, outcome, threshold, datetime.now(UTC) - started)
    raise typer.Exit(1 if outcome.status == "failed" else 0)


@app.command()
def load(
    articles: Articles = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check the input; write nothing.")] = False,
) -> None:
    """Load articles and labels for the next build.

    Every row that could not be used is listed with its way out.
    """
    from wh import report

    project = _project()
    now = datetime.now(UTC)
    if dry_run:
        from wh.rehearsing import rehearse

        rehearsal = rehearse(project, articles, now)
        report.print_rehearsal(rehearsal)
        raise typer.Exit(1 if rehearsal.summary.rejects or rehearsal.strays else 0)
    from wh.build import load_only

    summary = load_only(project, articles, now)
    report.print_load(summary, is_dry=False)
    raise typer.Exit(1 if summary.rejects else 0)


@app.command()
def check(fail_on: FailOnOption = None) -> None:
    """Ask every rule of the published warehouse."""
    from wh import report
    from wh.build import check_only, failures

    project = _project()
    threshold = fail_on.value if fail_on else project.settings.fail_on
    checks = check_only(project)
    report.print_checks(checks, threshold)
    raise typer.Exit(1 if failures(checks, threshold) else 0)


@app.command("ls")
def list_models(
    select: Annotated[
        list[str] | None, typer.Argument(metavar="[SELECT]...", help="Models to list, as in `wh build`; none: all.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the models, layer by layer."""
    from wh import report, shaping

    project = _project()
    models, rendered, graph = shaping.read_graph(project, {**project.settings.vars, "build_day": ""})
    chosen = graph.select(tuple(select or ()))
    listed = [(models[name], rendered[name]) for name in graph.order() if name in chosen]
    report.print_models(listed, as_json=as_json)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One SQL statement; `-` reads it from standard input.")],
    form: Annotated[Form, typer.Option("--format", "-f", help="How rows are printed.")] = Form.TABLE,
    as_json: AsJson = False,
    unpublished: Unpublished = False,
) -> None:
    """Ask the warehouse a question in SQL, read-only."""
    from wh import asking, report

    answer = asking.query(_project(), sys.stdin.read() if sql == "-" else sql, unpublished=unpublished)
    report.print_rows(answer, Form.JSON if as_json else form)


@app.command()
def explain(
    claim: Annotated[str, typer.Argument(metavar="CLAIM", help="A claim's id, or enough of it to tell it apart.")],
    as_json: AsJson = False,
    unpublished: Unpublished = False,
) -> None:
    """Show a claim whole: who says what, from whom.

    Every source in its own words, who had it from whom, what follows from related claims, and what clashes.
    """
    from wh import claim_report, explaining

    explanation = explaining.explain(_project(), claim, unpublished=unpublished)
    claim_report.print_explanation(explanation, as_json=as_json)


@app.command()
def history(as_json: AsJson = False) -> None:
    """List the builds, published or not."""
    from wh import asking, report

    report.print_history(asking.history(_project()), as_json=as_json)


@app.command()
def rollback(
    build_id: Annotated[str, typer.Argument(metavar="BUILD", help="The id of a kept build; its start is enough.")],
) -> None:
    """Let warehouse.duckdb show an earlier build again."""
    from wh import report, warehouse

    project = _project()
    with warehouse.locked(project):
        kept = warehouse.rollback(project, build_id)
    report.print_line(f"warehouse.duckdb now shows build {kept.build_id}. `wh build` brings it up to date again.")


def _project() -> "Project":
    from wh.project import find_project

    return find_project(Path.cwd())


if __name__ == "__main__":
    main()

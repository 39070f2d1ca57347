"""The command line: parses words, calls one function, prints what it answered. The door to typer.

Imports the rest of the engine inside each command, so that `wh --help` and the shell's completion are quick.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from wh import __version__
from wh.arguments import Group
from wh.errors import WhError
from wh.options import (
    AllAgain,
    Articles,
    AsJson,
    AsOf,
    Exclude,
    FailOnOption,
    Form,
    Full,
    LabelRows,
    LabelTool,
    MartsForm,
    MoreSelect,
    NewSince,
    NoSamples,
    Reports,
    Select,
    Strict,
    TargetOption,
    Unpublished,
    Vars,
    project_here,
    words_of,
)
from wh.stopping import stop_at_ctrl_c

app = typer.Typer(
    name="wh",
    cls=Group,
    help="claimhouse: a warehouse of what each source says, in its own words, and of what cannot all be true.",
    rich_markup_mode=None,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)

export = typer.Typer(
    cls=Group, help="Write what is here for another tool.", rich_markup_mode=None, no_args_is_help=True
)
app.add_typer(export, name="export")


def run() -> NoReturn:
    """Run the command line as a process of its own, and end it at once.

    Everything is closed by then; to take down each class and module by itself would take Python a tenth of a second.
    """
    status: object = 0
    try:
        main()
    except SystemExit as end:
        status = end.code or 0
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except (BrokenPipeError, ValueError):  # nobody reads any more, or `main` has closed it
        status = 0
    if not isinstance(status, int):
        sys.exit(str(status))
    os._exit(status)


def main() -> None:
    """Run the command line; what a user can mend ends with status 2 and a message, not a traceback."""
    stop_at_ctrl_c("stopped; the published warehouse is whole, and the same again goes on")
    try:
        app()
    except (WhError, ExceptionGroup) as error:
        from wh import report

        report.print_error(error)
        sys.exit(2)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)
    except OSError as error:
        from wh import obstacles, report

        report.print_error(obstacles.system_error(error, Path(error.filename or Path.cwd())))
        sys.exit(2)


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
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="The folder to make, or one that exists.")],
    eject: Annotated[
        bool, typer.Option("--eject", help="Also copy the built-in models, macros, loaders and expectations.")
    ] = False,
) -> None:
    """Start a new project, ready to build."""
    from wh import report, starting

    report.print_started(folder, starting.init(folder, eject=eject))


@app.command()
def build(
    select: Select = None,
    more: MoreSelect = None,
    exclude: Exclude = None,
    articles: Articles = None,
    full: Full = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be done; write nothing. The same as `wh plan`.")
    ] = False,
    fail_on: FailOnOption = None,
    threads: Annotated[
        int | None,
        typer.Option(
            "--threads", min=1, help="How many models to build at a time; else what the project or profile says."
        ),
    ] = None,
    new_since: NewSince = None,
    strict: Strict = False,
    reports: Reports = None,
    no_samples: NoSamples = False,
    variables: Vars = None,
    target: TargetOption = None,
) -> None:
    """Load, build, check and publish what changed.

    Nothing is published unless all that was selected is built and every rule that counts is held; until then, and
    after, warehouse.duckdb is whole. Status 0: published, or nothing to do. 1: a rule is not held. 2: the project,
    the command or the disk is wrong.
    """
    from wh import report, reporting, terminal
    from wh.build import build as run
    from wh.outcome import Options

    project = reporting.project_told(
        lambda: project_here(target, variables), reports, no_samples=no_samples, is_dry=dry_run
    )
    threshold = fail_on.value if fail_on else project.settings.fail_on
    telling = reporting.telling_of(reports, threshold, no_samples=no_samples, is_dry=dry_run)
    options = Options(
        select=words_of(select, more),
        exclude=tuple(exclude or ()),
        articles=articles,
        full=full,
        dry_run=dry_run,
        fail_on=threshold,
        threads=threads or 0,
        new_since=new_since,
        strict=strict,
    )
    started = datetime.now(UTC)
    with reporting.refused_in(project, telling), terminal.Progress(sys.stderr) as progress:
        outcome = run(project, options, started, progress)
    if outcome.status == "planned":
        from wh import plan_report

        plan_report.print_plan(outcome, as_json=False)
        raise typer.Exit
    took = datetime.now(UTC) - started
    reporting.tell_build(project, outcome, telling, lambda told: report.print_build(project, outcome, told, took))
    raise typer.Exit(2 if outcome.wrong else 1 if outcome.status in ("failed", "rejected") else 0)


@app.command()
def plan(
    select: Select = None,
    more: MoreSelect = None,
    exclude: Exclude = None,
    articles: Articles = None,
    full: Full = False,
    variables: Vars = None,
    target: TargetOption = None,
    as_json: AsJson = False,
) -> None:
    """Say what a build would do, and why.

    Writes nothing. What is wrong with the models is said here too, before anything runs.
    """
    from wh import plan_report, terminal
    from wh.build import build as run
    from wh.outcome import Options

    project = project_here(target, variables)
    options = Options(words_of(select, more), tuple(exclude or ()), articles, full, dry_run=True)
    with terminal.Progress(sys.stderr) as progress:
        outcome = run(project, options, datetime.now(UTC), progress)
    plan_report.print_plan(outcome, as_json=as_json)


@app.command()
def load(
    articles: Articles = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Read and check the input; write nothing.")] = False,
    strict: Strict = False,
) -> None:
    """Load articles and labels for the next build.

    What could not be used is listed with its way out. The status is 1 if a row of labels or a whole file is among it;
    one record of a feed, an archive or a list counts only with --strict. Publishes nothing.
    """
    from wh import report, terminal

    project = project_here()
    now = datetime.now(UTC)
    if dry_run:
        from wh.rehearsing import rehearse

        rehearsal = rehearse(project, articles, now)
        report.print_rehearsal(rehearsal)
        raise typer.Exit(1 if rehearsal.summary.counted(strict=strict) or rehearsal.strays else 0)
    from wh.build import load_only

    with terminal.Progress(sys.stderr) as progress:
        summary = load_only(project, articles, now, progress.pace)
    report.print_load(summary, is_dry=False)
    raise typer.Exit(1 if summary.counted(strict=strict) else 0)


@app.command()
def check(
    full: AllAgain = False,
    fail_on: FailOnOption = None,
    new_since: NewSince = None,
    reports: Reports = None,
    no_samples: NoSamples = False,
) -> None:
    """Ask the rules of the published warehouse; those that nothing changed for keep their answers.

    Builds nothing, and writes nothing but the reports.
    """
    from wh import report, reporting
    from wh.build import check_only
    from wh.outcome import forbidding

    project = reporting.project_told(project_here, reports, no_samples=no_samples)
    threshold = fail_on.value if fail_on else project.settings.fail_on
    telling = reporting.telling_of(reports, threshold, no_samples=no_samples)
    with reporting.refused_in(project, telling):
        checked = check_only(project, new_since, full=full)
    reporting.tell_check(project, checked, telling, lambda told: report.print_check(project, told))
    raise typer.Exit(1 if forbidding(checked.checks, threshold, checked.since) else 0)


@app.command("ls")
def list_models(
    select: Select = None,
    more: MoreSelect = None,
    exclude: Exclude = None,
    variables: Vars = None,
    target: TargetOption = None,
    as_json: AsJson = False,
) -> None:
    """List the models, with what each row is."""
    from wh import report
    from wh.build import listed

    project = project_here(target, variables)
    words = words_of(select, more)
    report.print_models(listed(project, words, tuple(exclude or ()), datetime.now(UTC)), as_json=as_json)


@app.command()
def lineage(
    target: Annotated[str, typer.Argument(metavar="MODEL[.COLUMN]", help="A model, or one column of it.")],
    rows: Annotated[
        bool, typer.Option("--rows", help="Also show the columns that decide which rows there are.")
    ] = False,
    as_json: AsJson = False,
    mermaid: Annotated[bool, typer.Option("--mermaid", help="Print a Mermaid flowchart.")] = False,
    dot: Annotated[bool, typer.Option("--dot", help="Print a graph for Graphviz.")] = False,
) -> None:
    """Draw where a column comes from, down to the raw columns.

    Reads the SQL of the models; runs none of it.
    """
    from wh import ancestry, report, tracing
    from wh.errors import ProjectError

    if as_json + mermaid + dot > 1:
        raise ProjectError(
            "Two forms are asked for at once.", at="the command line", way_out="one of --json, --mermaid and --dot"
        )
    tree = ancestry.trace(project_here(), target, datetime.now(UTC), rows=rows)
    draw = tracing.as_json if as_json else tracing.as_mermaid if mermaid else tracing.as_dot if dot else tracing.as_tree
    report.print_line(draw(tree))


@app.command("diff")
def compare(
    select: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="MODEL",
            help="Tables to compare: claims, marts.claims, marts/. All that models make, if none is named.",
        ),
    ] = None,
    against: Annotated[
        str | None,
        typer.Option(
            "--from",
            metavar="BUILD",
            help="The earlier build: an id of `wh history`, its start, published or unpublished; else the one before.",
        ),
    ] = None,
    of: Annotated[
        str | None, typer.Option("--to", metavar="BUILD", help="The later build, named likewise; else the newest.")
    ] = None,
    rows: Annotated[
        int | None,
        typer.Option(
            "--rows", metavar="N", min=0, help="Also show up to N rows added, N removed and N changed of each table."
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show how two builds differ: rows by key, columns, values.

    Without options: what the newest build changed. The status is 0 also where they differ.
    """
    from wh import comparing, diff_report

    found = comparing.diff(project_here(), tuple(select or ()), against=against, of=of, rows=rows or 0)
    diff_report.print_diff(found, as_json=as_json)


@app.command()
def query(
    sql: Annotated[str, typer.Argument(metavar="SQL", help="One SQL statement, or - to read it from standard input.")],
    form: Annotated[Form, typer.Option("--format", "-f", help="How rows are printed.")] = Form.TABLE,
    as_json: AsJson = False,
    unpublished: Unpublished = False,
    build_id: AsOf = None,
) -> None:
    """Ask the warehouse a question in SQL, read-only."""
    from wh import asking, report

    asked = sys.stdin.read() if sql == "-" else sql
    answer = asking.query(project_here(), asked, unpublished=unpublished, build_id=build_id)
    report.print_rows(answer, Form.JSON if as_json else form)


@app.command()
def explain(
    claim: Annotated[
        str,
        typer.Argument(
            metavar="CLAIM",
            help="A claim's id (marts.claims has them), or enough of it to tell it apart; or people/ID, for a person.",
        ),
    ],
    as_json: AsJson = False,
    unpublished: Unpublished = False,
    build_id: AsOf = None,
) -> None:
    """Show a claim whole: who says what, from whom.

    Every source in its own words, who had it from whom, who is who and why, what follows from related claims, and what
    clashes. Of a person: every spelling, why it is that person's, and the names that were kept apart.
    """
    from wh import claim_report, explaining, person_report

    if claim.startswith(explaining.PEOPLE):
        person = explaining.explain_person(project_here(), claim, unpublished=unpublished, build_id=build_id)
        person_report.print_person(person, as_json=as_json)
        return
    explanation = explaining.explain(project_here(), claim, unpublished=unpublished, build_id=build_id)
    claim_report.print_explanation(explanation, as_json=as_json)


@app.command()
def suggest(
    article: Annotated[str, typer.Argument(metavar="ARTICLE", help="The article's id.")],
    articles: Articles = None,
    rows: Annotated[
        LabelRows | None, typer.Option("--rows", help="Print only rows of this label file, as CSV to paste.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List what no label of an article covers yet.

    Figures, names and quotations, each as a row of its label file. Reads the input as it stands; writes nothing.
    """
    from wh import suggesting, suggestion_report

    found = suggesting.suggest(project_here(), articles, article, datetime.now(UTC))
    if as_json:
        suggestion_report.print_as_json(found)
    elif rows:
        suggestion_report.print_rows_of(found, f"{rows.value}.csv")
    else:
        suggestion_report.print_suggestions(found)


@export.command("labels")
def export_labels(
    to: Annotated[LabelTool, typer.Option("--to", help="The tool that is to read them, or csv.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="FOLDER", help="A new or empty folder; else target/labels-TOOL."),
    ] = None,
    articles: Articles = None,
) -> None:
    """Write articles and labels for an annotation tool, or as CSV.

    Tasks with each article's text, the labels that it has, what `wh suggest` says of it, and a matching configuration;
    what has no place in a text lies beside them as CSV. Reads the input as it stands; changes none of it.
    """
    from wh import label_exports, report

    project = project_here()
    folder = out or project.root / "target" / f"labels-{to.value}"
    written = label_exports.export_labels(project, to.value, folder, articles, datetime.now(UTC))
    report.print_line(label_exports.in_words(written, to.value))


@app.command()
def history(as_json: AsJson = False) -> None:
    """List the builds, published or not."""
    from wh import asking, report

    project = project_here()
    report.print_history(asking.history(project), project.warehouse.name, as_json=as_json)


@app.command()
def rollback(
    build_id: Annotated[str, typer.Argument(metavar="BUILD", help="The id of a kept build, or its start.")],
) -> None:
    """Publish an earlier build again.

    `wh history` lists those that are kept. The next `wh build` brings the warehouse up to date again.
    """
    from wh import report, warehouse

    project = project_here()
    with warehouse.locked(project):
        kept = warehouse.rollback(project, build_id)
    shown = project.warehouse.name
    report.print_line(f"{shown} now shows build {kept.build_id}. `wh build` brings it up to date again.")


@export.command("marts")
def export_marts(
    form: Annotated[MartsForm, typer.Option("--to", help="The form.")],
    out: Annotated[
        Path | None, typer.Option("--out", metavar="FOLDER", help="Where to, instead of target/exports/FORM.")
    ] = None,
    site: Annotated[
        str | None, typer.Option("--site", metavar="URL", help="Where the desk shows its claims, for their addresses.")
    ] = None,
) -> None:
    """Write the published marts: facts as W3C annotations, disputes as ClaimReview, or each table with a dictionary.

    A file that is there is replaced when the new one is whole.
    """
    from wh import exporting, report

    report.print_exported(exporting.export_marts(project_here(), form.value, out, site))


if __name__ == "__main__":
    run()

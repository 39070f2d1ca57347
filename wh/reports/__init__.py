"""The reports of a build or a check: one result, told in every place where people look.

`write` is the door: each place has a module of its own that turns a `Report` into text, and decides nothing.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from wh.errors import WarehouseError
from wh.reports.forms import Place, is_place, places_of
from wh.reports.report import Report

__all__ = ["Place", "Report", "is_place", "places_of", "write"]


def write(report: Report, places: Sequence[Place]) -> list[str]:
    """Write the report into each place, making a folder that is missing; return each place as one says it."""
    written = []
    if any(place.form == "junit" for place in places):
        _put_long_sql(report)
    for place in places:
        if place.file is None:
            from wh.reports import github

            print(github.text(report), end="", flush=True)
            github.write_summary(report)
            written.append(place.form)
        else:
            _put(place.file, _writer(place.form)(report))
            written.append(f"{place.form}={place.file}")
    return written


def _writer(form: str) -> Callable[[Report], str]:
    from wh.reports import document, gitlab, junit, markdown, sarif

    writers = {
        "junit": junit.text,
        "sarif": sarif.text,
        "gitlab": gitlab.text,
        "md": markdown.text,
        "html": _page,
        "json": document.text,
    }
    return writers[form]


def _page(report: Report) -> str:
    """Return the page for an editor; where nothing was built, what is wrong."""
    if report.con is None or report.home is None:
        from html import escape

        wrong = [f"{fault.says}\n  at  {fault.spot}\n  try {fault.way_out}" for fault in report.faults]
        head = f'<!doctype html><html lang="en"><meta charset="utf-8"><title>{escape(report.project)}</title>'
        return f"{head}<h1>Nothing was built</h1><pre>{escape(chr(10).join(wrong))}</pre></html>\n"
    from wh.reports import page

    return page.render(
        report.con, report.build_id, project=report.home, has_samples=report.has_samples, cases=report.cases
    )


def _put_long_sql(report: Report) -> None:
    """Keep the SQL that is too long for a test case where the case says, and that alone."""
    if report.home is None:
        return
    files = {report.home.root / case.sql_file: case.sql for case in report.failing if case.sql_file}
    for folder in {file.parent for file in files}:
        for old in set(folder.glob("*.sql")) - set(files):
            old.unlink(missing_ok=True)
    for file, sql in files.items():
        _put(file, f"{sql}\n")


def _put(file: Path, text: str) -> None:
    """Put a file in its place whole."""
    waiting = file.with_name(file.name + ".tmp")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        waiting.write_text(text, encoding="utf-8", errors="replace", newline="\n")
        waiting.replace(file)
    except OSError as cause:
        raise WarehouseError(
            f"The report cannot be written: {cause.strerror or cause}.", at=str(file), way_out="another file"
        ) from cause

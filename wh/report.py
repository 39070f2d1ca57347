"""What a person reads in the terminal: plain lines, colour only on a terminal that wants it (NO_COLOR), JSON on demand.

Says what happened, what is wrong, and what to do next; decides nothing.
"""

import csv
import re
import shlex
import sys
from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from wh.check_report import not_held, print_checks, print_verdict, some
from wh.errors import WhError, each_of
from wh.results import LoadSummary, Reject
from wh.terminal import cell, count, numeric, paint, print_json, print_table, print_wrapped

if TYPE_CHECKING:
    from wh.asking import Answer as Rows
    from wh.asking import HistoryEntry
    from wh.exporting import Exported
    from wh.outcome import Contents, Outcome
    from wh.parsing import Parsed
    from wh.project import Project
    from wh.rehearsing import Rehearsal
    from wh.reports import Report


def print_line(text: str) -> None:
    """Print one line."""
    print(text)


def print_error(error: WhError | ExceptionGroup[Any]) -> None:
    """Print each error on the error stream: what is wrong, where, the way out."""
    errors = each_of(error)
    for one in errors:
        print(f"{paint('error:', 'red', sys.stderr)} {one}", file=sys.stderr)
    if len(errors) > 1:
        print(f"{len(errors)} errors", file=sys.stderr)


def print_build(project: "Project", outcome: "Outcome", told: "Report", took: timedelta) -> None:
    """Print what a build came to: what was loaded, built and answered, and whether it was published."""
    if outcome.status == "unchanged":
        print(f"Nothing changed: {project.warehouse.name} is up to date (build {outcome.build_id}).")
        if outcome.worst_failure:
            print(f"A rule of severity {outcome.worst_failure} is not held in it: `wh check` says which.")
        return
    if outcome.load:
        print_load(outcome.load, is_dry=outcome.status == "planned", has_samples=told.has_samples)
    if outcome.status == "nothing":
        print("Nothing was selected, so nothing was built.")
        return
    if outcome.status == "rejected":
        was = "is as it was" if project.warehouse.exists() else "was not made"
        print(
            paint("Not built", "red") + f", as --strict asks. {project.warehouse.name} {was}; what was loaded is kept."
        )
        return
    for message in outcome.messages:
        print(message)
    built = len(outcome.planned) - len(outcome.wrong) - len(outcome.skipped)
    print(f"Built {built} of {count(outcome.model_count, 'model')}, {outcome.row_count:,} rows in all.")
    if outcome.skipped:
        print(f"Skipped {count(len(outcome.skipped), 'model')}, which need one that failed: {some(outcome.skipped)}.")
    if told.cases:
        print_checks(told)
    if outcome.contents:
        _print_contents(outcome.contents)
    seconds = f"{took.total_seconds():.1f} s"
    if outcome.status == "published":
        print(paint(f"Published {project.warehouse.name}", "green") + f" as build {outcome.build_id} in {seconds}.")
        if outcome.contents:
            print(
                "Ask it:  wh query "
                "\"select claim_id, low, high, agreement from marts.claims where agreement = 'disputed'\""
            )
        return
    was = "is as it was" if project.warehouse.exists() else "was not made"
    if outcome.wrong:
        for error in outcome.wrong:
            print_error(error if told.has_samples else _without_values(error))
        print(
            paint("Not published", "red")
            + f": {count(len(outcome.wrong), 'model')} could not be built. {project.warehouse.name} {was}; the rest is "
            "built and kept, and `wh build` goes on from there."
        )
    elif outcome.left_over:
        print(
            paint("Not published", "red")
            + f": the build before this one failed, and {count(len(outcome.left_over), 'model')} of it "
            f"{'is' if len(outcome.left_over) == 1 else 'are'} not taken up: {some(outcome.left_over)}."
        )
        print("`wh build` goes on from there.")
    elif not project.has_input:
        print(paint("Not published", "red") + f": {not_held(told)}. {project.warehouse.name} {was}.")
        print("`wh query --unpublished SQL` asks what was built; mend the models or the rows, then `wh build` again.")
    else:
        print(
            paint("Not published", "red")
            + f": {not_held(told)}. {project.warehouse.name} {was}; what was loaded is kept."
        )
        from wh.advice import next_steps

        for line in next_steps(told):
            print(line)


def _print_contents(contents: "Contents") -> None:
    claims = count(contents.claim_count, "claim")
    print(
        f"It holds {count(contents.article_count, 'article')}, {count(contents.fact_count, 'fact')} and "
        f"{count(contents.person_count, 'person', 'people')}; {claims}, {contents.shared_claim_count:,} of them in "
        f"more than one article, {contents.disputed_claim_count:,} disputed."
    )
    found = contents.open_disagreement_count + contents.ruled_disagreement_count
    print(
        f"Disagreements between sources: {found:,}, of which {contents.ruled_disagreement_count:,} ruled on "
        f"and {contents.open_disagreement_count:,} open."
    )


def _without_values(error: WhError) -> WhError:
    from wh.reports.wording import without_values

    return WhError(without_values(error.message), at=error.at, way_out=error.way_out)


def print_check(project: "Project", told: "Report") -> None:
    """Print what a check came to, and of which build."""
    _print_checked_build(project)
    print_checks(told)
    print_verdict(told)


def _print_checked_build(project: "Project") -> None:
    """Print which build is asked, and that a newer one was not published, where that is so."""
    from wh import kept, warehouse

    current = kept.published(project)
    if current is None:
        return
    day = f"{current.build_id[:4]}-{current.build_id[4:6]}-{current.build_id[6:8]}"
    waits = warehouse.has_unpublished(project)
    newer = "; a newer one was not published (`wh query --unpublished` asks it)" if waits else ""
    print(f"Of the published build {current.build_id} ({day}){newer}.")


def print_load(summary: LoadSummary, *, is_dry: bool, has_samples: bool = True) -> None:
    """Print what a load saw and every row that it could not use."""
    counts = summary.row_counts
    labels = sum(count for table, count in counts.items() if table != "articles")
    verb = "Would load" if is_dry else "Loaded" if summary.is_new else "Nothing new to load:"
    print(
        f"{verb} {count(summary.article_count, 'article')} and {count(labels, 'label row')}, "
        f"{count(counts.get('facts', 0), 'fact')} among them."
    )
    for table, number in summary.record_counts.items():
        print(f"  {count(number, 'record')} of {table.replace('_', ' ')}")
    if summary.rejects:
        print(paint(f"{count(len(summary.rejects), 'entry', 'entries')} could not be used:", "red"))
        causes, consequences = by_cause([each for each in summary.rejects if not each.is_one_of_many])
        _print_records([each for each in summary.rejects if each.is_one_of_many], summary, has_samples=has_samples)
        for reject in causes[:_MOST_REJECTS]:
            place = f"{reject.file}:{reject.line}"
            print(f"  {place}  {reject.reason if has_samples else ''}".rstrip())
            if reject.hint and has_samples:
                print(f"      try {reject.hint}")
            if rows := consequences.pop(place, 0):
                print(f"      and {count(rows, 'row')} that {'refers' if rows == 1 else 'refer'} to it")
        if len(causes) > _MOST_REJECTS:
            where = "mend these first" if is_dry else 'wh query --unpublished "from raw.rejects_now"'
            print(f"  … and {len(causes) - _MOST_REJECTS} more: {where}")


def print_exported(exported: "Exported") -> None:
    """Print what an export wrote."""
    print(f"Wrote {exported.count:,} {exported.things} to {exported.folder}:")
    for name in exported.files:
        print(f"  {name}")
    if exported.left_out:
        print(f"{exported.left_out}.")


def _print_records(rejects: Sequence[Reject], summary: LoadSummary, *, has_samples: bool) -> None:
    """Print of each file of many records how many of them were refused, and the first ones' reasons."""
    by_file: dict[str, list[Reject]] = {}
    for each in rejects:
        by_file.setdefault(each.file, []).append(each)
    for file, refused in by_file.items():
        tally = summary.tallies.get(file)
        records = len({each.record_number for each in refused})
        of = f" of {count(tally.seen, 'record')}" if tally else ""
        print(f"  {file}  {records:,}{of} refused")
        for each in refused[:_FIRST_RECORDS] if has_samples else ():
            print(f"      {each.line}: {each.reason}")
            if each.hint:
                print(f"          try {each.hint}")
        if has_samples and len(refused) > _FIRST_RECORDS:
            print(f"      … and {len(refused) - _FIRST_RECORDS:,} more")


_FIRST_RECORDS = 3
_MOST_REJECTS = 50
_REFUSED_AT = re.compile(r" is itself refused, at (?P<place>.+:\d+)\.$")


def by_cause(rejects: Sequence[Reject]) -> tuple[list[Reject], dict[str, int]]:
    """Part rejects into causes and consequences: how many rows each place drags along, by way of others too."""
    led = [(f"{each.file}:{each.line}", _REFUSED_AT.search(each.reason)) for each in rejects]
    own = {place for place, found in led if found is None}
    leads = {place: found["place"] for place, found in led if found and place not in own}
    counts: Counter[str] = Counter()
    for start in leads:
        place, seen = start, {start}
        while place in leads and leads[place] not in seen:
            place = leads[place]
            seen.add(place)
        root = place if place in own else start  # what leads to no cause is listed itself
        counts[root] += root != start
    causes = [
        each
        for each, (place, found) in zip(rejects, led, strict=True)
        if found is None or (place in counts and place not in own)
    ]
    return causes, {place: number for place, number in counts.items() if number}


def print_rehearsal(rehearsal: "Rehearsal") -> None:
    """Print what a load would give and every label whose words are not where it says."""
    print_load(rehearsal.summary, is_dry=True)
    if rehearsal.strays:
        print(paint(f"{count(len(rehearsal.strays), 'label')} whose words were not found in one place:", "red"))
        for stray in rehearsal.strays:
            print_wrapped(f"{stray.file}:{stray.line}  {stray.says}", "  ", "      ")
    print("Nothing was written.")


def print_written(places: Sequence[str], status: str) -> None:
    """Print where reports were written, and of what where that is not this build's doing."""
    of = "; they tell what the published build answered" if status == "unchanged" else ""
    print(f"Reported in {', '.join(places)}{of}.")


def print_models(listed: "tuple[Parsed, list[str]]", *, as_json: bool) -> None:
    """Print each model with its kind and the first sentence of its description."""
    parsed, names = listed
    if as_json:
        print_json([_model_entry(parsed, name) for name in names])
        return
    from wh.model import LAYERS

    ranks = {schema: rank for rank, schema in enumerate(LAYERS)}
    ranked = sorted(names, key=lambda name: ranks.get(parsed.relations[name].schema or "", -1))
    width = max((len(parsed.table(name)) for name in ranked), default=0)
    for name in ranked:
        properties = parsed.models[name].properties
        shown = _first_sentence(properties.description if properties else "")
        print(f"{_table_of(parsed, name):<{width}}  {parsed.kinds[name]:<11}  {shown}".rstrip())
    print(count(len(ranked), "model"))


def _table_of(parsed: "Parsed", name: str) -> str:
    return name if parsed.kinds[name] == "ephemeral" else parsed.table(name)


def _model_entry(parsed: "Parsed", name: str) -> dict[str, Any]:
    model, rendered = parsed.models[name], parsed.rendered[name]
    return {
        "name": name,
        "resource_type": model.kind,
        "schema": parsed.relations[name].schema,
        "table": parsed.relations[name].identifier,
        "materialized": parsed.kinds[name],
        "file": model.shown,
        "parents": sorted(rendered.refs),
        "sources": sorted(rendered.sources),
        "tags": list(rendered.config.get("tags") or ()),
        "description": model.properties.description if model.properties else None,
    }


def print_rows(answer: "Rows", form: str) -> None:
    """Print rows as a table, as CSV or as a JSON list of objects."""
    if form == "json":
        print_json([dict(zip(answer.columns, row, strict=True)) for row in answer.rows])
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(answer.columns)
        writer.writerows([cell(value, for_csv=True) for value in row] for row in answer.rows)
    else:
        print_table(answer.columns, [[cell(value) for value in row] for row in answer.rows], numeric(answer.rows))
        print(count(len(answer.rows), "row"))


def print_history(entries: Sequence["HistoryEntry"], warehouse: str, *, as_json: bool) -> None:
    """Print the builds, newest last, and which of them readers see."""
    if as_json:
        print_json(
            [
                {
                    "build_id": entry.record.build_id,
                    "started_at": entry.record.started_at,
                    "finished_at": entry.record.finished_at,
                    "status": entry.record.status,
                    "model_count": entry.record.model_count,
                    "rebuilt_count": entry.record.rebuilt_count,
                    "row_count": entry.record.row_count,
                    "is_kept": entry.is_kept,
                    "is_published": entry.is_published,
                }
                for entry in entries
            ]
        )
        return
    rows = [
        [
            entry.record.build_id,
            f"{entry.record.started_at:%Y-%m-%d %H:%M:%S}",
            entry.record.status,
            f"{entry.record.rebuilt_count} of {entry.record.model_count}",
            f"{entry.record.row_count:,}",
            f"<- {warehouse}" if entry.is_published else "kept" if entry.is_kept else "",
        ]
        for entry in entries
    ]
    print_table(("build", "started (UTC)", "status", "models rebuilt", "rows", ""), rows, {4})


def print_started(folder: Path, files: Sequence[str]) -> None:
    """Print what `wh init` wrote and what to do with it."""
    print(f"Started a project in {folder}:")
    for name in files:
        print(f"  {name}")
    print(f"Now:  cd {shlex.quote(str(folder))} && wh build")


def _first_sentence(text: str) -> str:
    head, stop, _ = text.partition(". ")
    return head + "." if stop else text

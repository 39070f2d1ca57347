"""Give labels to an annotation tool, or to a spreadsheet: all that data/labels/ says, with each article's text.

What has no place in a text goes along as CSV. Brought home with what the tool exports, it is the same labels again.
Writes into a folder of its own; changes nothing that is there.
"""

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from wh.discovery import discover
from wh.errors import ProjectError
from wh.label_exports import doccano, label_studio
from wh.label_exports.tasks import Labels, gather
from wh.project import Project
from wh.rehearsing import located
from wh.terminal import count

TOOLS = {"label-studio": label_studio.files, "doccano": doccano.files}
BESIDE = "labels"
"""The folder of what goes along as CSV."""


@dataclass(frozen=True, slots=True)
class Export:
    """What was written: the files, and how many articles, regions, suggestions and rows beside them.

    `refused_count` is of the input that is refused and holds no label.
    """

    folder: Path
    files: Sequence[str]
    article_count: int
    region_count: int
    suggestion_count: int
    row_count: int
    refused_count: int


def export_labels(project: Project, to: str, folder: Path, articles: Path | None, now: datetime) -> Export:
    """Write the labels for a tool, or as CSV; refuses to lose one that is refused, and a folder that holds anything."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ProjectError(
            f"`{folder.name}` is there already, and something in it.",
            at=str(folder),
            way_out="--out with another folder, or deleting what is in this one",
        )
    kinds = discover(project.files("loaders"), project.root)
    with located(project, articles, now) as (con, summary):
        labels = gather(con, kinds, summary, in_texts=to in TOOLS)
    written = contents(labels, to)
    write(folder, written)
    return Export(
        folder,
        tuple(written),
        len(labels.tasks),
        sum(len(task.regions) for task in labels.tasks),
        sum(len(task.suggested) for task in labels.tasks),
        sum(map(len, labels.rows.values())),
        len(summary.rejects),
    )


def contents(labels: Labels, to: str) -> dict[str, str]:
    """Return what is written for a tool, or as CSV, by the name of each file."""
    rows = {f"{table}.csv": _csv(labels.headers[table], own) for table, own in sorted(labels.rows.items())}
    if to not in TOOLS:
        return rows
    return {**TOOLS[to](labels), **{f"{BESIDE}/{name}": content for name, content in rows.items()}}


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write the files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8", newline="\n")


def in_words(export: Export, to: str) -> str:
    """Return what was written, what is not among it, and what to do with it."""
    left = "" if not export.refused_count else f"\n{_left_out(export.refused_count)}"
    if to not in TOOLS:
        return f"{count(export.row_count, 'row')} in {count(len(export.files), 'file')}, in {export.folder}/{left}"
    counts = (
        count(export.article_count, "article"),
        count(export.region_count, "label"),
        count(export.suggestion_count, "suggestion"),
    )
    steps = {
        "label-studio": "Paste labelling-config.xml into a project's Labeling Interface, then import tasks.json.",
        "doccano": "Import span-types.json and relation-types.json as labels, then tasks.jsonl; spans may overlap.",
    }
    return (
        f"{', '.join(counts[:2])} and {counts[2]}, in {export.folder}/{left}\n{steps[to]}\n"
        f"To bring the work home, put the tool's export (JSON, JSONL) and the files of {BESIDE}/ in place of those in"
        " data/labels/."
    )


def _left_out(number: int) -> str:
    what = "1 refusal of the input concerns" if number == 1 else f"{number:,} refusals of the input concern"
    return f"{what} no label, and did not stop this: `wh load --dry-run` names each."


def _csv(header: Sequence[str], rows: Sequence[Sequence[str | None]]) -> str:
    lines = io.StringIO()
    writer = csv.writer(lines, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return lines.getvalue()

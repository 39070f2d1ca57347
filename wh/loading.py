"""Load what people keep in data/ into the raw schema: articles, their manifest, and labels.

Nothing is silent and nothing good is lost: what cannot be used becomes a reject with its place, reason and way out.
"""

import os
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

import duckdb

from wh import raw
from wh.articles import Article, ArticleFolder, read_articles, read_manifest, without_rejected_descriptions
from wh.errors import InputError, closest
from wh.kinds import Kinds, discover
from wh.labelfiles import LabelFile, read_label_file
from wh.raw import SeenFile, table_fingerprints
from wh.references import Statement, check_references
from wh.results import LoadSummary, Reject

__all__ = ["Inputs", "LoadableProject", "load", "preview", "read_inputs", "table_fingerprints"]


class LoadableProject(Protocol):
    """What loading needs to know of a project."""

    @property
    def root(self) -> Path:
        """The folder that holds data/."""

    def files(self, folder: str) -> tuple[Path, ...]:
        """Return the loader files: the built-in ones, overlaid by the project's own of the same name."""


def load(con: duckdb.DuckDBPyConnection, project: LoadableProject, articles: Path | None, now: datetime) -> LoadSummary:
    """Read all input and append what is new to raw.*, in one transaction.

    The same input as the newest load's adds nothing, and `load_id` is then that load's.
    """
    inputs = read_inputs(project, articles)
    con.execute("begin")
    try:
        summary = _append(con, inputs, now)
        con.execute("commit")
    except BaseException:
        con.execute("rollback")
        raise
    return summary


def preview(project: LoadableProject, articles: Path | None, now: datetime) -> LoadSummary:
    """Read and check all input without a warehouse: what a load would count and refuse."""
    inputs = read_inputs(project, articles)
    return inputs.summary("preview", is_new=False, loaded_at=now, changed_tables=())


@dataclass(frozen=True, slots=True)
class Inputs:
    """All input as read and checked; rows that are refused for what they refer to are still in their `label_files`."""

    kinds: Kinds
    articles_path: str
    articles: tuple[Article, ...]
    label_files: tuple[LabelFile, ...]
    files: tuple[SeenFile, ...]
    rejects: tuple[Reject, ...]

    def summary(
        self, load_id: str, *, is_new: bool, loaded_at: datetime, changed_tables: tuple[str, ...]
    ) -> LoadSummary:
        """Return what a load of this input tells."""
        counts = {kind.table: 0 for kind in self.kinds.labels} | {"articles": 0}
        for file in self.files:
            if file.table_name in counts:
                counts[file.table_name] += file.row_count
        return LoadSummary(load_id, is_new, loaded_at, len(self.articles), counts, changed_tables, self.rejects)


def read_inputs(project: LoadableProject, articles: Path | None) -> Inputs:
    """Read the articles and every label file, then check what they refer to."""
    kinds = discover(project.files("loaders"))
    reading = _Reading(project, kinds)
    own = project.root / "data" / "articles"
    folder = _articles_folder(articles) if articles else own
    manifest, wrong = read_manifest(read_label_file(kinds.description, *reading.locate(kinds.description.file)))
    raise NotImplementedError

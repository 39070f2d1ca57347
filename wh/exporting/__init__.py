"""Write the published marts for other tools: tables with their dictionary, annotations of texts, reviews of claims.

Reads a build, and writes nothing but files in one folder; a module for each form says how it looks.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar

import duckdb

from wh import warehouse
from wh.errors import ProjectError
from wh.exporting import annotations, reviews, tables
from wh.project import Project


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: the files, how many things are in them, and what is not, in words."""

    folder: Path
    files: tuple[str, ...]
    count: int
    things: str
    left_out: str | None = None


Written = TypeVar("Written")
Writer = Callable[[duckdb.DuckDBPyConnection, Path, str | None, str], Exported]


def export_marts(project: Project, form: str, out: Path | None, site: str | None) -> Exported:
    """Write the published marts in one form; into target/exports/`form`, if no folder is named.

    `site` is the address under which the desk shows its claims.
    """
    folder = out or project.root / "target" / "exports" / form
    if folder.exists() and not folder.is_dir():
        raise ProjectError(f"`{folder}` is a file.", at="--out", way_out="the name of a folder")
    con = warehouse.open_asked(project)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _WRITERS[form](con, folder, site, project.root.name)
    finally:
        con.close()


def _annotations(con: duckdb.DuckDBPyConnection, folder: Path, site: str | None, desk: str) -> Exported:
    count, without_place = _whole(folder / "annotations.jsonld", lambda path: annotations.write(con, path))
    left_out = f"{without_place:,} facts have no one place in a text: they are left out" if without_place else None
    return Exported(folder, ("annotations.jsonld",), count, "annotations", left_out)


def _reviews(con: duckdb.DuckDBPyConnection, folder: Path, site: str | None, desk: str) -> Exported:
    count = _whole(folder / "claim-reviews.jsonld", lambda path: reviews.write(con, path, site, desk))
    return Exported(folder, ("claim-reviews.jsonld",), count, "reviews of claims")


def _tables(form: str) -> Writer:
    def write(con: duckdb.DuckDBPyConnection, folder: Path, site: str | None, desk: str) -> Exported:
        described = tables.described(con)
        for table in described:
            _whole(folder / f"{table.name}.{form}", partial(tables.write, con, table, form=form))
        _whole(folder / "dictionary.csv", lambda path: tables.write_dictionary(described, path))
        names = (*(f"{table.name}.{form}" for table in described), "dictionary.csv")
        return Exported(folder, names, len(described), "tables")

    return write


_WRITERS: Mapping[str, Writer] = {
    "web-annotation": _annotations,
    "claim-review": _reviews,
    "csv": _tables("csv"),
    "parquet": _tables("parquet"),
}


def _whole(path: Path, write: Callable[[Path], Written]) -> Written:
    """Write beside the file and put it in its place when it is whole."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        found = write(beside)
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    return found

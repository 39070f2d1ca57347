"""What the manifest says of each file of articles: its rows by file name, also where there are very many of them.

A row that cannot be read, and a second row for one file, describe nothing.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from wh.crowds import Crowd
from wh.errors import closest
from wh.kinds import Row
from wh.labelfiles import LabelFile, RefusedRow
from wh.results import Reject

NEAREST_SOUGHT = 100
"""For how many files that nothing describes the nearest described one is sought."""


@dataclass(slots=True)
class Manifest:
    """The manifest by file name: the rows that can be read, and those that cannot; of a large one most are a crowd."""

    file: str
    rows: dict[str, Row]
    refused: dict[str, RefusedRow]
    header: tuple[str, ...]
    is_readable: bool
    crowd: Crowd | None = None
    _looked_up: dict[str, Row] = field(default_factory=dict)
    _known_to_lack: set[str] = field(default_factory=set)
    _sought: int = 0

    def look_up(self, names: Iterable[str]) -> None:
        """Read the rows for some files at once, if there is a crowd: they will be asked for one by one."""
        if self.crowd:
            wanted = sorted(set(names))
            found = self.crowd.read("file", wanted)
            self._looked_up = {row.record.file: row for row in found}  # type: ignore[attr-defined]  # its own column
            self._known_to_lack = set(wanted) - self._looked_up.keys()

    def row(self, name: str) -> Row | None:
        """Return the row for the file of this name."""
        if self.crowd and name not in self.rows and name not in self._known_to_lack and name not in self._looked_up:
            self.look_up([name])
        return self.rows.get(name) or self._looked_up.get(name)

    def nearest(self, name: str) -> Row | None:
        """Return the row for the file whose name is spelled most like this one."""
        self._sought += 1
        if self._sought > NEAREST_SOUGHT:
            return None
        names: Sequence[str] = [*self.rows, *(self.crowd.nearest_values("file", name) if self.crowd else ())]
        near = closest(name, names)
        return self.row(near) if near else None


def read_manifest(described: LabelFile) -> tuple[Manifest, list[Reject]]:
    """Order the manifest's rows by file; a second row for the same file is refused."""
    rows: dict[str, Row] = {}
    rejects: list[Reject] = []
    for row in sorted((*described.rows, *_woken(described)), key=lambda each: each.line):
        name = row.record.file  # type: ignore[attr-defined]  # a description's own column
        if name in rows:
            reason = f"The file `{name}` is already described at {described.file}:{rows[name].line}."
            rejects.append(Reject(described.file, row.line, "file", reason, "deleting one of the two rows", row.text))
        else:
            rows[name] = row
    refused = {name: row for row in described.refused if (name := row.cells.get("file"))}
    kind = described.kind
    return Manifest(described.file, rows, refused, kind.header, described.is_readable, described.crowd), rejects


def _woken(described: LabelFile) -> list[Row]:
    """Wake the rows of a crowd whose file another row describes too."""
    if described.crowd is None:
        return []
    awake = [row.record.file for row in described.rows]  # type: ignore[attr-defined]  # as above
    alike = described.crowd.rows_alike_in("file") | described.crowd.rows_that_say("file", awake)
    return [row for _, row in described.crowd.wake(alike)]

"""What [tool.wh.articles] says of files of articles by their names: their columns, their encoding, whose they are.

A key of the table is a file's name, or a pattern such as `wire-*.jsonl`; the first that fits is taken.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from fnmatch import fnmatchcase

from wh.errors import ProjectError, closest
from wh.formats import Item

COLUMNS = (
    *("article_id", "text", "title", "published_at", "language", "url", "edition", "outlet_id"),
    *("author", "credit_line", "editor_note", "item_id", "item_version", "status", "updated_at", "fetched_at"),
)
"""What a file of rows may hold of an article."""

_OF_ALL = ("outlet_id", "language", "edition")


@dataclass(frozen=True, slots=True)
class StatedOfFiles:
    """What is stated of the files that fit a pattern: values for all of their articles, and our columns in theirs.

    `encoding` is that of a file which says none itself and is not in UTF-8.
    """

    pattern: str = "*"
    values: Mapping[str, str] = field(default_factory=dict)
    columns: Mapping[str, str] = field(default_factory=dict)
    encoding: str | None = None

    def fill(self, item: Item) -> Item:
        """Return the item with what is stated of all articles where it tells nothing itself."""
        empty = {name: value for name, value in self.values.items() if getattr(item, name) is None}
        if "edition" in self.values:
            empty["edition"] = self.values["edition"]
        return replace(item, **empty) if empty else item  # type: ignore[arg-type]  # texts alone


def stated_of(name: str, stated: Sequence[StatedOfFiles]) -> StatedOfFiles:
    """Return what is stated of the file of this name."""
    return next((each for each in stated if fnmatchcase(name, each.pattern)), StatedOfFiles())


def read_article_settings(table: Mapping[str, object], at: str) -> tuple[StatedOfFiles, ...]:
    """Read the table of the settings; what it does not know is refused with the closest name."""
    return tuple(_stated(pattern, each, at) for pattern, each in table.items())


def _stated(pattern: str, table: object, at: str) -> StatedOfFiles:
    if not isinstance(table, Mapping):
        raise ProjectError(
            f"`tool.wh.articles.{pattern}` is no table.", at=at, way_out=f'[tool.wh.articles."{pattern}"]'
        )
    columns = table.get("columns", {})
    values = {name: value for name, value in table.items() if name != "columns"}
    if not isinstance(columns, Mapping):
        raise ProjectError(f"The columns of `{pattern}` are no table.", at=at, way_out='columns = { text = "body" }')
    for given, known in ((values, (*_OF_ALL, "columns", "encoding")), (columns, COLUMNS)):
        for name, value in given.items():
            near = closest(name, known)
            if name not in known:
                way_out = f"`{near}`, the closest name" if near else f"one of {', '.join(known)}"
                raise ProjectError(f"`{pattern}` in [tool.wh.articles] has no `{name}`.", at=at, way_out=way_out)
            if not isinstance(value, str) or not value:
                raise ProjectError(f"`{name}` of `{pattern}` is no text.", at=at, way_out=f'{name} = "…"')
    encoding = values.pop("encoding", None)
    if encoding is not None:
        _check_encoding(str(encoding), pattern, at)
    return StatedOfFiles(pattern, values, dict(columns), encoding)


def _check_encoding(name: str, pattern: str, at: str) -> None:
    try:
        b"a".decode(name)
    except (LookupError, ValueError):
        raise ProjectError(
            f"`{name}` of `{pattern}` is no encoding.", at=at, way_out='`encoding = "cp1252"` or the like'
        ) from None

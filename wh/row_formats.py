"""What formats of rows share: a row's values as an article, and many rows side by side as Records.

Says which rows are plain texts under our names; any other is read by itself, which finds what to say of it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from wh.errors import InputError, closest
from wh.formats import Found, Item, Piece, Records, Unusable
from wh.stamps import read_instant

OURS = ("text", *Item.__dataclass_fields__)
"""The names under which a row may hold what is told of an article."""

Values = Mapping[str, Any]


def read_row(row: Values, number: int, columns: Mapping[str, str], shown: str) -> Found | Unusable:
    """Return the article of a row, or why it has none; `columns` says where what is, `shown` is the row as printed."""
    values = {name: within(row, path) for name, path in columns.items()}
    values = {name: value for name, value in values.items() if value not in (None, "")}
    if "text" not in values:
        return Unusable(
            number, f"There is no text at `{columns['text']}`.", _where_else(row, columns["text"]), "text", shown
        )
    try:
        return _found(values, number)
    except InputError as error:
        return Unusable(number, error.message, error.way_out, error.at, shown)


def side_by_side(
    rows: Sequence[Values],
    numbers: Sequence[int],
    columns: Mapping[str, str],
    read: Callable[[int], Found | Unusable],
) -> Iterator[Piece]:
    """Yield the rows as Records; `read` gives a row's article by itself."""
    keys = set().union(*rows)
    values: dict[str, list[Any]] = {}
    for name, path in columns.items():
        if path in keys and "." not in path:
            values[name] = [row.get(path) for row in rows]
        elif name == "text" or path.partition(".")[0] in keys:
            values[name] = [within(row, path) for row in rows]
    return as_records(values, numbers, read)


def as_records(
    values: Mapping[str, Sequence[Any]], numbers: Sequence[int], read: Callable[[int], Found | Unusable]
) -> Iterator[Piece]:
    """Yield columns of values as Records, and first, each by itself, the rows that hold something else than texts."""
    odd = {place for place, text in enumerate(values["text"]) if type(text) is not str or not text}
    printed = dict(values)
    for name, found in values.items():
        if not {*map(type, found)} <= {str, type(None)}:
            odd |= {place for place, value in enumerate(found) if isinstance(value, list | dict)}
            printed[name] = [value if value is None or type(value) is str else str(value) for value in found]
    if not odd:
        yield Records(numbers, printed, read)
        return
    for place in sorted(odd):
        yield read(place)
    kept = [place for place in range(len(numbers)) if place not in odd]
    printed = {name: [found[place] for place in kept] for name, found in printed.items()}
    if kept:
        yield Records([numbers[place] for place in kept], printed, lambda place: read(kept[place]))


def within(row: Values, path: str) -> Any:
    """Return what stands under a key, or down a path of keys with dots between them."""
    value: Any = row.get(path)
    if value is not None or path in row or "." not in path:
        return value
    value = row
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _found(values: dict[str, Any], number: int) -> Found:
    for name, value in values.items():
        if isinstance(value, list | dict) or (name == "text" and not isinstance(value, str)):
            raise InputError(f"`{name}` is no text.", at=name, way_out="the path of a text, such as `body.text`")
    told = {name: str(value) for name, value in values.items() if name not in _NOT_TEXT}
    version = values.get("item_version")
    if version is not None and not str(version).isdecimal():
        raise InputError(f"The version `{version}` is no whole number.", at="item_version", way_out="1, 2, 3")
    return Found(
        values["text"].replace("\r\n", "\n").replace("\r", "\n"),
        number,
        item=Item(
            **told,
            item_version=None if version is None else int(version),
            updated_at=read_instant(values.get("updated_at")),
            fetched_at=read_instant(values.get("fetched_at")),
        ),
        encoding="utf-8",
    )


_NOT_TEXT = ("text", "item_version", "updated_at", "fetched_at")


_FEWEST_WORDS = 2  # of what may be a text under another name: an address is none


def _where_else(row: Values, path: str) -> str:
    texts = {key: value for key, value in row.items() if isinstance(value, str)}
    long = [key for key, value in texts.items() if len(value.split()) >= _FEWEST_WORDS]
    near = closest("text", texts) or max(long, key=lambda key: len(texts[key]), default=None)
    if near is None or path != "text":
        return f"a text at `{path}`"
    return f'columns = {{ text = "{near}" }} for this file in [tool.wh.articles]'

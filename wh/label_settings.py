"""What [tool.wh.labels] says of files of annotations by their names: what their labels and attributes are to us.

A key of the table is a file's name, or a pattern such as `batch-*.jsonl`, also with the folders below data/labels/; the
first that fits is taken. Refuses what it does not know.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from wh.errors import ProjectError, closest

Cells = Mapping[str, str]
"""Columns of a label file, and what they hold."""


@dataclass(frozen=True, slots=True)
class Scheme:
    """How the labels of the files that fit a pattern are read; without any, they are called as we call them.

    `labels` gives the kind and what every row of it holds, `attributes` the column of each, `links` our name;
    `constants` hold where no labeller says anything; labels and attributes in `ignored` are none of ours.
    """

    pattern: str = "*"
    labels: Mapping[str, tuple[str, Cells]] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)
    constants: Cells = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)
    ignored: frozenset[str] = frozenset()


KINDS: Mapping[str, tuple[str, str]] = {
    "fact": ("facts", "attribute"),
    "mention": ("mentions", "person_id"),
    "quote": ("quotes", "source_id"),
    "excluded_passage": ("excluded_passages", "reason"),
}
"""What a span may be labelled as, the label file that it goes to, and the column that `label:words` fills."""


def scheme_of(path: str, schemes: Sequence[Scheme]) -> Scheme:
    """Return how the labels of a file are read; `path` is its way below data/labels/."""
    name = path.rpartition("/")[2]
    fitting = (each for each in schemes if fnmatchcase(name, each.pattern) or fnmatchcase(path, each.pattern))
    return next(fitting, Scheme())


def kind_and_cells(label: str) -> tuple[str, Cells] | None:
    """Read a label in our own words: `fact`, or `fact:prisoners_released`; None where it is none of them."""
    name, _, value = label.partition(":")
    kind = name.strip().replace(" ", "_").replace("-", "_").lower()
    if kind not in KINDS:
        kind = "".join(f"_{one.lower()}" if one.isupper() else one for one in name.strip()).lstrip("_")
    if kind not in KINDS:
        return None
    return kind, {KINDS[kind][1]: value.strip()} if value.strip() else {}


def read_label_settings(table: Mapping[str, object], at: str) -> tuple[Scheme, ...]:
    """Read the table of the settings."""
    return tuple(_scheme(pattern, each, at) for pattern, each in table.items())


def _scheme(pattern: str, table: object, at: str) -> Scheme:
    where = f"`{pattern}` in [tool.wh.labels]"
    if not isinstance(table, Mapping):
        raise ProjectError(f"`tool.wh.labels.{pattern}` is no table.", at=at, way_out=f'[tool.wh.labels."{pattern}"]')
    _know(table, ("labels", "attributes", "constants", "links", "ignore"), where, at)
    labels, ignored = table.get("labels", {}), table.get("ignore", [])
    if not isinstance(labels, Mapping):
        raise ProjectError(f"The labels of {where} are no table.", at=at, way_out='labels = { PER = "mention" }')
    if not isinstance(ignored, list) or not all(isinstance(each, str) for each in ignored):
        raise ProjectError(f"`ignore` of {where} is no list of labels.", at=at, way_out='ignore = ["Token"]')
    return Scheme(
        pattern,
        {name: _label(name, each, where, at) for name, each in labels.items()},
        _texts(table.get("attributes", {}), "attributes", where, at),
        _texts(table.get("constants", {}), "constants", where, at),
        _texts(table.get("links", {}), "links", where, at),
        frozenset(ignored),
    )


def _label(name: str, value: object, where: str, at: str) -> tuple[str, Cells]:
    cells = value if isinstance(value, Mapping) else {"kind": value}
    texts = _texts(cells, f"labels.{name}", where, at)
    read = kind_and_cells(texts.get("kind", ""))
    if read is None:
        near = closest(texts.get("kind", ""), KINDS)
        way_out = f"`{near}`, the closest kind" if near else "one of " + ", ".join(f"`{kind}`" for kind in KINDS)
        raise ProjectError(f"The label `{name}` of {where} is of no kind of ours.", at=at, way_out=way_out)
    return read[0], {**read[1], **{column: text for column, text in texts.items() if column != "kind"}}


def _texts(value: object, name: str, where: str, at: str) -> Cells:
    if not isinstance(value, Mapping) or not all(isinstance(each, str) and each for each in value.values()):
        raise ProjectError(f"`{name}` of {where} is no table of texts.", at=at, way_out=f'{name} = {{ name = "…" }}')
    return dict(value)


def _know(given: Iterable[str], known: Sequence[str], where: str, at: str) -> None:
    for name in given:
        if name not in known:
            near = closest(name, known)
            way_out = f"`{near}`, the closest name" if near else f"one of {', '.join(known)}"
            raise ProjectError(f"{where} has no `{name}`.", at=at, way_out=way_out)

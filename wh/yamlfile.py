"""A YAML file with the place of everything in it: the door to yaml.

Refuses what is no YAML, no mapping, or says one key twice. Knows nothing of models.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from wh.errors import ModelError, closest

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # in C where libyaml is there


@dataclass(frozen=True, slots=True)
class Entry:
    """A mapping of a YAML file; `at` is its `file:line:column`, `places` that of each of its keys.

    `places` has each entry of a list as well: `tests.0` is the first under `tests:`.
    """

    content: Mapping[str, Any]
    at: str
    places: Mapping[str, str]

    def place(self, key: str) -> str:
        """Return where a key stands, or the entry itself."""
        return self.places.get(key, self.at)

    def refuse_unknown(self, known: Sequence[str], what: str) -> None:
        """Refuse a key that nobody would heed, with the closest name."""
        for key in self.content:
            if key not in known:
                near = closest(key, known)
                raise ModelError(
                    f"{what} has a property `{key}`, which is not understood.",
                    at=self.place(key),
                    way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(known)}",
                )

    def mapping(self, key: str) -> dict[str, Any]:
        """Return the mapping under a key, empty if there is none."""
        value = self.content.get(key)
        if value is None:
            return {}
        if isinstance(value, Entry):
            return {name: plain(one) for name, one in value.content.items()}
        raise ModelError(
            f"`{key}:` is no mapping.", at=self.place(key), way_out=f"`{key}:` with a line `name: value` below it"
        )

    def entry(self, key: str) -> "Entry":
        """Return the mapping under a key with its places, empty if there is none."""
        self.mapping(key)
        value = self.content.get(key)
        return value if isinstance(value, Entry) else Entry({}, self.place(key), {})

    def entries(self, key: str) -> list["Entry"]:
        """Return the mappings listed under a key."""
        listed = self.content.get(key)
        if listed is None:
            return []
        if not isinstance(listed, list) or not all(isinstance(one, Entry) for one in listed):
            raise ModelError(
                f"What stands under `{key}:` is no list of entries.",
                at=self.place(key),
                way_out=f"`- name: …` for each of the {key}",
            )
        return listed

    def text(self, key: str) -> str:
        """Return a sentence: one line, empty if there is none."""
        return " ".join(str(self.content.get(key) or "").split())

    def name(self, of_what: str) -> str:
        """Return what the entry is called; an entry without a name is refused."""
        name = self.content.get("name")
        if name is None or isinstance(name, Entry | list):
            raise ModelError(f"{of_what} has no `name`.", at=self.at, way_out="`- name: …` as its first line")
        return str(name)


def read_entry(text: str, shown: str) -> Entry:
    """Return the mapping that the YAML is; an empty file is an empty one."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        if node is None:
            return Entry({}, f"{shown}:1", {})
        if not isinstance(node, yaml.MappingNode):
            raise ModelError(
                "The YAML is no mapping, so nothing in it describes a model.",
                at=f"{shown}:1",
                way_out="`models:` as its first line, and below it `- name: <model>`",
            )
        entry = _built(loader, node, shown)
        assert isinstance(entry, Entry)
        return entry
    except yaml.YAMLError as cause:
        raise _broken(cause, shown) from cause
    except RecursionError as cause:
        raise ModelError("The YAML is nested too deep.", at=f"{shown}:1", way_out="a flatter file") from cause
    finally:
        loader.dispose()


def plain(value: Any) -> Any:
    """Return a value of a file as plain dicts and lists, without its places."""
    if isinstance(value, Entry):
        return {key: plain(one) for key, one in value.content.items()}
    if isinstance(value, list):
        return [plain(one) for one in value]
    return value


def read_value(text: str) -> Any:
    """Return what a short YAML text on the command line says."""
    try:
        return yaml.load(text, Loader=_Loader)  # a safe loader
    except yaml.YAMLError as cause:
        raise ModelError(
            f"`{text}` is no YAML.", at="the command line", way_out="'{name: value}', in quotation marks"
        ) from cause


def file_text(path: Path, shown: str) -> str:
    """Return the text of a file of the project; one that cannot be read is refused by name."""
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as cause:
        raise ModelError(
            f"The file cannot be opened: {cause.strerror}.", at=shown, way_out="a file that you may read"
        ) from cause
    except UnicodeDecodeError as cause:
        line = cause.object.count(b"\n", 0, cause.start) + 1
        raise ModelError(
            f"The file is not UTF-8: byte {cause.start} cannot be read.",
            at=f"{shown}:{line}",
            way_out="save it as UTF-8",
        ) from cause


def _built(loader: Any, node: yaml.Node, shown: str) -> Any:
    if isinstance(node, yaml.MappingNode):
        is_merged = any(key.tag == "tag:yaml.org,2002:merge" for key, _ in node.value)
        loader.flatten_mapping(node)
        content: dict[str, Any] = {}
        places: dict[str, str] = {}
        for key_node, value_node in node.value:
            key = str(loader.construct_object(key_node, deep=True))
            at = _place_of(key_node, shown)
            if key in content and not is_merged:
                raise ModelError(
                    f"`{key}:` is said twice in one place, and the second would hide the first.",
                    at=at,
                    way_out=f"take out one of the two; the other is at {places[key]}",
                )
            content[key] = _built(loader, value_node, shown)
            places[key] = at
            if isinstance(value_node, yaml.SequenceNode):
                places |= {f"{key}.{number}": _place_of(one, shown) for number, one in enumerate(value_node.value)}
        return Entry(content, _place_of(node, shown), places)
    if isinstance(node, yaml.SequenceNode):
        return [_built(loader, one, shown) for one in node.value]
    return loader.construct_object(node, deep=True)


def _place_of(node: yaml.Node, shown: str) -> str:
    return f"{shown}:{node.start_mark.line + 1}:{node.start_mark.column + 1}"


def _broken(cause: yaml.YAMLError, shown: str) -> ModelError:
    mark = getattr(cause, "problem_mark", None) or getattr(cause, "context_mark", None)
    place = f"{mark.line + 1}:{mark.column + 1}" if mark else "1"
    problem = str(getattr(cause, "problem", None) or str(cause).split("\n")[0] or "it cannot be read")
    what, way_out = next((words for said, words in _IN_WORDS.items() if said in problem), (problem, "mend that line"))
    return ModelError(f"The YAML is broken: {what}.", at=f"{shown}:{place}", way_out=way_out)


# what the parser says, by a part of it; and what that comes from
_IN_WORDS: Mapping[str, tuple[str, str]] = {
    "mapping values are not allowed": (
        "a colon stands where no name may end",
        'quotation marks around a text that holds a colon: "…: …"; or the line indented as its neighbours are',
    ),
    "found a tab": ("a tab stands where lines are indented", "spaces"),
    "cannot start any token": ("a sign stands where no text may begin with it", "quotation marks around the text"),
    "did not find expected '-' indicator": (
        "a line is neither an entry of the list above it nor indented as part of one",
        "the indentation of its neighbours",
    ),
    "did not find expected key": (
        "a line is indented otherwise than its neighbours",
        "the indentation of its neighbours",
    ),
    "could not find expected ':'": ("a line has no colon", "`name: value`"),
}

"""Who uses the tables and who owns them: the exposures and groups of a dbt project's YAML.

They change no table; tools find them in manifest.json, and a selection may name an exposure. Refuses one that depends
on what is not there.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from wh.configs import texts
from wh.errors import ModelError, closest
from wh.yamlfile import Entry, plain

EXPOSURE_KEYS = (
    *("name", "label", "type", "maturity", "url", "description", "depends_on", "owner", "meta", "tags", "config"),
    *("enabled", "docs"),
)
GROUP_KEYS = ("name", "owner", "description", "config", "meta")
_TYPES = ("dashboard", "notebook", "analysis", "ml", "application")
_REFERENCE = re.compile(r"""\s*(ref|source)\(\s*(['"])([^'"]+)\2\s*(?:,\s*(['"])([^'"]+)\4\s*)?\)\s*""")


@dataclass(frozen=True, slots=True)
class Exposure:
    """A use of tables; `depends_on` are the keys of models, and of sources as `source.table`, each with its place."""

    name: str
    type: str
    label: str | None
    maturity: str | None
    url: str | None
    description: str
    owner: Mapping[str, Any]
    meta: Mapping[str, Any]
    tags: tuple[str, ...]
    refs: Mapping[str, str]
    sources: Mapping[str, str]
    at: str
    # None where the YAML does not say
    is_enabled: object = None


@dataclass(frozen=True, slots=True)
class Group:
    """Models that belong together, and whose they are."""

    name: str
    description: str
    owner: Mapping[str, Any]
    meta: Mapping[str, Any]
    at: str


def read_exposures(entry: Entry, *, is_checked: bool) -> Iterator[Exposure]:
    """Yield the exposures of a YAML file."""
    for one in entry.entries("exposures"):
        name = one.name("An entry under `exposures:`")
        if is_checked:
            one.refuse_unknown(EXPOSURE_KEYS, f"The exposure `{name}`")
        kind = one.text("type").lower()
        if kind not in _TYPES:
            near = closest(kind, _TYPES)
            raise ModelError(
                f"The exposure `{name}` is of the type `{kind}`." if kind else f"The exposure `{name}` has no `type:`.",
                at=one.place("type"),
                way_out=f"`{near}`, the closest name" if near else f"one of {', '.join(_TYPES)}",
            )
        refs, sources = _needed(name, one)
        config = one.mapping("config")
        yield Exposure(
            name=name,
            type=kind,
            label=one.text("label") or None,
            maturity=one.text("maturity") or None,
            url=one.text("url") or None,
            description=one.text("description"),
            owner=one.mapping("owner"),
            meta={**(config.get("meta") or {}), **one.mapping("meta")},
            tags=(*texts(config.get("tags")), *texts(plain(one.content.get("tags")))),
            refs=refs,
            sources=sources,
            at=one.at,
            is_enabled=config.get("enabled", one.content.get("enabled")),
        )


def read_groups(entry: Entry, *, is_checked: bool) -> Iterator[Group]:
    """Yield the groups of a YAML file."""
    for one in entry.entries("groups"):
        name = one.name("An entry under `groups:`")
        if is_checked:
            one.refuse_unknown(GROUP_KEYS, f"The group `{name}`")
        meta = {**(one.mapping("config").get("meta") or {}), **one.mapping("meta")}
        yield Group(name, one.text("description"), one.mapping("owner"), meta, one.at)


def wrong_in(
    exposures: Sequence[Exposure], models: Mapping[str, Any], sources: Mapping[str, Any]
) -> Iterator[ModelError]:
    """Yield what is wrong with exposures in a project with those models and sources."""
    for exposure in exposures:
        for what, needed, known in (("model", exposure.refs, models), ("source table", exposure.sources, sources)):
            for key, at in needed.items():
                if key not in known:
                    near = closest(key, known)
                    yield ModelError(
                        f"The exposure `{exposure.name}` depends on a {what} `{key}`, which is not there.",
                        at=at,
                        way_out=f"`{near}`, the closest name" if near else f"a {what} of the project",
                    )


def _needed(name: str, entry: Entry) -> tuple[dict[str, str], dict[str, str]]:
    refs: dict[str, str] = {}
    sources: dict[str, str] = {}
    for number, written in enumerate(texts(plain(entry.content.get("depends_on")))):
        at = entry.place(f"depends_on.{number}")
        found = _REFERENCE.fullmatch(written)
        if found is None and not re.match(r"\s*metric\(", written):
            raise ModelError(
                f"The exposure `{name}` depends on `{written}`, which is no reference.",
                at=at,
                way_out="`ref('a_model')` or `source('a_source', 'a_table')`",
            )
        if found is not None and found[1] == "ref":
            refs[found[5] or found[3]] = at
        elif found is not None:
            sources[f"{found[3]}.{found[5]}"] = at
    return refs, sources

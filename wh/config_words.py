"""Read one word, list or switch of a model's config; refuse what is none by name, with the way out.

A refusal does not know where the config stands: who read it from the file adds the place.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from wh.errors import ModelError, closest


def read_word(config: Mapping[str, Any], key: str, words: tuple[str, ...], default: str) -> str:
    """Return the config's word, or the default where it is not said; it must be one of the words."""
    said = config.get(key)
    if said is None or said == "":
        return default
    if said not in words:
        raise ModelError(f"`{key}` knows no `{said}`.", way_out=nearest_of(str(said), words))
    return str(said)


def read_texts(config: Mapping[str, Any], key: str) -> tuple[str, ...]:
    """Return the config's texts; one text stands for a list of one, and what is not said for none."""
    said = config.get(key)
    if said is None or said == "":
        return ()
    if isinstance(said, str):
        return (said,)
    if isinstance(said, (list, tuple)) and all(isinstance(text, str) and text for text in said):
        return tuple(said)
    raise ModelError(f"`{key}` is to be a name or a list of names, not {said!r}.", way_out=f"`{key}: [a, b]`")


def read_text(config: Mapping[str, Any], key: str) -> str | None:
    """Return the config's one text, or None where it is not said."""
    said = config.get(key)
    if said is None or said == "":
        return None
    if not isinstance(said, str):
        raise ModelError(f"`{key}` is to be one text, not {said!r}.", way_out=f"`{key}: a text`")
    return said


def read_mapping(config: Mapping[str, Any], key: str) -> dict[str, str]:
    """Return what the config says of each name; what is not said is empty."""
    said = config.get(key)
    if said is None or said == "":
        return {}
    if not isinstance(said, Mapping) or not all(isinstance(text, str) for pair in said.items() for text in pair):
        raise ModelError(f"`{key}` is to say one text for each name, not {said!r}.", way_out=f"`{key}: {{name: text}}`")
    return dict(said)


def read_switch(config: Mapping[str, Any], key: str) -> bool | None:
    """Return true or false, or None where it is not said."""
    said = config.get(key)
    if said is not None and not isinstance(said, bool):
        raise ModelError(f"`{key}` is true or false, not {said!r}.", way_out=f"`{key}: true`, or `{key}: false`")
    return said


def nearest_of(name: str, known: Iterable[str]) -> str:
    """Offer the closest of the names, or all of them where none is near."""
    listed = list(known)
    near = closest(name.lower(), listed)
    if near:
        return f"`{near}`, the closest name"
    return "one of " + ", ".join(f"`{each}`" for each in listed)

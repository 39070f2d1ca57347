"""The loaders that installed packages bring, as their entry points in the group `wh.loaders` name them.

An entry point names a module, which is read as a file of the entry point's name in loaders/ would be. Finds them, and
imports none.
"""

import configparser
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from wh.errors import InputError

GROUP = "wh.loaders"


@dataclass(frozen=True, slots=True)
class PackagedLoader:
    """A module of loaders; `package` is the distribution's name and version, `file` the module's, if it is one file."""

    name: str
    module: str
    package: str
    file: Path | None

    @property
    def fingerprint(self) -> str:
        """What changes when the package is another one, or its file is edited in place."""
        content = self.file.read_bytes() if self.file else b""
        return repr((self.name, self.module, self.package, content))


def packaged_loaders(folders: Iterable[str] | None = None) -> tuple[PackagedLoader, ...]:
    """Return what the packages on the path of imports bring, by name; two of one name are refused."""
    found: dict[str, PackagedLoader] = {}
    seen: set[str] = set()
    for folder in map(Path, sys.path if folders is None else folders):
        for stated in sorted(folder.glob("*.dist-info/entry_points.txt")):
            package, _, version = stated.parent.name.removesuffix(".dist-info").partition("-")
            if package in seen:
                continue  # an earlier folder hides it
            seen.add(package)
            for each in _stated_in(stated, f"{package} {version}"):
                if each.name in found:
                    raise InputError(
                        f"Two packages bring a loader `{each.name}`: {found[each.name].package} and {each.package}.",
                        at=str(stated),
                        way_out="one of the two packages",
                    )
                found[each.name] = each
    return tuple(found[name] for name in sorted(found))


def _stated_in(stated: Path, package: str) -> list[PackagedLoader]:
    text = stated.read_text(encoding="utf-8", errors="replace")
    if f"[{GROUP}]" not in text:
        return []
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names keep their capitals
    parser.read_string(text)
    loaders = []
    for name, module in parser[GROUP].items():
        file = stated.parent.parent / Path(*module.split(".")).with_suffix(".py")
        loaders.append(PackagedLoader(name, module, package, file if file.is_file() else None))
    return loaders

"""Which modules of this engine a Python model stands on, as one hash: a model is another where they are.

They are found by their import lines, from file to file; nothing is imported, and no other package is looked into.
"""

import hashlib
import re
from functools import lru_cache
from pathlib import Path

_HOME = Path(__file__).parent
_IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+wh(?:\.(\w+)|[ \t]+import[ \t]+\(?([\w, \t\n]+))", re.MULTILINE)


def hash_of_imported(source: str, home: Path = _HOME) -> str | None:
    """Return a hash of all modules of the engine that a program imports, and that these import; None of none."""
    named = _named(source)
    return _hash_of(frozenset(named), home) if named else None


def _named(source: str) -> set[str]:
    """Return the modules and packages right under `wh` that a text imports."""
    found: set[str] = set()
    for single, several in _IMPORT.findall(source):
        found |= {single} if single else set(re.findall(r"\w+", several))
    return found


@lru_cache(maxsize=64)
def _hash_of(named: frozenset[str], home: Path) -> str:
    seen: dict[str, bytes] = {}
    waiting = sorted(named)
    done: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in done:
            continue
        done.add(name)
        for path in _files_of(name, home):
            content = path.read_bytes()
            seen[path.relative_to(home).as_posix()] = content
            waiting += sorted(_named(content.decode("utf-8")) - done)
    whole = hashlib.sha256()
    for shown, content in sorted(seen.items()):
        whole.update(f"{shown} {len(content)}\n".encode() + content)
    return whole.hexdigest()


def _files_of(name: str, home: Path) -> list[Path]:
    package, module = home / name, home / f"{name}.py"
    if module.is_file():
        return [module]
    return sorted(package.rglob("*.py")) if package.is_dir() else []

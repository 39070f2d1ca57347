"""Templates as compiled, kept from run to run in one file, each under the hash of all that its code was made of.

Code depends on the text alone: what a template asks for when it is carried out is asked anew each time. A file that is
broken, of another version or not to be written is as none. Knows nothing of jinja2.
"""

import contextlib
import hashlib
import marshal
import os
from pathlib import Path
from types import CodeType

# how many templates the file holds, those of the last run before all others
_MOST = 5000
_SPAN = tuple[int, int]


class Bytecode:
    """The templates that were compiled, in this run and before; `version` names what compiles them."""

    def __init__(self, path: Path | None, version: str) -> None:
        """`path` None keeps them for this run alone; its folder is not made."""
        self._path = path
        self._head = hashlib.sha256(version.encode()).digest()
        self._before = _read(path, self._head) if path is not None else {}
        self._used: dict[str, bytes] = {}
        self._is_new = False

    def find(self, key: str) -> tuple[CodeType | None, tuple[_SPAN, ...]] | None:
        """Return the code of a template and its spans; without code where the text was only read."""
        entry = self._used.get(key)
        if entry is None:
            entry = self._before.get(key)
            if entry is None:
                return None
            self._used[key] = entry
        code, spans = marshal.loads(entry)
        return code, spans

    def add(self, key: str, code: CodeType | None, spans: tuple[_SPAN, ...] = ()) -> None:
        """Take in what was compiled."""
        self._used[key] = marshal.dumps((code, spans))
        self._is_new = True

    def keep(self) -> None:
        """Write the file anew if there is something new; another process may do the same, and the last one stays."""
        if self._path is None or not self._is_new or not self._path.parent.is_dir():
            return
        others = [key for key in self._before if key not in self._used]
        room = max(_MOST - len(self._used), 0)
        entries = {key: self._before[key] for key in others[len(others) - room if room < len(others) else 0 :]}
        body = marshal.dumps(entries | self._used)
        own = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        with contextlib.suppress(OSError):
            own.write_bytes(self._head + hashlib.sha256(body).digest() + body)
            own.replace(self._path)
            self._is_new = False
        with contextlib.suppress(OSError):
            own.unlink(missing_ok=True)


def _read(path: Path, head: bytes) -> dict[str, bytes]:
    try:
        content = path.read_bytes()
    except OSError:
        return {}
    size = len(head)
    body = content[2 * size :]
    if content[:size] != head or content[size : 2 * size] != hashlib.sha256(body).digest():
        return {}
    found: dict[str, bytes] = marshal.loads(body)
    return found

"""What a query depends on besides tables: files that it reads by name, and the clock.

A file counts by its size and time, as far as it is on this machine.
"""

import glob
import re
from dataclasses import dataclass, field
from pathlib import Path

from wh.tokens import quoted_texts, tokens_of

_LOOKS_LIKE_A_FILE = re.compile(
    r"[^\s]+\.(csv|tsv|parquet|json|jsonl|ndjson|txt|xlsx|db|duckdb|gz|zst)\b", re.IGNORECASE
)
_CLOCK = re.compile(
    r"\b(now|today|random|uuid|gen_random_uuid|uuidv4|uuidv7|get_current_timestamp|get_current_time|nextval"
    r"|transaction_timestamp)\s*\(|\b(current_timestamp|current_date|current_time|localtimestamp|localtime)\b",
    re.IGNORECASE,
)


@dataclass(slots=True)
class Reader:
    """Knows the files that queries read; each is looked at once."""

    root: Path
    seen: dict[str, str] = field(default_factory=dict)

    def read(self, sql: str) -> dict[str, str]:
        """Return what stands for each file that a query names: its size and time, or nothing if it is elsewhere."""
        if "'" not in sql:
            return {}
        found = {}
        for name in quoted_texts(sql):
            if _LOOKS_LIKE_A_FILE.fullmatch(name):
                if name not in self.seen:
                    self.seen[name] = fingerprint_of(self.root, name)
                found[f"file {name}"] = self.seen[name]
        return found


def fingerprint_of(root: Path, pattern: str) -> str:
    """Return size and time of each file that the pattern meets, seen from the project's folder."""
    if "://" in pattern:
        return ""
    parts = []
    for name in sorted(glob.glob(str(root / pattern), recursive=True)):  # noqa: PTH207  # as DuckDB reads a pattern
        status = Path(name).stat()
        parts.append(f"{name} {status.st_size} {status.st_mtime_ns}")
    return "; ".join(parts)


def clock_in(sql: str) -> str | None:
    """Return the word by which a query asks for the time or for chance, or None."""
    found = _CLOCK.search(sql)
    if found is None:
        return None  # nine in ten models are done with here
    found = _CLOCK.search(" ".join(token for token in tokens_of(sql) if not token.startswith(("'", '"', "$"))))
    return found[0].rstrip("( ") if found else None

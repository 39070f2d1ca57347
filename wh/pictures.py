"""Shows below an error the line of the file that it speaks of, with the word at its place underlined.

Adds to what is said, never replaces it: an error that shows its line already, or has no column, stays as it is.
"""

import re
from pathlib import Path

from wh.errors import WhError


def with_line(error: WhError, root: Path) -> WhError:
    """Return the error with its line shown, if its `at` is `file:line:column` of a readable file below the root."""
    found = re.fullmatch(r"(.+?):(\d+):(\d+)", error.at or "")
    if found is None or " | " in error.message:
        return error
    line, column = int(found[2]), int(found[3])
    try:
        lines = (root / found[1]).read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError):
        return error
    if line > len(lines) or not lines[line - 1].strip():
        return error
    error.message += f"\n{picture(lines[line - 1], line, column)}"
    error.args = (error.message,)
    return error


def picture(text: str, line: int, column: int, length: int = 0) -> str:
    """Return a line with its number, and a stretch of it underlined: by default the word that begins there."""
    if not length:
        word = re.compile(r"(?:- )?[\w+.-]+|\S").match(text, column - 1)
        length = len(word[0]) if word else 1
    gutter = max(len(str(line)), 4)
    lead = re.sub(r"[^\t]", " ", text[: column - 1])
    return f"  {line:>{gutter}} | {text}\n  {'':>{gutter}} | {lead}{'^' * length}"

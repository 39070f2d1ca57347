"""What an author probably meant where DuckDB's parser stopped: the parenthesis, comma or keyword that is amiss.

Looks at the words around that place, never at what they mean; where nothing stands out it says so.
"""

import re
from collections.abc import Sequence
from difflib import get_close_matches

_TOKEN = re.compile(r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\w+|[^\w\s]", re.DOTALL)
_KEYWORDS = (
    *("select", "distinct", "from", "where", "group", "having", "qualify", "window", "order", "limit", "offset"),
    *("left", "right", "inner", "outer", "full", "cross", "join", "using", "union", "except", "intersect", "with"),
    *("case", "when", "then", "else", "between", "like", "exists", "over", "partition", "values", "cast", "interval"),
)
_SHORT = ("as", "on", "in", "is", "by", "or", "and", "not", "end", "all", "null")
# how like a keyword a word must be to be taken for one: `form`, `wher`, but not `orders` or `offsets`
_CLEARLY_MEANT = 0.75

Token = tuple[int, str]


def culprit_at(sql: str, start: int) -> str:
    """Return the word or sign at which the parser stopped."""
    found = _TOKEN.match(sql, start)
    return found[0] if found else sql[start : start + 1]


def way_out(sql: str, start: int) -> str:
    """Return what to try where the parser stopped."""
    tokens = [(found.start(), found[0]) for found in _TOKEN.finditer(sql) if not found[0].startswith(("--", "/*"))]
    before = [token for token in tokens if token[0] < start]
    culprit = culprit_at(sql, start)
    return (
        _about_keywords(sql, before, culprit, start)
        or _about_parentheses(sql, tokens, culprit)
        or "mend the SQL at that place"
    )


def _about_keywords(sql: str, before: Sequence[Token], culprit: str, start: int) -> str | None:
    if not before:
        return _misspelt(culprit)
    at, last = before[-1]
    if last == "," and _is_keyword(culprit):
        return f"`{culprit}` without the comma before it"
    if _is_keyword(last) and len(before) > 1 and before[-2][1].lower() == "as":
        return f"a name between `as` and `{last}`"
    misspelt = _misspelt(last) or _misspelt(culprit)
    if misspelt:
        return misspelt
    is_new_line = "\n" in sql[at:start]
    if is_new_line and _is_value(last) and _is_value(culprit):
        return f"a comma after `{last}`, if two columns stand there"
    return None


def _about_parentheses(sql: str, tokens: Sequence[Token], culprit: str) -> str | None:
    opened: list[int] = []
    for at, text in tokens:
        if text == "(":
            opened.append(at)
        elif text == ")":
            if not opened:
                return "one `)` less: it closes nothing"
            opened.pop()
    if not opened:
        return None
    line = sql[sql.rfind("\n", 0, opened[-1]) + 1 :].partition("\n")[0].strip()
    return f"`)` for the parenthesis that is opened in `{line}`"


def _misspelt(word: str) -> str | None:
    known = word.lower()
    if not word.isalpha() or _is_keyword(word) or known.removesuffix("s") in _KEYWORDS:
        return None
    near = get_close_matches(known, _KEYWORDS, n=1, cutoff=_CLEARLY_MEANT)
    return f"`{near[0]}` for `{word}`" if near else None


def _is_keyword(word: str) -> bool:
    return word.lower() in (*_KEYWORDS, *_SHORT)


def _is_value(word: str) -> bool:
    return word == ")" or (not _is_keyword(word) and (word[0] in "\"'_" or word[0].isalnum()))

"""What may be shown of a text that came from elsewhere: bounded, without secrets, without what moves a reader's eye.

Every format takes its texts from here, and only escapes what it must.
"""

import re

LONGEST_LINE = 400
LONGEST_ROW = 1_000
LONGEST_TEXT = 2_000
MOST_SQL_LINES = 40
MOST_SQL = 4_000
_WIDEST_SQL = 120
MASK = "•••"

_CUT_FIRST = 20_000  # of a text of a megabyte no more than this is looked at
# control characters but for the line feed, lone surrogates, what XML has no place for, and marks that turn text round
_UNSEEN = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\xad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ufffe\uffff\ud800-\udfff"
    "\U000e0000-\U000e0fff]"
)
_SECRETS = (
    # what is named a secret: the value up to the next space, quotation mark or bracket; of words that the news use as
    # well only where a digit is in it
    re.compile(
        r"""(?ix) ( \b[\w-]*(?: password | passwd | passphrase | api[_-]?key | access[_-]?key | private[_-]?key )
        (?:[_-]\w+)? ["']? \s* [:=] \s* ["']? ) [^\s"',;)}\]]{4,}"""
    ),
    re.compile(
        r"""(?ix) ( \b[\w-]*(?: password | passphrase | secret | token | key | credentials? )
        (?:[_-]\w+)? ["']? \s* (?: [:=] | \s is \s ) \s* ["']? ) (?= [^\s"',;)}\]]*\d ) [^\s"',;)}\]]{6,}"""
    ),
    re.compile(r"(?i)(\b(?:bearer|basic)\s+)[\w.~+/=-]{8,}"),
    re.compile(r"(\b\w+://)[^\s/@:]+:[^\s/@]+(?=@)"),
    # what looks like one
    re.compile(r"()-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"),
    re.compile(r"()\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*"),
    re.compile(r"()\b(?:AKIA|ASIA)[A-Z0-9]{16}\b"),
    re.compile(r"()\b(?:gh[pousr]_|github_pat_|glpat-|xox[abeprs]-|sk-|sk_live_|rk_live_|npm_|pypi-)[\w-]{16,}"),
    re.compile(r"()\bAIza[\w-]{30,}"),
)
_HINTS = (
    *("passw", "passphrase", "key", "secret", "token", "credent", "bearer", "bas", "://", "eyj", "akia", "asia"),
    *(
        "ghp_",
        "gho_",
        "ghu_",
        "ghs_",
        "ghr_",
        "github_pat_",
        "glpat-",
        "xox",
        "sk-",
        "k_live_",
        "npm_",
        "pypi-",
        "aiza",
    ),
)
"""One of these stands in whatever a pattern above finds; where none does, none of the patterns is tried."""


def shown(text: str, longest_line: int = LONGEST_LINE) -> str:
    """Return a text of several lines as it may be shown."""
    text = masked(text[:_CUT_FIRST] + ("…" if len(text) > _CUT_FIRST else ""))
    lines = [_cut(visible(line), longest_line) for line in text.splitlines()]
    return _cut("\n".join(lines), max(LONGEST_TEXT, longest_line))


def shown_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Return a text as it may be shown in one line."""
    return _cut(" ".join(shown(text).split()), longest)


def is_long(sql: str) -> bool:
    """Whether SQL is cut where it is shown beside the rows that it finds."""
    return len(sql) > MOST_SQL or sql.count("\n") >= MOST_SQL_LINES


def excerpt(sql: str, file: str | None) -> str:
    """Return SQL as it may be shown beside the rows that it finds, and where the rest is if it is long."""
    lines = [part for line in sql.splitlines() for part in _broken(line)]
    if not is_long(sql):
        return "\n".join(lines)
    kept: list[str] = []
    for line in lines[:MOST_SQL_LINES]:
        if sum(map(len, kept)) + len(line) > MOST_SQL:
            break
        kept.append(line)
    return "\n".join([*kept, f"-- and so on; the whole is in {file or 'the warehouse, in quality.rule_results'}"])


def _broken(line: str) -> list[str]:
    """Return a wide line of SQL in several, broken behind commas that stand in no quotation marks."""
    if len(line) <= _WIDEST_SQL or "--" in line:
        return [line]
    lead = line[: len(line) - len(line.lstrip())]
    ends = [one.end() for one in re.finditer(", ", line) if line.count("'", 0, one.start()) % 2 == 0]
    end = max((each for each in ends if each <= _WIDEST_SQL), default=min(ends, default=0))
    rest = line[end:]
    if not end or not rest.strip():
        return [line]
    return [line[:end].rstrip(), *_broken(f"{lead}{'' if lead.startswith(_DEEPER) else _DEEPER}{rest}")]


_DEEPER = "    "


def without_values(text: str) -> str:
    """Return what went wrong without the values that it quotes: those are rows too."""
    return re.sub(r"'(?:[^']|'')*'", "'…'", text)


def visible(text: str) -> str:
    """Return a text in which what cannot be seen is spelled out rather than turns the text round."""
    return _UNSEEN.sub(lambda one: one[0].encode("unicode_escape").decode(), text)


def masked(text: str) -> str:
    """Return a text without what looks like a key, a token or a password."""
    folded = text.casefold()
    if not any(hint in folded for hint in _HINTS):
        return text
    for pattern in _SECRETS:
        text = pattern.sub(lambda one: f"{one[1]}{MASK}", text)
    return text


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else text[: longest - 1].rstrip() + "…"

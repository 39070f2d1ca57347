"""The words and signs of a query, without what stands between them: what is left when comments and white space go.

Knows how SQL quotes and comments, and nothing else of it.
"""

import re

# what is quoted or commented, whichever begins first; then a number or a name; then a run of signs; then one sign
_TOKEN = re.compile(
    r"""
    (?P<silent> \s+ | --[^\n]* | /\* (?: [^*] | \*(?!/) )* (?:\*/|$) )
    | (?P<loud> '(?:[^']|'')*' | "(?:[^"]|"")*" | \$(?P<tag>\w*)\$.*?\$(?P=tag)\$
        | \d[\w.]* | \w+ | (?: (?!--|/\*) [<>=!|&^~*+/%@\#-] )+ | . )
    """,
    re.VERBOSE | re.DOTALL,
)


def tokens_of(sql: str) -> tuple[str, ...]:
    """Return the words, texts, numbers and signs of a query, in order; a comment and white space are none."""
    return tuple(found[0] for found in _TOKEN.finditer(sql) if found["silent"] is None)


def without_quotes(sql: str) -> str:
    """Return the query with spaces for its texts, quoted names and comments; all else stays where it is."""

    def blank(found: re.Match[str]) -> str:
        is_quoted = found["silent"] is not None or found[0][0] in "'\"$"
        return " " * len(found[0]) if is_quoted else found[0]

    return _TOKEN.sub(blank, sql)


def quoted_texts(sql: str) -> list[str]:
    """Return the texts in single quotes, as they are written between them."""
    return [token[1:-1] for token in tokens_of(sql) if token.startswith("'")]


def mean_the_same(sql: str, other: str) -> bool:
    """Whether two queries differ in comments and white space alone."""
    return sql == other or tokens_of(sql) == tokens_of(other)

"""Cut a text into words, written numbers and marks, each with its place in code points; nothing is refused."""

import re
from dataclasses import dataclass

from wh.figures.words import FRACTION_SIGNS


@dataclass(frozen=True, slots=True)
class Token:
    """A word in lower case without its apostrophes, a written number, or one mark; `kind` is word, digits or mark."""

    kind: str
    text: str
    printed: str
    start: int
    end: int
    is_glued: bool
    """Nothing stands between it and the token before."""

    @property
    def is_capital(self) -> bool:
        """Whether it begins with a capital."""
        return self.printed[:1].isupper()


END = Token("end", "", "", -1, -1, False)
"""What stands before the first token and behind the last."""


def tokens_of(text: str) -> list[Token]:
    """Return the tokens in the order of the text, white space left out."""
    found: list[Token] = []
    last = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        kind = match.lastgroup or "mark"
        printed = match.group()
        if kind == "digits" and len(printed) > LONGEST_NUMBER:
            kind = "mark"
        if kind == "digits" and _LIST.fullmatch(printed):
            found.extend(_listed(match))
            last = end
            continue
        word = printed.lower() if kind == "word" else printed
        found.append(Token(kind, word, printed, start, end, start == last and start > 0))
        last = end
    return _without_hyphens(found) if "half-a-" in text.lower() else found


def _without_hyphens(tokens: list[Token]) -> list[Token]:
    """Leave the hyphens of "half-a-million-strong" out, but for the last."""
    words = [token.text for token in tokens]
    dropped = {at for at in range(1, len(words)) if words[at - 1 : at + 2] == ["half", "-", "a"]}
    dropped |= {at + 2 for at in dropped if words[at + 2 : at + 3] == ["-"]}
    return [token for at, token in enumerate(tokens) if at not in dropped]


def _listed(match: re.Match[str]) -> list[Token]:
    """Cut `22,24,26` into its numbers and commas."""
    start = match.start()
    pieces = re.finditer(r"\d+|,", match.group())
    return [
        Token(
            "mark" if each.group() == "," else "digits",
            each.group(),
            each.group(),
            start + each.start(),
            start + each.end(),
            each.start() > 0,
        )
        for each in pieces
    ]


LONGEST_NUMBER = 60
"""Longer runs of digits are no number that anybody reports."""

_SIGNS = "".join(FRACTION_SIGNS)
_LIST = re.compile(r"\d{1,2}(?:,\d{1,2}){2,}|\d{1,4}(?:,\d{1,2}|,\d{4}){2,}")  # no thousands of any country
# Every repetition ends where the next one cannot begin, so that no text is read twice.
_TOKEN = re.compile(
    r"(?P<digits>\d{1,3}(?:[ \u00a0\u2009\u202f]\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,'’٫٬]\d+)*|(?<![\w.])\.\d+)"
    rf"|(?P<mark>[{_SIGNS}])"
    rf"|(?P<word>[^\W\d_{_SIGNS}]+)"
    r"|[^\s]"
)

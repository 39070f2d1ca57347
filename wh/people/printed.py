"""A printed name as the raw schema keeps it: the text, and all that was read from it, in plain columns."""

from dataclasses import dataclass
from typing import Self

from wh.people.reading import read_name
from wh.people.tokens import Token


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A name as printed, and its forms; `tokens` has one text a word, as `token_form` writes it, given names first."""

    text: str
    folded: str
    joined: str
    gender: str | None
    ending: str | None
    generation: str | None
    has_lineage: bool
    tokens: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a cell; every text is a name, so nothing is refused here."""
        name = read_name(text)
        forms = tuple(token_form(token) for token in name.tokens)
        return cls(text, name.folded, name.joined, name.gender, name.ending, name.generation, name.has_lineage, forms)


def token_form(token: Token) -> str:
    """Write a word as `word|kind|sound|keys|names|cognates|letters|starts|flags`: a blank parts a list.

    The flags are k (known), g (a given name) and c (a common surname).
    """
    lists = (token.keys, token.names, token.cognates, token.letters, token.starts)
    flags = ("k" if token.is_known else "") + ("g" if token.is_given else "") + ("c" if token.is_common else "")
    return "|".join((token.word, token.kind, token.sound, *(" ".join(each) for each in lists), flags))

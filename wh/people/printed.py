"""A printed name as the raw schema keeps it: the text, and all that was read from it, in plain columns."""

from dataclasses import dataclass, fields
from functools import lru_cache
from typing import Any, Self

from wh.people.reading import WholeName, read_name
from wh.people.tokens import Token


@dataclass(frozen=True, slots=True)
class PrintedName(WholeName):
    """A name as printed, and its forms; `tokens` has one text a word, as `token_form` writes it, given names first."""

    tokens: tuple[str, ...]

    @classmethod
    def read(cls, text: str) -> Self:
        """Read a cell; every text is a name, so nothing is refused here."""
        name = read_name(text)
        whole: dict[str, Any] = {field: getattr(name, field) for field in _OF_THE_WHOLE}
        return cls(**whole, tokens=tuple(token_form(token) for token in name.tokens))


_OF_THE_WHOLE = tuple(field.name for field in fields(WholeName))


@lru_cache(maxsize=262144)
def token_form(token: Token) -> str:
    """Write a word as `word|kind|sound|sounds|keys|tunes|names|cognates|letters|starts|flags`; a blank parts a list.

    The flags are k (known), g (a given name), c (a common surname), o (one of a people with one surname each) and
    s (of a script without vowels).
    """
    lists = (token.sounds, token.keys, token.tunes, token.names, token.cognates, token.letters, token.starts)
    marks = {"k": token.is_known, "g": token.is_given, "c": token.is_common, "o": token.is_single, "s": token.is_script}
    flags = "".join(mark for mark, is_so in marks.items() if is_so)
    return "|".join((token.word, token.kind, token.sound, *(" ".join(each) for each in lists), flags))

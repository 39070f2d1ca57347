"""Which of several texts of one edition is in use, and which of them are older versions of it.

Two texts are versions of one another where something says which is the newer: the publisher's count, or when each was
fetched. Where nothing does, the second one is refused, unless it is the first once more.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Text:
    """A text by its number in the load: whose it is, where it was found, and what tells how new it is.

    `address` is the same for all forms of one address; `seen_at` is when it was fetched, or else changed. Two with one
    `meaning` are told of alike. One with `has_item` was described by its format.
    """

    turn: int
    article_id: str
    edition: str
    file: str
    line: int
    number: int | None
    content_sha256: str
    meaning: int
    has_item: bool
    address: str | None
    item_version: int | None
    seen_at: datetime | None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the texts of one edition; a clash is the text, why it is refused, and the way out.

    What is there `once_more` is passed over.
    """

    in_use: Text
    superseded: tuple[Text, ...]
    once_more: tuple[Text, ...]
    clashes: tuple[tuple[Text, str, str], ...]


def settle(texts: Iterable[Text]) -> Settled:
    """Put the texts of one edition, in the order in which they were found, by age; the oldest is first."""
    kept: list[Text] = []
    once_more = []
    clashes = []
    for text in texts:
        clashing = next((each for each in kept if not _are_versions(each, text)), None)
        if clashing is None:
            kept.append(text)
        elif _is_once_more(clashing, text):
            once_more.append(text)
        else:
            clashes.append((text, *_clash(clashing, text)))
    *superseded, in_use = sorted(kept, key=_age)
    return Settled(in_use, tuple(superseded), tuple(once_more), tuple(clashes))


def _are_versions(one: Text, other: Text) -> bool:
    if not (one.has_item and other.has_item):
        return False
    if one.address and other.address and one.address != other.address:
        return False
    counts = (one.item_version, other.item_version)
    if None not in counts and counts[0] != counts[1]:
        return True
    return None not in (one.seen_at, other.seen_at) and one.seen_at != other.seen_at


def _is_once_more(one: Text, other: Text) -> bool:
    """Whether it is the same text once more, as in a feed that was fetched twice: nothing is new."""
    return (
        one.has_item and other.has_item and (one.content_sha256, one.meaning) == (other.content_sha256, other.meaning)
    )


def _age(text: Text) -> tuple[int, float]:
    return text.item_version or 0, text.seen_at.timestamp() if text.seen_at else 0.0


def _clash(first: Text, second: Text) -> tuple[str, str]:
    if not (first.has_item and second.has_item):
        reason = f"The {second.edition} edition of `{second.article_id}` is already in {first.file}."
        return reason, "another article_id, or deleting one of the two files"
    reason = f"The {second.edition} edition of `{second.article_id}` is already at {first.file}:{first.line}"
    return (
        f"{reason}, and nothing says which is the newer.",
        "another article_id, or a version or a time of fetching in both",
    )

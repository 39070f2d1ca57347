"""A .txt file: one article, as plain text that says nothing of itself."""

from collections.abc import Iterator

from wh.kinds import Found, articles
from wh.reading import decode


@articles(".txt", is_plain=True)
def plain_text(content: bytes) -> Iterator[Found]:
    """Yield the whole file as the text."""
    yield Found(decode(content))

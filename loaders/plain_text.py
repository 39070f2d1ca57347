"""A .txt file: one article, as plain text that says nothing of itself.

It is UTF-8, or in the encoding that [tool.wh.articles] states for it, or in one that can be nothing else.
"""

from collections.abc import Iterator

from wh.encodings import decode_plain
from wh.kinds import ArticleFile, Found, articles


@articles(".txt", is_plain=True)
def plain_text(file: ArticleFile) -> Iterator[Found]:
    """Yield the whole file as the text."""
    decoded = decode_plain(file.read(), file.charset)
    yield Found(decoded.text, encoding=decoded.encoding)

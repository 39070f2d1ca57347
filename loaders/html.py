"""A .html file: a page of the web with one article on it, and all else that it shows as passages.

Its address is the canonical one that it names; its time is the one that it prints, with its zone or without.
"""

from collections.abc import Iterator

from wh.encodings import decode_any, said_in_markup
from wh.kinds import ArticleFile, Found, Item, Later, articles
from wh.pages import Page, read_page


@articles(".html", ".htm", ".xhtml", at_most=16_000_000)
def html(file: ArticleFile) -> Iterator[Later]:
    """Yield the page's article."""
    content = file.read()
    decoded = decode_any(content, file.charset, said_in_markup(content))

    def found(page: Page) -> Found:
        item = Item(
            title=page.title,
            published_at=page.published_at,
            author=page.author,
            url=page.url,
            language=page.language,
            fetched_at=file.fetched_at,
        )
        return Found(page.text, item=item, passages=page.passages, encoding=decoded.encoding)

    yield Later(read_page, (decoded.text, file.address), found, len(decoded.text), content[:4096])

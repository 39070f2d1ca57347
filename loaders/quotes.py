"""data/labels/quotes.csv: one quotation in an article a row."""

from dataclasses import dataclass
from typing import Annotated

from wh.kinds import Id, added_later, labels, own_words, refers_to


@labels("quotes.csv", key="quote_id")
@dataclass(frozen=True, slots=True)
class Quote:
    """Who is quoted, to whom they said it, and the first and last words; what is between is read from the article.

    Where it stands twice, the words right before it, or right behind it, say which is meant.
    """

    quote_id: Annotated[Id, own_words()]
    article_id: Annotated[Id, refers_to("articles")]
    source_id: Annotated[Id | None, refers_to("sources")]
    said_to_id: Annotated[Id | None, refers_to("sources")]
    exact_from: Annotated[str, own_words()]
    exact_to: Annotated[str, own_words()]
    prefix: Annotated[str | None, added_later()]
    suffix: Annotated[str | None, added_later()]

"""data/labels/quotes.csv: one quotation in an article a row."""

from dataclasses import dataclass
from typing import Annotated

from wh.kinds import Id, labels, refers_to


@labels("quotes.csv", key="quote_id")
@dataclass(frozen=True, slots=True)
class Quote:
    """Who is quoted, to whom they said it, and the first and last words; what is between is read from the article."""

    quote_id: Id
    article_id: Annotated[Id, refers_to("articles")]
    source_id: Annotated[Id | None, refers_to("sources")]
    said_to_id: Annotated[Id | None, refers_to("sources")]
    exact_from: str
    exact_to: str

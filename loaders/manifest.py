"""data/articles.csv: one article file a row, for files that do not describe themselves.

A row whose file is not in the folder in use is another edition's. The same columns are the keys of a front matter.
"""

from dataclasses import dataclass
from typing import Annotated, Literal

from wh.kinds import Id, describes_articles, local_to, refers_to
from wh.reading import Moment


@describes_articles("articles.csv", key=("article_id", "edition"))
@dataclass(frozen=True, slots=True)
class Description:
    """What is known of an article file besides its text; unknown stays empty, never guessed."""

    article_id: Id
    edition: Literal["full", "digest"]
    file: str
    outlet_id: Annotated[Id | None, refers_to("sources")]
    title: str | None
    published_at: Annotated[Moment | None, local_to("outlet_id", "time_zone")]
    language: str | None
    url: str | None
    wire_id: Annotated[Id | None, refers_to("sources")]

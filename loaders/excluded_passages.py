"""data/labels/excluded_passages.csv: one passage of an article that is not the report a row."""

from dataclasses import dataclass
from typing import Annotated, Literal

from wh.kinds import Id, labels, refers_to


@labels("excluded_passages.csv")
@dataclass(frozen=True, slots=True)
class ExcludedPassage:
    """The first and last words of a passage in which no evidence is looked for, and why."""

    article_id: Annotated[Id, refers_to("articles")]
    edition: Literal["full", "digest"]
    exact_from: str
    exact_to: str
    reason: Literal[
        "comments",
        "related_headlines",
        "caption",
        "navigation",
        "disclaimer",
        "dateline",
        "not_a_claim",
    ]

"""data/labels/mentions.csv: one spelling of a person, in one role, in one article a row."""

from dataclasses import dataclass
from typing import Annotated

from wh.kinds import Id, labels, refers_to
from wh.people import PrintedName
from wh.reading import Edtf


@labels("mentions.csv")
@dataclass(frozen=True, slots=True)
class Mention:
    """A name as printed, with the role as printed; without `person_id` it is still to be matched."""

    article_id: Annotated[Id, refers_to("articles")]
    person_id: Annotated[Id | None, refers_to("people")]
    exact: PrintedName
    role: str | None
    as_of: Edtf | None

"""data/labels/sources.csv: one outlet, agency, office or person that says things a row."""

from dataclasses import dataclass
from typing import Annotated, Literal

from wh.kinds import Id, added_later, labels, refers_to
from wh.reading import Zone


@labels("sources.csv", key="source_id")
@dataclass(frozen=True, slots=True)
class Source:
    """An origin of claims; `owner_id` is who owns a medium, never an employer, `time_zone` where an outlet dates."""

    source_id: Id
    name: str
    kind: Literal[
        "outlet",
        "agency",
        "government",
        "official",
        "ngo",
        "academic",
        "person",
        "anonymous",
        "state_media",
    ]
    owner_id: Annotated[Id | None, refers_to("sources")]
    person_id: Annotated[Id | None, refers_to("people")]
    time_zone: Annotated[Zone | None, added_later()]

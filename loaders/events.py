"""data/labels/events.csv: one event a row."""

from dataclasses import dataclass

from wh.errors import InputError
from wh.kinds import Id, labels
from wh.reading import Edtf


@labels("events.csv", key="event_id")
@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; the day as EDTF."""

    event_id: Id
    name: str
    happened_on: Edtf | None
    place: str | None

    def __post_init__(self) -> None:
        if self.event_id in ("people", "events"):
            raise InputError(
                f"The id `{self.event_id}` begins the operands `{self.event_id}/...` of relations.csv.",
                at="event_id",
                way_out="another id",
            )

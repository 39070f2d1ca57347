"""data/labels/rulings.csv: one decision on a disagreement, with its reason, a row."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from wh.errors import InputError
from wh.kinds import Id, labels, refers_to


@labels("rulings.csv", key="disagreement_id")
@dataclass(frozen=True, slots=True)
class Ruling:
    """What was decided: both accounts stand (accept), one is preferred (prefer), or they are no rivals (dismiss)."""

    disagreement_id: Id
    decision: Literal["accept", "prefer", "dismiss"]
    fact_id: Annotated[Id | None, refers_to("facts")]
    reason: str
    decided_by: str
    decided_on: date
    expires_on: date | None

    def __post_init__(self) -> None:
        if self.decision == "prefer" and self.fact_id is None:
            raise InputError(
                "A ruling that prefers does not say which fact.", at="fact_id", way_out="the fact_id that is preferred"
            )
        if self.expires_on is not None and self.expires_on < self.decided_on:
            raise InputError(
                f"The ruling expires on {self.expires_on}, before it was decided on {self.decided_on}.",
                at="expires_on",
                way_out="a later day, or leaving the cell empty",
            )

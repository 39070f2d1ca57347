"""data/labels/adjudications.csv: one decision between two labels of one thing, with its reason, a row."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from wh.errors import InputError
from wh.kinds import Id, labels, refers_to


@labels("adjudications.csv", key=("fact_id", "other_fact_id"))
@dataclass(frozen=True, slots=True)
class Adjudication:
    """What was decided: the first label stands (prefer), both do, since they are two facts, or neither does.

    `other_fact_id` is empty where only one of two labellers labelled it.
    """

    fact_id: Annotated[Id, refers_to("facts")]
    other_fact_id: Annotated[Id | None, refers_to("facts")]
    decision: Literal["prefer", "both", "neither"]
    reason: str
    decided_by: str
    decided_on: date

    def __post_init__(self) -> None:
        if self.fact_id == self.other_fact_id:
            raise InputError(
                "A label is held against itself.",
                at="other_fact_id",
                way_out="the fact_id of the other labeller's row, or leaving the cell empty",
            )
        if self.decision == "both" and self.other_fact_id is None:
            raise InputError(
                "Both labels stand, and only one is named.",
                at="other_fact_id",
                way_out="the fact_id of the other one, or `prefer` if only one labeller has it",
            )

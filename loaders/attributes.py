"""data/labels/attributes.csv: one question that facts answer a row."""

from dataclasses import dataclass
from typing import Annotated, Literal

from wh.errors import InputError
from wh.kinds import Id, added_later, labels


@labels("attributes.csv", key="attribute")
@dataclass(frozen=True, slots=True)
class Attribute:
    """What is said of a subject; `tolerance` is the share by which "about" may be off, `unit` that of the marts.

    `lowest` and `highest`, in that unit, are what a value can be at all, where its kind says too little or too much.
    """

    attribute: Id
    value_kind: Literal["count", "quantity", "share", "date", "duration", "text", "boolean"]
    unit: str | None
    over_time: Literal["fixed", "level", "cumulative"]
    single_valued: bool
    tolerance: float | None
    question: str
    lowest: Annotated[float | None, added_later()]
    highest: Annotated[float | None, added_later()]

    def __post_init__(self) -> None:
        if self.tolerance is not None and not 0 <= self.tolerance < 1:
            raise InputError(
                f"A tolerance of {self.tolerance:g} is no share.", at="tolerance", way_out="`0.1` for ten per cent"
            )
        if self.lowest is not None and self.highest is not None and self.lowest > self.highest:
            raise InputError(
                f"No value is at least {self.lowest:g} and at most {self.highest:g}.",
                at="highest",
                way_out="the two the other way round",
            )

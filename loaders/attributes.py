"""data/labels/attributes.csv: one question that facts answer a row."""

from dataclasses import dataclass
from typing import Literal

from wh.errors import InputError
from wh.kinds import Id, labels


@labels("attributes.csv", key="attribute")
@dataclass(frozen=True, slots=True)
class Attribute:
    """What is said of a subject; `tolerance` is the share by which "about" may be off, `unit` that of the marts."""

    attribute: Id
    value_kind: Literal["count", "quantity", "share", "date", "duration", "text", "boolean"]
    unit: str | None
    over_time: Literal["fixed", "level", "cumulative"]
    single_valued: bool
    tolerance: float | None
    question: str

    def __post_init__(self) -> None:
        if self.tolerance is not None and not 0 <= self.tolerance < 1:
            raise InputError(
                f"A tolerance of {self.tolerance:g} is no share.", at="tolerance", way_out="`0.1` for ten per cent"
            )

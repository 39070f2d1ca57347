"""data/labels/units.csv: one unit and what it is in another a row."""

from dataclasses import dataclass

from wh.errors import InputError
from wh.kinds import labels


@labels("units.csv", key="unit")
@dataclass(frozen=True, slots=True)
class Unit:
    """One `unit` is `factor` of `base_unit`: a decade is 10 years. Without a base it only multiplies: a million."""

    unit: str
    base_unit: str | None
    factor: float

    def __post_init__(self) -> None:
        if self.factor <= 0:
            raise InputError(f"A factor of {self.factor:g} is no size.", at="factor", way_out="a number above 0")

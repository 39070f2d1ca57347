"""data/labels/relation_kinds.csv: one role of a kind of relation of our own a row."""

from dataclasses import dataclass

from wh.errors import InputError
from wh.kinds import Id, labels

BUILT_IN = ("sum", "part_of", "difference", "duration", "age", "before", "at_most")


@labels("relation_kinds.csv", key=("kind", "role"))
@dataclass(frozen=True, slots=True)
class KindOfRelation:
    """The operands of a kind, each `times` its factor, add up to something from total_low to total_high (empty = open).

    The totals stand in one row of the kind, or in each. The first role is the one that the others are held against.
    """

    kind: Id
    role: Id
    times: float
    takes_many: bool | None
    total_low: float | None
    total_high: float | None

    def __post_init__(self) -> None:
        if self.kind in BUILT_IN:
            raise InputError(f"The kind `{self.kind}` is built in.", at="kind", way_out="another name for your own")
        if self.times == 0:
            raise InputError(
                "A factor of 0 leaves the operand out.", at="times", way_out="another factor, or deleting the row"
            )
        if self.total_low is not None and self.total_high is not None and self.total_low > self.total_high:
            raise InputError(
                f"Nothing is from {self.total_low:g} to {self.total_high:g}.",
                at="total_high",
                way_out=f"{self.total_low:g} or more",
            )

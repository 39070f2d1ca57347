"""data/labels/relations.csv: one operand of what must hold between claims a row."""

from dataclasses import dataclass
from typing import Annotated, Literal

from wh.errors import InputError, closest
from wh.kinds import Id, labels, refers_to

ROLES = {
    "sum": ("whole", "part"),
    "part_of": ("whole", "part"),
    "difference": ("minuend", "subtrahend", "result"),
    "duration": ("start", "end", "length"),
    "age": ("born", "on", "age"),
    "before": ("earlier", "later"),
    "at_most": ("smaller", "larger"),
}


@labels("relations.csv", key=("relation_id", "role", "operand"))
@dataclass(frozen=True, slots=True)
class Operand:
    """A claim_id, `people/ID/born_on` or `events/ID/happened_on`, and its role in the relation."""

    relation_id: Id
    kind: Literal["sum", "part_of", "difference", "duration", "age", "before", "at_most"]
    role: str
    operand: Annotated[str, refers_to("operands")]
    note: str | None

    def __post_init__(self) -> None:
        roles = ROLES[self.kind]
        if self.role not in roles:
            near = closest(self.role, roles)
            raise InputError(
                f"A relation of the kind `{self.kind}` has no role `{self.role}`.",
                at="role",
                way_out=f"`{near}`, the closest role" if near else "one of " + ", ".join(f"`{role}`" for role in roles),
            )

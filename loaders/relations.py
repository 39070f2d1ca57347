"""data/labels/relations.csv: one operand of what must hold between claims a row."""

from dataclasses import dataclass
from typing import Annotated

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
    """A claim_id, `people/ID/born_on` or `events/ID/happened_on`, and its role in a relation of that kind."""

    relation_id: Id
    kind: Annotated[Id, refers_to("relation_kinds.kind", built_in=tuple(ROLES))]
    role: str
    operand: Annotated[str, refers_to("operands")]
    note: str | None

    def __post_init__(self) -> None:
        roles = ROLES.get(self.kind, ())
        # the roles of a kind of our own are in another file: a rule looks at them
        if roles and self.role not in roles:
            near = closest(self.role, roles)
            raise InputError(
                f"A relation of the kind `{self.kind}` has no role `{self.role}`.",
                at="role",
                way_out=f"`{near}`, the closest role" if near else "one of " + ", ".join(f"`{role}`" for role in roles),
            )

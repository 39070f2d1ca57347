"""data/labels/scopes.csv: one answer to "who is counted, and where?" a row."""

from dataclasses import dataclass
from typing import Annotated

from wh.kinds import Id, labels, refers_to


@labels("scopes.csv", key="scope_id")
@dataclass(frozen=True, slots=True)
class Scope:
    """Who or what is counted and where, never when."""

    scope_id: Id
    description: str
    within_scope_id: Annotated[Id | None, refers_to("scopes")]

"""data/labels/fact_chain.csv: one source that a fact passed through a row, where it passed through more than one."""

from dataclasses import dataclass
from typing import Annotated

from wh.errors import InputError
from wh.kinds import Id, labels, refers_to


@labels("fact_chain.csv", key=("fact_id", "position"))
@dataclass(frozen=True, slots=True)
class ChainLink:
    """A step on the way from the article (position 1 is nearest to it) to where the fact comes from (the last)."""

    fact_id: Annotated[Id, refers_to("facts")]
    position: int
    source_id: Annotated[Id, refers_to("sources")]

    def __post_init__(self) -> None:
        if self.position < 1:
            raise InputError(
                f"There is no position {self.position} in a chain.",
                at="position",
                way_out="`1`, nearest to the article",
            )

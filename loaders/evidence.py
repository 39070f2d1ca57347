"""data/labels/evidence.csv: one help to find the words of a fact that stand twice in an edition a row."""

from dataclasses import dataclass
from typing import Annotated, Literal

from wh.errors import InputError
from wh.kinds import Id, labels, refers_to


@labels("evidence.csv", key=("fact_id", "edition"))
@dataclass(frozen=True, slots=True)
class Evidence:
    """The words right before or right behind the evidence of a fact, in one edition."""

    fact_id: Annotated[Id, refers_to("facts")]
    edition: Literal["full", "digest"]
    prefix: str | None
    suffix: str | None

    def __post_init__(self) -> None:
        if self.prefix is None and self.suffix is None:
            raise InputError(
                "Neither `prefix` nor `suffix` says which of the places is meant.",
                at="prefix",
                way_out="the words right before the evidence",
            )

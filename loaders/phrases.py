"""data/labels/phrases.csv: one wording that bears out a text or boolean value a row."""

from dataclasses import dataclass
from typing import Annotated

from wh.kinds import Id, labels, refers_to


@labels("phrases.csv", key=("attribute", "value", "phrase"))
@dataclass(frozen=True, slots=True)
class WordingOfValue:
    """Words that say `value` of `attribute`: "granted freedom" says that somebody was released."""

    attribute: Annotated[Id, refers_to("attributes")]
    value: str
    phrase: str

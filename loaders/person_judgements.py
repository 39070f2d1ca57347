"""data/labels/person_judgements.csv: one decision on whether two names are one person a row."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from wh.kinds import labels
from wh.people import PrintedName


@labels("person_judgements.csv", key=("name_a", "name_b"))
@dataclass(frozen=True, slots=True)
class PersonJudgement:
    """Two spellings that are one person (positive), are not (negative), or may be (unsure), and why."""

    name_a: PrintedName
    name_b: PrintedName
    judgement: Literal["positive", "negative", "unsure"]
    reason: str
    decided_by: str
    decided_on: date

"""data/labels/people.csv: one person a row, with what is known of them from outside."""

from dataclasses import dataclass

from wh.kinds import Id, labels
from wh.people import PrintedName
from wh.reading import Edtf


@labels("people.csv", key="person_id")
@dataclass(frozen=True, slots=True)
class Person:
    """A person, however spelled; days of birth and death as EDTF, an interval where they are not certain."""

    person_id: Id
    name: PrintedName
    born_on: Edtf | None
    died_on: Edtf | None
    wikidata_id: str | None

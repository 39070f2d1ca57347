"""data/labels/subjects.csv: one thing that facts are about a row, where it is neither a person nor a source."""

from dataclasses import dataclass

from wh.kinds import Id, labels


@labels("subjects.csv", key="subject_id")
@dataclass(frozen=True, slots=True)
class Subject:
    """A group, place, office or thing."""

    subject_id: Id
    name: str
    kind: str | None

"""data/labels/facts.csv: one hand-labelled fact a row."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from wh.errors import InputError
from wh.kinds import Id, kind_of, labels, own_words, refers_to
from wh.reading import Edtf, Phrase, Value


@labels("facts.csv", key="fact_id")
@dataclass(frozen=True, slots=True)
class Fact:
    """What one article says, or says that somebody says, of one claim; `value` and `unit` as printed."""

    fact_id: Annotated[Id, own_words()]
    article_id: Annotated[Id, refers_to("articles")]
    event_id: Annotated[Id, refers_to("events")]
    subject_id: Annotated[Id, refers_to("subjects", "people", "sources")]
    attribute: Annotated[Id, refers_to("attributes")]
    scope_id: Annotated[Id | None, refers_to("scopes")]
    value: Annotated[Value | None, kind_of("attribute", "value_kind", unit="unit")]
    unit: Annotated[str | None, refers_to("units", "attributes.unit")]
    as_of: Edtf | None
    source_id: Annotated[Id | None, refers_to("sources")]
    via_id: Annotated[Id | None, refers_to("sources")]
    stance: Literal["asserts", "denies", "retracts", "unconfirmed", "unknown"]
    target_fact_id: Annotated[Id | None, refers_to("facts")]
    exact: Annotated[Phrase, own_words()]
    note: str | None
    labelled_by: str
    labelled_on: date | None

    def __post_init__(self) -> None:
        if self.stance == "retracts" and self.target_fact_id is None:
            raise InputError(
                "A fact that retracts does not say what it takes back.",
                at="target_fact_id",
                way_out="the fact_id of the fact that is taken back",
            )
        if self.stance in ("asserts", "denies", "unconfirmed") and self.value is None:
            raise InputError(
                f"A fact of the stance `{self.stance}` has no value.",
                at="value",
                way_out="the value as printed, or the stance `unknown`",
            )

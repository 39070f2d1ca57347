"""UCDP's Georeferenced Event Dataset, as CSV in data/records/: one event of organised violence a row."""

from dataclasses import dataclass

from wh.kinds import records


@records("ucdp_events", key="id", event_id=r"concat('ucdp-', regexp_replace(id, '\.0+$', ''))")
@dataclass(frozen=True, slots=True)
class UcdpEvent:
    """An event as UCDP codes it: deaths by side with a best, low and high sum; what it rests on, packed in one cell."""

    id: str
    date_start: str
    date_end: str
    best: str
    low: str
    high: str
    deaths_a: str
    deaths_b: str
    deaths_civilians: str
    deaths_unknown: str
    relid: str | None
    year: str | None
    code_status: str | None
    type_of_violence: str | None
    conflict_new_id: str | None
    conflict_name: str | None
    dyad_new_id: str | None
    dyad_name: str | None
    side_a_new_id: str | None
    side_a: str | None
    side_b_new_id: str | None
    side_b: str | None
    number_of_sources: str | None
    source_article: str | None
    source_original: str | None
    where_prec: str | None
    where_coordinates: str | None
    where_description: str | None
    adm_1: str | None
    adm_2: str | None
    latitude: str | None
    longitude: str | None
    country: str | None
    country_id: str | None
    region: str | None
    event_clarity: str | None
    date_prec: str | None

"""ACLED's event data, as CSV in data/records/: one political event a row."""

from dataclasses import dataclass

from wh.kinds import records


@records(
    "acled_events",
    key="event_id_cnty",
    event_id=r"concat('acled-', regexp_replace(event_id_cnty, '[\s,/]+', '-', 'g'))",
)
@dataclass(frozen=True, slots=True)
class AcledEvent:
    """An event as ACLED codes it: one conservative number of deaths, and the outlets that it is told by."""

    event_id_cnty: str
    event_date: str
    fatalities: str
    event_type: str
    sub_event_type: str | None
    disorder_type: str | None
    time_precision: str | None
    actor1: str | None
    assoc_actor_1: str | None
    actor2: str | None
    assoc_actor_2: str | None
    civilian_targeting: str | None
    region: str | None
    country: str | None
    admin1: str | None
    admin2: str | None
    admin3: str | None
    location: str | None
    latitude: str | None
    longitude: str | None
    geo_precision: str | None
    source: str | None
    source_scale: str | None
    notes: str | None
    tags: str | None
    timestamp: str | None

"""Rows of structured sources, made up: what UCDP, ACLED and fact-checkers publish, without a row of theirs."""

import csv
import json
from collections.abc import Sequence
from io import StringIO
from typing import Any

UCDP_HEADER = next(
    csv.reader(
        [
            "id,year,type_of_violence,conflict_name,side_a,side_b,number_of_sources,source_article,source_original,"
            "where_coordinates,adm_1,country,latitude,longitude,date_prec,date_start,date_end,deaths_a,deaths_b,"
            "deaths_civilians,deaths_unknown,best,high,low"
        ]
    )
)

ACLED_HEADER = next(
    csv.reader(
        [
            "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,actor2,country,"
            "admin1,location,latitude,longitude,source,source_scale,notes,fatalities,tags,timestamp"
        ]
    )
)


def ucdp_event(event_id: str, **cells: str) -> dict[str, str]:
    """Return an event that nothing is wrong with."""
    event = {
        "id": event_id,
        "year": "2021",
        "type_of_violence": "1",
        "conflict_name": "Norland: Government",
        "side_a": "Government of Norland",
        "side_b": "Hill Front",
        "number_of_sources": "1",
        "source_article": '"Norland Herald,2021-03-05,Six killed near Oldbridge"',
        "source_original": "army",
        "where_coordinates": "Oldbridge town",
        "adm_1": "Hill county",
        "country": "Norland",
        "latitude": "10.5",
        "longitude": "20.25",
        "date_prec": "1",
        "date_start": "2021-03-04",
        "date_end": "2021-03-04",
        "deaths_a": "1",
        "deaths_b": "2",
        "deaths_civilians": "3",
        "deaths_unknown": "0",
        "best": "6",
        "high": "6",
        "low": "6",
    }
    return event | cells


def acled_event(event_id: str, **cells: str) -> dict[str, str]:
    """Return an event that nothing is wrong with."""
    event = {
        "event_id_cnty": event_id,
        "event_date": "15 March 2021",
        "year": "2021",
        "time_precision": "1",
        "disorder_type": "Political violence",
        "event_type": "Battles",
        "sub_event_type": "Armed clash",
        "actor1": "Military Forces of Norland",
        "actor2": "Hill Front",
        "country": "Norland",
        "admin1": "Hill county",
        "location": "Oldbridge",
        "latitude": "10.5",
        "longitude": "20.25",
        "source": "Norland Herald; Hill Radio",
        "source_scale": "National",
        "notes": "On 15 March 2021 both sides fought near Oldbridge. 4 killed.",
        "fatalities": "4",
    }
    return event | cells


def as_csv(header: Sequence[str], rows: Sequence[dict[str, str]]) -> str:
    """Return a CSV file of the rows."""
    out = StringIO()
    writer = csv.DictWriter(out, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def ucdp(*rows: dict[str, str]) -> str:
    """Return a file as UCDP publishes it."""
    return as_csv(UCDP_HEADER, rows)


def acled(*rows: dict[str, str]) -> str:
    """Return a file as ACLED exports it."""
    return as_csv(ACLED_HEADER, rows)


def review(**more: Any) -> dict[str, Any]:
    """Return a review that calls a claim false."""
    return {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": "https://checks.example.org/bridge",
        "datePublished": "2021-03-20",
        "claimReviewed": "The bridge was blown up by the army",
        "author": {"@type": "Organization", "name": "Norland Checks", "url": "https://checks.example.org"},
        "itemReviewed": {
            "@type": "Claim",
            "author": {"@type": "Person", "name": "Jon Hill"},
            "datePublished": "2021-03-16",
            "appearance": [{"@type": "CreativeWork", "url": "https://herald.example.org/bridge"}],
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 1,
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": "False",
        },
    } | more


def reviews(*each: dict[str, Any]) -> str:
    """Return a feed as search engines take it."""
    return json.dumps({"@type": "DataFeed", "dataFeedElement": [{"@type": "DataFeedItem", "item": list(each)}]})

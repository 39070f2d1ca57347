"""ClaimReview in JSON-LD, as .json, .jsonld or .jsonl in data/records/: what a fact-checker makes of a claim.

One review, a list, an `@graph`, a DataFeed (as Google publishes them) or a review a line. `line` counts the reviews of
a file, for a file of one long line has no lines worth naming.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from wh.encodings import decode_any
from wh.errors import InputError
from wh.kinds import CsvRecord, CsvRefusal, records

_SHOWN = 2000
_NEST = ("@graph", "dataFeedElement", "item", "itemListElement", "mainEntity")
"""Under which keys reviews stand within something else."""


def read_reviews(content: bytes) -> Iterator[CsvRecord | CsvRefusal]:
    """Yield each review of a file; one without a claim, a reviewer or an address is refused further on."""
    found = 0
    for each in _objects(decode_any(content).text):
        for review in _reviews(each):
            found += 1
            shown = json.dumps(review, ensure_ascii=False)[:_SHOWN]
            cells = _cells(review)
            with_nul = next((name for name, cell in cells.items() if cell and "\0" in cell), None)
            if with_nul:
                yield CsvRefusal(found, with_nul, f"The {with_nul} holds a NUL character.", "typing it anew", shown)
            else:
                yield CsvRecord(found, cells, shown)
    if not found:
        raise InputError("It holds no ClaimReview.", at="line 1", way_out='an object with `"@type": "ClaimReview"`')


@records("claim_reviews", key="review_id", suffixes=(".json", ".jsonld", ".jsonl"), read=read_reviews)
@dataclass(frozen=True, slots=True)
class ClaimReview:
    """A review: what was claimed, by whom and where, and how it is rated; `appearances` are addresses, one a line."""

    review_id: str
    claim_reviewed: str
    reviewer_name: str
    url: str | None
    reviewer_url: str | None
    reviewed_on: str | None
    claimant_name: str | None
    claimed_on: str | None
    appearances: str | None
    rating_value: str | None
    best_rating: str | None
    worst_rating: str | None
    rating_name: str | None
    language: str | None


def _objects(text: str) -> Iterator[Any]:
    """Yield what the text holds: one value, or one a line."""
    try:
        try:
            yield json.loads(text)
        except json.JSONDecodeError as whole:
            lines = [line for line in text.splitlines() if line.strip()]
            if len(lines) < 2 or not all(line.lstrip().startswith("{") for line in lines):
                raise whole from None
            for number, line in enumerate(text.splitlines(), 1):
                if line.strip():
                    yield _line(line, number)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}"
        raise InputError(f"It is no JSON here: {error.msg}.", at=place, way_out="the whole file") from None
    except (ValueError, RecursionError):
        reason = "It is nested too deep, or a number is too long."
        raise InputError(reason, at="line 1", way_out="a list of reviews") from None


def _line(line: str, number: int) -> Any:
    try:
        return json.loads(line)
    except json.JSONDecodeError as error:
        raise InputError(f"It is no JSON here: {error.msg}.", at=f"line {number}", way_out="the whole file") from None


def _reviews(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for each in value:
            yield from _reviews(each, depth + 1)
    elif isinstance(value, dict) and depth < 10:
        if "ClaimReview" in _list(value.get("@type")):
            yield value
        else:
            for key in _NEST:
                yield from _reviews(value.get(key), depth + 1)


def _cells(review: dict[str, Any]) -> dict[str, str | None]:
    reviewer, reviewed = _first(review.get("author"), review.get("publisher")), _first(review.get("itemReviewed"))
    claimant, rating = _first(reviewed.get("author")), _first(review.get("reviewRating"))
    url, claim = _text(review.get("url")), _text(review.get("claimReviewed")) or _text(reviewed.get("name"))
    places = [*_list(reviewed.get("firstAppearance")), *_list(reviewed.get("appearance"))]
    addresses = [_text(each.get("url") if isinstance(each, dict) else each) for each in places]
    own = _text(review.get("@id")) or (f"{url}#{_short_hash(claim)}" if url and claim else None)
    return {
        "review_id": own,
        "claim_reviewed": claim,
        "reviewer_name": _text(reviewer.get("name")) or _text(reviewer.get("url")),
        "url": url,
        "reviewer_url": _text(reviewer.get("url")),
        "reviewed_on": _text(review.get("datePublished")),
        "claimant_name": _text(claimant.get("name")),
        "claimed_on": _text(reviewed.get("datePublished")),
        "appearances": "\n".join(dict.fromkeys(each for each in addresses if each)) or None,
        "rating_value": _text(rating.get("ratingValue")),
        "best_rating": _text(rating.get("bestRating")),
        "worst_rating": _text(rating.get("worstRating")),
        "rating_name": _text(rating.get("alternateName")) or _text(rating.get("name")),
        "language": _text(review.get("inLanguage")),
    }


def _first(*values: Any) -> dict[str, Any]:
    """Return the first object among some values, or lists of them; a bare name is one."""
    for value in values:
        for each in _list(value):
            if isinstance(each, dict):
                return each
            if isinstance(each, str) and each.strip():
                return {"name": each}
    return {}


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: Any) -> str | None:
    """Return a text on one line, or a number as one."""
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name")
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    return " ".join(str(value).split()) or None


def _short_hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:8]

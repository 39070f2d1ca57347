"""A claim's interval, verdict and ruling in words, the same in the terminal and on a page."""

from datetime import date

from wh.explaining import Interval
from wh.following import completed, span

VERDICTS = {
    "identical": "all accounts give the same",
    "compatible": "the accounts differ and can all be true",
    "disputed": "the accounts cannot all be true",
    "single": "one article alone says so",
    "not_comparable": "the accounts cannot be compared",
}


def ruling_row(disagreement_id: str, today: date) -> str:
    """Return a row for data/labels/rulings.csv, to be filled in by whoever decides."""
    return f"{disagreement_id},accept,,WHY,WHO,{today.isoformat()},"


def interval_words(interval: Interval, unit: str | None) -> str:
    """Return what a fact or a claim gives, as a person would say it; empty where it gives nothing."""
    if interval.text is not None:
        return interval.text
    if interval.earliest_on or interval.latest_on:
        return span(
            None if interval.earliest_on is None else interval.earliest_on.isoformat(),
            None if interval.latest_on is None else interval.latest_on.isoformat(),
            " to ",
        )
    if interval.low is None and interval.high is None:
        return ""
    low = None if interval.low is None else f"{interval.low:,.10g}"
    last = completed(interval.high)
    numbers = span(low, None if last is None else f"{last:,.10g}", " to ")
    return f"{numbers} {unit}" if unit else numbers

"""The times that programs write, as a time of publication: ISO 8601 in all its dress, and that of e-mail and RSS.

An hour without its zone stays without; a time that no clock or calendar has is refused, and so is what is neither.
"""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from wh.errors import InputError


def read_stamp(text: str) -> str:
    """Return a time as `2025-12-13T22:20:00+05:30`, without its zone where none is printed, or a day alone."""
    stripped = text.strip()
    if match := _ISO.fullmatch(stripped):
        return _from_iso(match, text)
    if not re.search(r"\d [A-Za-z]{3,9} \d", stripped):
        raise InputError(f"`{text}` is no time that a program writes.", way_out="`2025-12-13T22:20:00+05:30`")
    try:
        return parsedate_to_datetime(stripped).isoformat()
    except (ValueError, TypeError, IndexError, OverflowError) as error:
        raise _no_time(text, error) from None


def read_instant(text: str | None) -> datetime | None:
    """Return the instant of a time with its zone; None where there is no time, or no zone."""
    if text is None:
        return None
    moment = datetime.fromisoformat(read_stamp(text))
    try:
        return moment.astimezone(UTC) if moment.tzinfo else None
    except OverflowError as error:
        raise _no_time(text, error) from None


def _from_iso(match: re.Match[str], text: str) -> str:
    year, month, day = (int(match[name]) for name in ("year", "month", "day"))
    if match["hour"] is None:
        return _moment((year, month, day, 0, 0, 0), text).date().isoformat()
    second = min(int(match["second"] or 0), 59)  # a leap second is in the minute it ends
    moment = _moment((year, month, day, int(match["hour"]), int(match["minute"] or 0), second), text)
    zone = match["zone"] or ""
    if zone in ("", "-00:00", "-0000"):  # the latter by RFC 3339: in UTC, and where it was is not known
        return moment.isoformat() + ("+00:00" if zone else "")
    if zone in ("Z", "z"):
        return moment.isoformat() + "+00:00"
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    if hours > 14 or minutes > 59:
        raise InputError(f"There is no zone `{zone}`, as `{text}` says.", way_out="`+05:30` or the like")
    return f"{moment.isoformat()}{zone[0]}{hours:02}:{minutes:02}"


def _moment(parts: tuple[int, int, int, int, int, int], text: str) -> datetime:
    try:
        return datetime(*parts)
    except ValueError as error:
        raise _no_time(text, error) from None


def _no_time(text: str, error: Exception) -> InputError:
    reason = "" if text in str(error) else f": {error}"
    return InputError(f"`{text}` is a time that no calendar has{reason}.", way_out="the time as it was printed")


_ISO = re.compile(
    r"(?P<year>\d{4})-?(?P<month>\d\d)-?(?P<day>\d\d)"
    r"(?:[T ](?P<hour>\d\d):?(?P<minute>\d\d)?:?(?P<second>\d\d)?(?:[.,]\d+)?\s?(?P<zone>[Zz]|[+-]\d\d(?::?\d\d)?)?)?",
    re.ASCII,
)

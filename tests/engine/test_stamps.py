"""The times that programs write."""

from datetime import UTC, datetime

import pytest

from wh.errors import InputError
from wh.stamps import read_instant, read_stamp


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2025-12-13", "2025-12-13"),
        ("20251213", "2025-12-13"),
        ("20251213T222000+0530", "2025-12-13T22:20:00+05:30"),
        ("2025-12-13 22:20", "2025-12-13T22:20:00"),
        ("2025-12-13T22:20:00.1234567Z", "2025-12-13T22:20:00+00:00"),
        ("2025-12-13T22:20:60-05", "2025-12-13T22:20:59-05:00"),
        ("Sat, 13 Dec 2025 22:20:00 GMT", "2025-12-13T22:20:00+00:00"),
        ("13 Dec 2025 22:20 EST", "2025-12-13T22:20:00-05:00"),
        ("Sat, 13 Dec 2025 22:20:00", "2025-12-13T22:20:00"),
        ("Sat, 13 Dec 2025 22:20:00 IST", "2025-12-13T22:20:00"),
    ],
)
def test_a_time_is_read_with_its_zone_or_without(written: str, read: str) -> None:
    assert read_stamp(written) == read


@pytest.mark.parametrize(
    "written", ["2025-02-30", "2025-12-13T25:00", "Sat, 31 Feb 2025 10:00:00 GMT", "13/12/2025", "yesterday", "", "1e9"]
)
def test_what_no_clock_or_calendar_has_is_refused(written: str) -> None:
    with pytest.raises(InputError):
        read_stamp(written)


def test_an_instant_needs_a_zone() -> None:
    assert read_instant("2025-12-13T22:20+05:30") == datetime(2025, 12, 13, 16, 50, tzinfo=UTC)
    assert read_instant("2025-12-13T22:20") is None
    assert read_instant(None) is None

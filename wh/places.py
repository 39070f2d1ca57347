"""Where something stands in the input, and how it stands there: what a reject says of a record."""

from collections.abc import Callable
from dataclasses import dataclass

from wh.results import Place, Reject


@dataclass(frozen=True, slots=True)
class Spot:
    """A place with its offset in bytes, where that is known, and what reads the first of the bytes there."""

    place: Place
    offset: int | None
    read_bytes: Callable[[], bytes | None]

    def reject(
        self, reason: str, hint: str | None, *, column: str | None = None, line: int | None = None, record: str = ""
    ) -> Reject:
        """Return why what stands here cannot be used; `line` is that of the fault, where it is further down."""
        file, begins, number = self.place
        return Reject(
            file,
            line or begins,
            column,
            reason,
            hint,
            record,
            record_number=number,
            byte_offset=self.offset,
            raw_bytes=self.read_bytes() or None,
        )

"""One figure as an article prints it, read into an interval; it is made by the reader and by nothing else."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """What some printed words give: an interval, its unit, and how the number was qualified.

    `start` and `end` are code points of the text that was read. `low` and `high` are None where that end is open;
    `is_low_within` and `is_high_within` tell whether a bound is itself meant ("over 20 %" is not 20 %). Bounds of
    counts are closed: more than 50 is 51 or more. `best` is the one number that is given, None of a range, a bound or
    a vague word. `unit` is None of a bare count; a share is a part of 1.

    `qualifier` is exact, between, more_than, at_least, less_than, at_most, about or vague; `side` tells that an
    `about` lies below the number ("nearly 200") or a vague word is a ceiling ("up to several hundred"), `is_near`
    that a bound is close ("just over").
    `kind` is count, quantity, share, money, duration, age or ordinal. `value` is what a labeller writes for it, in
    `printed_unit`: `>50`, `8..9`, `~20%`, `several hundred`.
    `stated_low` and `stated_high` are the numbers as they stand, in `unit`, before a tolerance or a bound changes them.
    `word` is the vague word, taken `times`, and `vague_policy` what turned it into `low`; None of a number.
    """

    text: str
    start: int
    end: int
    low: float | None
    best: float | None
    high: float | None
    is_low_within: bool
    is_high_within: bool
    unit: str | None
    kind: str
    qualifier: str
    side: str | None
    is_near: bool
    value: str
    printed_unit: str | None
    stated_low: float | None
    stated_high: float | None
    word: str | None
    times: float | None
    vague_policy: str | None

    @property
    def is_vague(self) -> bool:
        """Whether it has a size and no number."""
        return self.word is not None

    @property
    def is_low_open(self) -> bool:
        """Whether nothing is said of how little it may be."""
        return self.low is None

    @property
    def is_high_open(self) -> bool:
        """Whether nothing is said of how much it may be."""
        return self.high is None

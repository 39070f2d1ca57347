"""What inference is given: variables, relations between them, and positions that are held on them, as arrays.

A claim is a variable; a position is an interval that somebody gives it, with the days that it is told for. Days are
counted from 1970-01-01; an open end is infinite.
"""

from dataclasses import dataclass

from wh.inference.systems import Flags, Floats, Ints

FIXED, LEVEL, CUMULATIVE = 0, 1, 2
"""How a value goes with time: not at all; as it pleases; never down."""


@dataclass(frozen=True, slots=True)
class Variables:
    """What can have one value at a time, and what it can be at all: a count is not below nought.

    `is_known` where that is known beforehand, as the day of an event is, and not merely what any such value can be.
    """

    low: Floats
    high: Floats
    is_whole: Flags
    is_known: Flags
    over_time: Ints


@dataclass(frozen=True, slots=True)
class Relations:
    """What must hold: `total_low <= sum(times * variable) <= total_high`; the terms of `r` start at `starts[r]`.

    `stated` is the term that the others are held against. A relation that counts birthdays has born, on and age.
    """

    starts: Ints
    variable: Ints
    times: Floats
    total_low: Floats
    total_high: Floats
    is_age: Flags
    stated: Ints


@dataclass(frozen=True, slots=True)
class Positions:
    """What an article gives a variable for the days `since` to `until`; rivals exclude each other."""

    variable: Ints
    low: Floats
    high: Floats
    since: Floats
    until: Floats
    article: Ints
    is_rival: Flags


@dataclass(frozen=True, slots=True)
class Said:
    """All of it."""

    variables: Variables
    relations: Relations
    positions: Positions

"""Reads English number phrases as articles print them, with their qualifiers; pure, and it never fails.

It reads no dates (see `wh.reading`), no other language, and decides nothing between sources.
"""

from wh.figures.figure import Figure
from wh.figures.policy import ACLED, POLICIES, VAGUE_WORDS, Policy
from wh.figures.reader import find, numbers_in, read, read_all

__all__ = ["ACLED", "POLICIES", "VAGUE_WORDS", "Figure", "Policy", "find", "numbers_in", "read", "read_all"]

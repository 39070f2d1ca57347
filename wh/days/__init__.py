"""Reads the days that English news phrases mean, as closed intervals with their qualifiers; pure, and it never fails.

It reads no hours and no other language, and decides nothing that the words leave open: it gives every reading.
"""

from wh.days.meaning import Days, Reading
from wh.days.reader import find, read, read_all

__all__ = ["Days", "Reading", "find", "read", "read_all"]

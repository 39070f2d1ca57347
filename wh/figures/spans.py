"""The tokens of one figure, before it is turned into an interval."""

from dataclasses import dataclass

from wh.figures.amounts import Amount
from wh.figures.wordings import Qualifier


@dataclass(frozen=True, slots=True)
class Span:
    """The tokens of one figure: one amount, or the two ends of a range; none where the words are to be passed over."""

    first: int
    end: int
    qualifier: Qualifier
    amounts: tuple[Amount, ...]

"""What holds of every text: numbers read back as written, nothing is raised, the work grows with the length."""

import sys
from itertools import pairwise

from engine.figures.spelling import spelled
from hypothesis import given, settings
from hypothesis import strategies as st

from wh.figures import find, numbers_in, read, read_all
from wh.figures import tokens as cutting

WHOLE = st.integers(0, 10**15 - 1)
MANY = settings(max_examples=300, deadline=None)
PIECES = [
    *("one", "hundred", "thousand", "million", "and", "a", "half", "third", "thirds", "point", "in", "out of", "of"),
    *(
        "between",
        "from",
        "to",
        "or",
        "more than",
        "up to",
        "about",
        "nearly",
        "dozens",
        "several",
        "year",
        "old",
        "aged",
    ),
    *(
        "1",
        "22",
        "1,000",
        "2020",
        "3.5",
        ".",
        ",",
        "-",
        "–",
        "/",
        "%",
        "$",
        "£",
        "½",
        "x",
        "10^6",
        "e",
        "+",
        "±",
        "k",
        "bn",
    ),
    *(
        "st",
        "May",
        "13",
        ":",
        "no",
        "'",
        "’s",
        "per cent",
        "km",
        "(",
        ")",
        "~",
        "<",
        ">",
        "=",
        "٣",
        "\u00a0",
        "\n",
        "🦊",
    ),
]
JUMBLES = st.lists(st.sampled_from(PIECES), max_size=40).flatmap(
    lambda pieces: st.sampled_from(["", " "]).map(lambda joint: joint.join(pieces))
)


@given(WHOLE)
@MANY
def test_a_spelled_number_reads_back(number: int) -> None:
    figure = read(spelled(number))
    assert figure is not None
    assert (figure.best, figure.text) == (float(number), spelled(number))


@given(WHOLE, st.sampled_from([" and ", " "]), st.sampled_from([" ", ", "]), st.sampled_from(["-", " ", "‑"]))
@MANY
def test_it_reads_back_with_commas_and_hyphens_and_without(number: int, joint: str, comma: str, hyphen: str) -> None:
    words = spelled(number, joint=joint, comma=comma, hyphen=hyphen)
    figure = read(words.capitalize())
    # a comma parts what could be two figures: "two thousand, three of them"
    assert figure is not None
    assert figure.best == float(number)


@given(st.integers(-(10**15), 10**15))
@MANY
def test_digits_read_back_however_their_thousands_are_parted(number: int) -> None:
    for form in (f"{number}", f"{number:,}", f"{number:,}".replace(",", "\u202f"), f"{number:,}".replace(",", "’")):
        figure = read(form)
        assert figure is not None
        assert figure.best == float(number)


@given(st.one_of(st.text(max_size=200), JUMBLES))
@settings(max_examples=1000, deadline=None)
def test_no_text_is_refused_and_every_span_is_of_the_text(text: str) -> None:
    numbers_in(text)
    for figure in (*find(text), *read_all(text)):
        assert text[figure.start : figure.end] == figure.text != ""
        low = -sys.float_info.max if figure.low is None else figure.low
        high = sys.float_info.max if figure.high is None else figure.high
        assert low <= high
        assert figure.best is None or low <= figure.best <= high


@given(JUMBLES)
@MANY
def test_figures_of_an_article_stand_one_behind_the_other(text: str) -> None:
    found = find(text)
    assert all(one.end <= other.start for one, other in pairwise(found))


@given(st.sampled_from(PIECES), st.sampled_from(PIECES), st.sampled_from(["", " "]))
@settings(max_examples=25, deadline=None)
def test_the_work_grows_with_the_length_and_no_faster(one: str, other: str, joint: str) -> None:
    short, long = (_steps(joint.join([one, other] * times)) for times in (50, 200))
    assert long <= 5 * short + 2000


def _steps(text: str) -> int:
    """Count the lines of the reader that run, which no other process can slow down."""
    steps = 0

    def count(frame: object, event: str, argument: object) -> object:
        nonlocal steps
        steps += 1
        return count

    before = sys.gettrace()
    sys.settrace(count)  # type: ignore[arg-type]
    try:
        find(text)
    finally:
        sys.settrace(before)
    return steps


def test_a_run_of_digits_without_end_is_no_number() -> None:
    assert find("9" * (cutting.LONGEST_NUMBER + 1)) == ()
    assert len(find("1 " * 2000)) <= 2000

"""Find names of people in a text by their capitals and the titles before them; careful, so it leaves many out.

Pure. It matches nobody with anybody, and knows no name: two capitalised words in a row, or a surname seen before.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PrintedName:
    """A name as printed, the title before it (empty if none), and where the name stands, in code points."""

    name: str
    role: str
    start: int
    end: int


def find_names(text: str) -> tuple[PrintedName, ...]:
    """Return each name where it stands; a single word is one only if it ends a longer name of the same text."""
    runs = [run for run in map(_named, _runs(text)) if run is not None]
    surnames = {run.name.split()[-1] for run in runs if " " in run.name}
    return tuple(run for run in runs if " " in run.name or run.name in surnames)


def one_of(words: str) -> frozenset[str]:
    """Return the words of a list written in one breath."""
    return frozenset(words.split())


_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+){0,4}\.?")
_PARTICLES = one_of("al ben bin da de del della der di dos du el ibn la le ten ter van von")
_TITLES = one_of(
    "adviser ambassador analyst archbishop bishop brigadier captain chair chairman chairwoman chancellor"
    " chief colonel commander commissioner congressman congresswoman corporal coach deputy director doctor dr"
    " duke emperor envoy ex-president first foreign former general governor imam inspector judge justice king"
    " lady laureate leader lieutenant lord madam major mayor minister mr mrs ms opposition pope premier"
    " president prime prince princess professor prof queen rabbi rep representative reverend secretary sen"
    " senator sergeant sheikh sheriff sir special spokesman spokesperson spokeswoman state sultan vice winner"
    " gen gov lt col sgt capt rev hon economist activist advocate lawyer author actor actress singer"
    " president-elect nobel peace prize press senior"
)
_NO_NAMES = one_of(
    "monday tuesday wednesday thursday friday saturday sunday january february march april may june july august"
    " september october november december the a an and or but if in on at of for with from to by as it its he she"
    " they we you i his her their our your this that these those there here when where while who what which why"
    " how after before since until although though because however moreover meanwhile also not no yes so then now"
    " one two three four five six seven eight nine ten some many most all both each other more less such only just"
    " even still yet new university ministry minister department union council party committee court army police"
    " bank agency association organisation organization nations states kingdom republic house street avenue square"
    " city county province region prize times post news press journal tribune herald centre center institute"
    " school college hospital church company corporation inc ltd group league cup championship olympics games war"
    " treaty act bill law north south east west northern southern eastern western central european american"
    " british russian ukrainian belarusian chinese french german white red black green updated created read photo"
    " image earlier later recently previously formerly despite according besides beyond under over about above"
    " across against among around behind below beside between during following inside near outside through"
    " throughout toward towards within without once often sometimes perhaps indeed instead thus therefore hence"
    " nevertheless nonetheless today yesterday tomorrow tonight officially reportedly allegedly finally eventually"
    " initially originally asked told like unlike even both neither either another every last next"
)


def _runs(text: str) -> Iterator[list[re.Match[str]]]:
    """Yield capitalised words that follow one another with a blank between, particles among them."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(text):
        is_next = run and text[run[-1].end() : word.start()] in (" ", "\u00a0")
        is_capital = word.group()[0].isupper()
        if run and (not is_next or not (is_capital or word.group() in _PARTICLES)):
            yield from _closed(run)
            run = []
        if is_capital or (run and word.group() in _PARTICLES):
            run.append(word)
            if len(word.group()) > 3 and word.group().endswith("."):
                yield from _closed(run)  # the end of a sentence
                run = []
    yield from _closed(run)


def _closed(run: list[re.Match[str]]) -> Iterator[list[re.Match[str]]]:
    while run and run[-1].group() in _PARTICLES:
        run = run[:-1]
    if run:
        yield run


def _named(run: list[re.Match[str]]) -> PrintedName | None:
    """Part the titles before a name from the name; None where it is no name of a person."""
    first = 0
    words = [word.group() for word in run]
    is_titled = False
    for at, word in enumerate(words[:-1]):
        if _plain(word) in _TITLES:
            first, is_titled = at + 1, True
    if not is_titled:
        while first < len(words) and _plain(words[first]) in _NO_NAMES:
            first += 1
    name = words[first:]
    if not name or len(name) > 5 or any(_plain(word) in _NO_NAMES or _plain(word) in _TITLES for word in name):
        return None
    if any(len(word) > 1 and word.isupper() for word in name) or name[0].endswith("’s"):
        return None
    start, end = run[first].start(), run[-1].end()
    printed = run[0].string[start:end].rstrip(".")
    for possessive in ("’s", "'s"):
        printed = printed.removesuffix(possessive)
    role = " ".join(words[:first]) if is_titled else ""
    return PrintedName(printed, role, start, start + len(printed)) if printed else None


def _plain(word: str) -> str:
    return word.lower().rstrip(".").removesuffix("’s").removesuffix("'s")

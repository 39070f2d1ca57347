"""A .ann file of brat, with the text that it is of beside it as .txt: spans, relations, events, attributes and notes.

A note of a span says columns, as in `value=8..9; source_id=ann-lee`, or else is its note. An attribute without a value
is `true`; a reference says the id under the name of its base. A span of several pieces is read from its first to its
last character; equivalences (`*`) relate nothing of ours.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from wh.errors import InputError
from wh.kinds import Annotation, AnnotationFile, Document, Link, Marked, Unusable, annotations, passed_over
from wh.reading import decode

_SETTINGS = ("annotation.conf", "visual.conf", "tools.conf", "kb_shortcuts.conf", "visual_style.conf")
_Told = dict[str, tuple[str, ...]]


@annotations(".ann", beside=(".txt",), ignores=_SETTINGS, by_line=True)
def brat(file: AnnotationFile) -> Iterator[Marked]:
    """Yield each span, relation and role of an event, by its line."""
    name = file.name[: -len(".ann")]
    content = file.read_beside(".txt")
    if content is None:
        raise InputError(f"There is no `{name}.txt` beside it.", at="line 1", way_out="the text that it is of")
    decode(content)  # refuses what is no UTF-8, and says where
    document = Document(name, text=content.decode("utf-8-sig"))  # with its line ends: offsets count them
    lines = ((number, line) for number, line in enumerate(file.text.split("\n"), 1) if line.strip())
    rows = [(number, ["?" + line, ""] if line[0] in "\t " else line.split("\t")) for number, line in lines]
    told = _told([cells for _, cells in rows])
    triggers = {cells[0]: _words(cells)[0].partition(":")[2] for _, cells in rows if cells[0].startswith("E")}
    ids = {cells[0] for _, cells in rows}
    for number, cells in rows:
        kind = cells[0][:1] or "?"
        if kind == "T":
            events = [event for event, span in triggers.items() if span == cells[0]]
            attributes = {name: each for own in (cells[0], *events) for name, each in told.get(own, {}).items()}
            yield _span(document, number, cells, attributes)
        elif kind in "RE":
            yield from _links(number, cells, triggers)
        elif kind in "AMN#" and _said_of(cells) not in ids:
            reason = f"It says something of `{_said_of(cells)}`, which is not there."
            yield Unusable(number, reason, "deleting the line", record="\t".join(cells))
        elif kind not in "AMN#*":
            yield Unusable(number, f"The line begins with `{cells[0]}`, as none of brat does.", "deleting the line")


def _span(document: Document, number: int, cells: Sequence[str], attributes: _Told) -> Annotation | Unusable:
    match = re.fullmatch(r"(\S+) (\d+ \d+(?:;\d+ \d+)*)", cells[1]) if len(cells) > 2 else None
    if match is None:
        way_out = "`T1`, label and offsets, and the words, with a tab between two of them"
        return Unusable(number, "The line is no span.", way_out, record="\t".join(cells))
    edges = [int(edge) for edge in re.split(r"[ ;]", match[2])]
    return Annotation(
        document,
        match[1],
        start=min(edges),
        end=max(edges),
        words=cells[2] if len(edges) == 2 else None,
        attributes=attributes,
        tool_id=cells[0],
        place=number,
    )


def _links(number: int, cells: Sequence[str], triggers: Mapping[str, str]) -> Iterator[Marked]:
    """Yield a relation, or each role of an event: from its trigger to what plays it."""
    (own, _, trigger), *parts = (word.partition(":") for word in _words(cells))
    ends = [(role, triggers.get(end, end)) for role, _, end in parts]
    if cells[0].startswith("E"):
        for role, end in ends:
            yield Link(role.rstrip("0123456789"), trigger, end, number)
        if not ends:  # its trigger is a span of its own
            yield passed_over(1)
    elif len(ends) == 2:
        yield Link(own, ends[0][1], ends[1][1], number)
    else:
        way_out = "`R1`, a tab, `label Arg1:T1 Arg2:T2`"
        yield Unusable(number, "The line is no relation.", way_out, record="\t".join(cells))


def _told(rows: Sequence[Sequence[str]]) -> dict[str, _Told]:
    """Return what attributes, references and notes say, by the span or event that they are of."""
    told: dict[str, _Told] = {}
    for cells in rows:
        kind, words = cells[0][0], _words(cells)
        if kind not in "AMN#" or len(words) < 2:
            continue
        own = told.setdefault(words[1], {})
        if kind in "AM":
            own[words[0]] = (words[2] if len(words) > 2 else "true",)
        elif kind == "N" and len(words) > 2:
            base, _, id_ = words[2].partition(":")
            own[base] = (id_,)
        elif kind == "#" and len(cells) > 2:
            for name, text in _noted(cells[2]).items():
                own[name] = (*own.get(name, ()), text)
    return told


def _noted(note: str) -> dict[str, str]:
    """Return the columns that a note says, or the note."""
    parts = [part.strip() for part in note.split(";") if part.strip()]
    if parts and all(re.match(r"\w+=", part) for part in parts):
        return {name: text for name, _, text in (part.partition("=") for part in parts)}
    return {"note": note.strip()}


def _said_of(cells: Sequence[str]) -> str:
    return (_words(cells)[1:] or [""])[0]


def _words(cells: Sequence[str]) -> list[str]:
    return (cells[1].split() if len(cells) > 1 else []) or [""]

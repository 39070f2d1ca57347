"""A .jsonl file that doccano exports: a text a line, with spans and the relations between them.

doccano keeps nothing of a span but its label; other fields of a text it keeps as they were. So what `wh export labels`
knows of a span goes along in the field `claimhouse`, and is read for spans that are where they were. `suggested …` is a
label that nobody has taken over. A project without relations gives its spans no ids: the file, where they lie and their
label stand for one.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from wh.errors import InputError
from wh.kinds import (
    Annotation,
    AnnotationFile,
    Document,
    Link,
    Marked,
    Unusable,
    annotations,
    objects,
    passed_over,
    table,
    text_of,
    texts_of,
    whole,
    whole_or_refused,
)

_SPANS = ("entities", "label", "labels")
SUGGESTED = "suggested "


def _is_doccano(file: AnnotationFile) -> bool:
    first = file.first()
    return isinstance(first, dict) and isinstance(first.get("text"), str) and any(name in first for name in _SPANS)


@annotations(".jsonl", ".ndjson", recognise=_is_doccano)
def doccano(file: AnnotationFile) -> Iterator[Marked]:
    """Yield the spans and the relations of each line."""
    for number, row in file.lines():
        if isinstance(row, Unusable):
            yield row
        elif not isinstance(row, dict) or not isinstance(row.get("text"), str):
            yield Unusable(number, "The line holds no text.", '`{"text": …, "entities": […]}`')
        else:
            yield from whole_or_refused(_of_text(file.name.rpartition(".")[0], number, row), number)


def _of_text(stem: str, number: int, row: Mapping[str, Any]) -> Iterator[Marked]:
    meta = row.get("meta") or row.get("metadata")
    document = _document({**meta, **row} if isinstance(meta, dict) else row)
    known: dict[str, list[dict[str, Any]]] = {}
    for each in objects(row, "claimhouse"):
        known.setdefault(_key(each.get("label"), each.get("start"), each.get("end")), []).append(
            table(each.get("cells"))
        )
    for own_id, start, end, label in _spans(row):
        if str(label).startswith(SUGGESTED):
            yield passed_over(1)
        else:
            for cells in known.get(_key(label, start, end), [{}]):
                yield Annotation(
                    document,
                    str(label),
                    start=whole(start),
                    end=whole(end),
                    attributes={name: texts_of(value) for name, value in cells.items()},
                    tool_id=f"{number}/{f'{stem}-{start}-{end}-{label}' if own_id is None else own_id}",
                )
    for link in objects(row, "relations"):
        yield Link(str(link.get("type")), f"{number}/{link.get('from_id')}", f"{number}/{link.get('to_id')}")


def _key(*span: object) -> str:
    return repr(span)


def _spans(row: Mapping[str, Any]) -> Iterator[tuple[Any, Any, Any, Any]]:
    """Yield id, start, end and label of each span, in both of the forms that doccano writes."""
    filled = [name for name in _SPANS if row.get(name)]
    if len(filled) > 1:  # one is doccano's own, the other what somebody imported: nothing says which
        named = " and ".join(f"`{name}`" for name in filled)
        raise InputError(f"Both {named} have spans.", way_out="deleting the field that is not doccano's own")
    spans: Any = row[filled[0]] if filled else []
    for span in spans if isinstance(spans, list) else [spans]:
        if isinstance(span, list) and len(span) == 3:
            yield None, *span
        else:
            span = table(span)
            yield span.get("id"), span.get("start_offset"), span.get("end_offset"), span.get("label")


def _document(row: Mapping[str, Any]) -> Document:
    names = (text_of(row, name) for name in ("article_id", "file", "filename", "name"))
    name = next((name for name in names if name), None)
    return Document(name, text_of(row, "url"), row["text"], text_of(row, "edition"))

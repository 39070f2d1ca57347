"""A .jsonl file that Prodigy's db-out writes: a task a line, with spans and, of its relations recipe, their relations.

A task that was rejected or ignored says nothing. Relations name tokens: they are led to the span that has the token.
Several people have one task, told apart by their sessions; a session that nobody named is called after its time, and is
no labeller.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

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

_OF_A_SPAN = ("start", "end", "token_start", "token_end", "label", "text", "source", "input_hash", "id", "color")


def _is_prodigy(file: AnnotationFile) -> bool:
    first = file.first()
    return isinstance(first, dict) and ("spans" in first or "_task_hash" in first or "_input_hash" in first)


@annotations(".jsonl", recognise=_is_prodigy)
def prodigy(file: AnnotationFile) -> Iterator[Marked]:
    """Yield the spans and the relations of each task that was accepted."""
    for number, task in file.lines():
        if isinstance(task, Unusable):
            yield task
        elif not isinstance(task, dict) or not isinstance(task.get("text"), str):
            yield Unusable(number, "The line holds no task with a text.", '`{"text": …, "spans": […]}`')
        elif task.get("answer", "accept") == "accept":
            yield from whole_or_refused(_of_task(number, task), number)
        else:
            yield from whole_or_refused(_of_no_task(task), number)


def _of_task(number: int, task: Mapping[str, Any]) -> Iterator[Marked]:
    document = _document(task)
    labeller = _labeller(task)
    own = "-".join(str(part) for part in (task.get("_task_hash", number), labeller) if part is not None)
    spans = objects(task, "spans")
    for span in spans:
        yield Annotation(
            document,
            str(span.get("label")),
            start=whole(span.get("start")),
            end=whole(span.get("end")),
            words=text_of(span, "text"),
            attributes={name: texts_of(value) for name, value in span.items() if name not in _OF_A_SPAN},
            labeller=labeller,
            created_at=_day(task.get("_timestamp")),
            tool_id=_id(own, span),
        )
    for link in objects(task, "relations"):
        head, child = (_end(own, link, name, spans) for name in ("head", "child"))
        yield Link(str(link.get("label")), head, child)


def _of_no_task(task: Mapping[str, Any]) -> Iterator[Marked]:
    yield passed_over(len(objects(task, "spans")) + len(objects(task, "relations")))


def _labeller(task: Mapping[str, Any]) -> str | None:
    said = text_of(task, "_annotator_id") or text_of(task, "_session_id")
    return None if said is None or re.search(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d$", said) else said


def _id(own: str, span: Mapping[str, Any]) -> str:
    """Return what tells a span from the others, which Prodigy does not: task and labeller, its offsets, its label."""
    return f"{own}/{own}-{span.get('start')}-{span.get('end')}-{span.get('label')}"


def _end(own: str, link: Mapping[str, Any], name: str, spans: list[dict[str, Any]]) -> str:
    """Return the span that an end of a relation names: by its offsets, else by a token of it."""
    told = table(link.get(f"{name}_span") or {})
    token = whole(link.get(name))
    for span in spans:
        if told and (span.get("start"), span.get("end")) == (told.get("start"), told.get("end")):
            if told.get("label") in (None, span.get("label")):
                return _id(own, span)
        elif not told and token is not None and token in _tokens(span):
            return _id(own, span)
    return f"{own}/token {link.get(name)}"


def _tokens(span: Mapping[str, Any]) -> range:
    first, last = whole(span.get("token_start")), whole(span.get("token_end"))
    return range(0) if first is None or last is None else range(first, last + 1)


def _document(task: Mapping[str, Any]) -> Document:
    meta = task.get("meta")
    told = {**(meta if isinstance(meta, dict) else {}), **task}
    texts = {name: value for name, value in told.items() if isinstance(value, str)}
    name = next((texts[key] for key in ("article_id", "file", "source", "id") if key in texts), None)
    return Document(name, texts.get("url"), task["text"], texts.get("edition"))


def _day(seconds: object) -> str | None:
    try:
        return datetime.fromtimestamp(seconds, UTC).isoformat() if isinstance(seconds, int | float) else None
    except (ValueError, OverflowError, OSError):
        return None

"""A .json file that Label Studio exports, as JSON or JSON-MIN: tasks with what each labeller marked in them.

Regions of one id are one annotation: its label, and what was chosen or written for it. Predictions, drafts and
annotations that were skipped are nobody's labels, and are left out. JSON-MIN keeps labels alone: it does not say of
which region what was chosen and written is.
"""

from collections.abc import Iterator, Mapping, Sequence
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

_LABELS = ("labels", "hypertextlabels", "paragraphlabels")
_Part = Mapping[str, Any]


def _is_label_studio(file: AnnotationFile) -> bool:
    tasks = file.first()
    if not isinstance(tasks, list) or not tasks or not isinstance(tasks[0], dict):
        return False
    return isinstance(tasks[0].get("data"), dict) or "annotation_id" in tasks[0] or "lead_time" in tasks[0]


@annotations(".json", recognise=_is_label_studio)
def label_studio(file: AnnotationFile) -> Iterator[Marked]:
    """Yield each region and each relation, task by task."""
    for task in file.json():
        is_whole = isinstance(task, dict) and "data" in task
        yield from whole_or_refused(_of_task(task) if is_whole else _of_short_task(task))


def _of_task(task: _Part) -> Iterator[Marked]:
    document = _document(table(task["data"]))
    taken: set[str] = set()
    for work in objects(task, "annotations"):
        if work.get("was_cancelled"):
            yield passed_over(len(_regions(work)))
        else:
            yield from _of_work(document, work, f"{task.get('id')}-{work.get('id')}", taken)
    predictions = task.get("predictions")
    for work in predictions if isinstance(predictions, list) else ():
        if isinstance(work, dict):  # else it is the id of one
            yield passed_over(len(_regions(work)))


def _of_work(document: Document, work: _Part, own: str, taken: set[str]) -> Iterator[Marked]:
    """Yield what one labeller marked in a text, and the relations between that.

    Regions that were copied from another's work, or from one prediction, have its ids: those that are `taken` get the
    number of the work.
    """
    results, regions = objects(work, "result"), _regions(work)
    again = taken & regions.keys()
    taken.update(regions)
    called = {name: f"{own}/{name}-{work.get('id')}" if name in again else f"{own}/{name}" for name in regions}
    labeller, created_at = _labeller(work.get("completed_by")), text_of(work, "created_at")
    for region_id, parts in regions.items():
        yield from _of_region(document, called[region_id], parts, labeller, created_at)
    for each in results:
        if each.get("type") == "relation":
            ends = [called.get(end, end) for end in (str(each.get("from_id")), str(each.get("to_id")))]
            first, second = reversed(ends) if each.get("direction") == "left" else ends
            for label in texts_of(each.get("labels")) or ("",):
                yield Link(label, first, second)


def _regions(work: _Part) -> dict[str, list[_Part]]:
    """Return what a labeller said of each region, by its id."""
    regions: dict[str, list[_Part]] = {}
    for each in objects(work, "result"):
        if each.get("type") in _LABELS:
            table(each.get("value"))
        if isinstance(each.get("value"), dict):
            regions.setdefault(str(each.get("id")), []).append(each)
    return regions


def _of_short_task(task: _Part) -> Iterator[Marked]:
    """Read a task of JSON-MIN: a list under each control's name, in which what is of one region has its offsets."""
    table(task)
    lost = [name for name, entries in task.items() if isinstance(entries, list) and any(map(_is_text, entries))]
    if lost:
        reason = f"JSON-MIN does not say of which region {_in_words(lost)} is."
        yield Unusable(0, reason, "exporting it as JSON", record=str(task.get("id")))
        return
    regions: dict[tuple[Any, Any], list[_Part]] = {}
    for name, entries in task.items():
        for entry in entries if isinstance(entries, list) else ():
            if isinstance(entry, dict) and whole(entry.get("start")) is not None:
                kind = next((kind for kind in (*_LABELS, "choices", "number") if kind in entry), "textarea")
                part = {"type": kind, "from_name": name, "value": entry}
                regions.setdefault((entry.get("start"), whole(entry.get("end"))), []).append(part)
    labeller = _labeller(task.get("annotator"))
    for number, parts in enumerate(regions.values(), 1):
        tool_id = f"{task.get('id')}-{task.get('annotation_id')}/{task.get('annotation_id')}-{number}"
        yield from _of_region(_document(task), tool_id, parts, labeller, text_of(task, "created_at"))


def _of_region(
    document: Document, tool_id: str, parts: Sequence[_Part], labeller: str | None, created_at: str | None
) -> Iterator[Annotation | Unusable]:
    """Yield an annotation for each label of a region; what is said of the whole text is none."""
    labelled = [part for part in parts if part.get("type") in _LABELS]
    attributes = {str(part.get("from_name")): _written(part) for part in parts if part not in labelled}
    notes = [line for part in parts for line in texts_of(table(part.get("meta") or {}).get("text"))]
    if notes:
        attributes["note"] = (*attributes.get("note", ()), *notes)
    for part in labelled:
        value = part["value"]
        if not _written(part):
            yield Unusable(0, "The region has no label.", "a label in the tool", record=str(part.get("id")))
        for label in _written(part):
            yield Annotation(
                document,
                label,
                start=whole(value.get("start")),
                end=whole(value.get("end")),
                words=text_of(value, "text"),
                attributes=attributes,
                labeller=labeller,
                created_at=created_at,
                tool_id=tool_id,
            )


def _is_text(entry: object) -> bool:
    return isinstance(entry, str)


def _in_words(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names[:3]) + (f" and {len(names) - 3} others" if len(names) > 3 else "")


def _written(part: _Part) -> tuple[str, ...]:
    """Return what stands under the key that is called as its type; of a taxonomy the last step of each way."""
    kind, value = str(part.get("type")), part["value"]
    if kind == "taxonomy":
        ways = value.get("taxonomy")
        return tuple(way[-1] for way in map(texts_of, ways if isinstance(ways, list) else ()) if way)
    return texts_of(value.get("text" if kind == "textarea" else kind))


def _document(values: _Part) -> Document:
    texts = {name: value for name, value in values.items() if isinstance(value, str)}
    name = next((texts[key] for key in ("article_id", "document_id", "file", "filename", "name") if key in texts), None)
    longest = max(texts.values(), key=len, default=None)
    return Document(name, texts.get("url"), texts.get("text", longest), texts.get("edition"))


def _labeller(said: object) -> str | None:
    """Return who it was: an address where the tool gives one, else a number."""
    if isinstance(said, dict):
        return next((str(said[key]) for key in ("email", "username", "id") if said.get(key)), None)
    return None if said is None else str(said)

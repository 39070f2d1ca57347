"""Tasks for Label Studio, with the labelling configuration that they need: labels, what is said of each, relations.

Its offsets are code points. What we suggest goes along as predictions, which are nobody's labels until somebody takes
them over.
"""

import json
from collections.abc import Iterator, Sequence
from typing import Any
from xml.sax.saxutils import quoteattr

from wh.label_exports.tasks import Labels, Region, Task
from wh.label_settings import KINDS
from wh.labelled import ROLES, TARGET

COLOURS = {"fact": "#2f6db5", "mention": "#3f8f4f", "quote": "#a8642a", "excluded_passage": "#8a8a8a"}
MANY = ("chain",)
ADDED = ("prefix", "suffix", "chain")
"""What is said of a fact in other label files."""


def files(labels: Labels) -> dict[str, str]:
    """Return what is imported and what is pasted into the project's settings, by file name."""
    tasks = [_task(task, labels) for task in labels.tasks]
    return {
        "tasks.json": json.dumps(tasks, ensure_ascii=False, indent=1) + "\n",
        "labelling-config.xml": configuration(labels),
    }


def configuration(labels: Labels) -> str:
    """Return the labelling interface: a control for each column of the label files that have a place in a text."""
    lines = ["<View>", '  <Header value="$article_id"/>', '  <Labels name="label" toName="text" showInline="true">']
    lines += [f'    <Label value="{kind}" background="{COLOURS[kind]}"/>' for kind in KINDS]
    lines += ["  </Labels>", "  <Relations>"]
    lines += [f'    <Relation value="{name}"/>' for name in (TARGET, *ROLES)]
    text = '<Text name="text" value="$text" granularity="word" saveTextResult="yes"/>'
    lines += ["  </Relations>", f"  {_BESIDE}", f"  {_COLUMN}{text}</View>", f"  {_COLUMN}"]
    for kinds, columns in _panels(labels).items():
        shown = f'visibleWhen="region-selected" whenTagName="label" whenLabelValue="{",".join(kinds)}"'
        lines.append(f"  <View {shown}>")
        for column in columns:
            lines += _control(column, labels.choices.get(column, ()))
        lines.append("  </View>")
    return "\n".join([*lines, "  </View>", "  </View>", "</View>", ""])


_BESIDE = '<View style="display: flex; gap: 1em">'
_COLUMN = '<View style="flex: 1 1 0; height: 78vh; overflow-y: auto">'
"""The text at the left, what is said of a region at the right: each with a scroll bar of its own."""


def columns_of(kind: str, labels: Labels) -> tuple[str, ...]:
    """Return what can be said of a region of a kind; its article and edition are the task's."""
    told = (*labels.headers[KINDS[kind][0]], *(ADDED if kind == "fact" else ()))
    return tuple(column for column in told if column not in ("article_id", "edition"))


def _panels(labels: Labels) -> dict[tuple[str, ...], list[str]]:
    """Return the columns that the same kinds of label have, since a control's name stands once."""
    panels: dict[tuple[str, ...], list[str]] = {}
    for column in dict.fromkeys(column for kind in KINDS for column in columns_of(kind, labels)):
        kinds = tuple(kind for kind in KINDS if column in columns_of(kind, labels))
        panels.setdefault(kinds, []).append(column)
    return panels


def _control(column: str, choices: Sequence[str]) -> Iterator[str]:
    yield f'    <Header value="{column}" size="5"/>'
    if not choices:
        many = "" if column in MANY else ' maxSubmissions="1"'
        yield f'    <TextArea name="{column}" toName="text" perRegion="true" editable="true" rows="1"{many}/>'
        return
    layout = "select" if len(choices) > 8 else "inline"
    yield f'    <Choices name="{column}" toName="text" perRegion="true" choice="single" layout="{layout}">'
    yield from (f"      <Choice value={quoteattr(choice)}/>" for choice in choices)
    yield "    </Choices>"


def _task(task: Task, labels: Labels) -> dict[str, Any]:
    own = {region.id for region in task.regions}
    made: dict[str, Any] = {"data": {**task.known_by, "text": task.text}}
    if task.regions:
        results = [each for region in task.regions for each in _results(region, task, labels, own)]
        made["annotations"] = [{"result": results}]
    if task.suggested:
        results = [each for region in task.suggested for each in _results(region, task, labels, set())]
        made["predictions"] = [{"model_version": "wh-suggest", "result": results}]
    return made


def _results(region: Region, task: Task, labels: Labels, own: set[str]) -> Iterator[dict[str, Any]]:
    """Yield a region's label, what is said of it, and its relation to a fact of the same article that it takes back."""
    span = {"start": region.start, "end": region.end}
    shared = {"id": region.id, "to_name": "text"}
    words = {**span, "text": task.text[region.start : region.end]}
    yield {**shared, "from_name": "label", "type": "labels", "value": {**words, "labels": [region.kind]}}
    for column, values in region.cells.items():
        if column == "target_fact_id" and values[0] in own:
            ends = {"from_id": region.id, "to_id": values[0]}
            yield {"type": "relation", **ends, "direction": "right", "labels": [TARGET]}
        elif set(values) <= set(labels.choices.get(column, ())):
            yield {**shared, "from_name": column, "type": "choices", "value": {**words, "choices": list(values)}}
        else:
            yield {**shared, "from_name": column, "type": "textarea", "value": {**span, "text": list(values)}}

"""A text a line for doccano's sequence labelling with relations, and the types of labels to import before it.

doccano keeps a span's label and no more: what else is said of it stands in the text's field `claimhouse`, which doccano
keeps as it is. Suggestions are spans of types of their own, which count once somebody gives them the plain type.
"""

import json
from typing import Any

from wh.label_exports.label_studio import COLOURS
from wh.label_exports.tasks import KNOWN_BY, Labels, Region, Task
from wh.label_settings import KINDS
from wh.labelled import ROLES, TARGET

SUGGESTED = "suggested "


def files(labels: Labels) -> dict[str, str]:
    """Return what is imported as a dataset, and as types of spans and of relations, by file name."""
    lines = [json.dumps(_line(task), ensure_ascii=False) for task in labels.tasks]
    spans = [(kind, COLOURS[kind]) for kind in KINDS]
    spans += [(f"{SUGGESTED}{kind}", "#d8d8d8") for kind in KINDS if kind != "excluded_passage"]
    return {
        "tasks.jsonl": "".join(f"{line}\n" for line in lines),
        "span-types.json": _types(spans),
        "relation-types.json": _types([(name, "#5a5a8a") for name in (TARGET, *ROLES)]),
    }


def _types(named: list[tuple[str, str]]) -> str:
    types = [
        {"text": name, "prefix_key": None, "suffix_key": None, "background_color": colour, "text_color": "#ffffff"}
        for name, colour in named
    ]
    return json.dumps(types, indent=1) + "\n"


def _line(task: Task) -> dict[str, Any]:
    spans = dict.fromkeys((each.kind, each.start, each.end) for each in task.regions)
    suggested = ((f"{SUGGESTED}{each.kind}", each.start, each.end) for each in task.suggested)
    spans |= dict.fromkeys(suggested)
    return {
        "text": task.text,
        **dict.fromkeys(KNOWN_BY),  # on each line: doccano refuses a file whose lines have other fields
        **task.known_by,
        "entities": [
            {"id": number, "label": label, "start_offset": start, "end_offset": end}
            for number, (label, start, end) in enumerate(spans)
        ],
        "relations": [],
        "claimhouse": [_known(each) for each in task.regions],
    }


def _known(region: Region) -> dict[str, Any]:
    cells = {name: values[0] if len(values) == 1 else list(values) for name, values in region.cells.items()}
    return {"label": region.kind, "start": region.start, "end": region.end, "cells": cells}

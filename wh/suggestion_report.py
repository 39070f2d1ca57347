"""What a person reads of the suggestions for an article: a table, JSON, or rows to paste into a label file."""

import csv
import sys

from wh.suggesting import Suggestions
from wh.terminal import count, print_json, print_table

_KINDS = ("figure", "day", "name", "quotation")


def print_suggestions(suggestions: Suggestions) -> None:
    """Print each suggestion with its words, and how to get the rows."""
    rows = [[each.kind, each.says, each.around] for each in suggestions.found]
    if not rows:
        print(f"Every figure, day, name and quotation of {suggestions.article_id} has its label.")
        return
    print_table(["kind", "reads", "where"], rows, right=set())
    counts = [
        count(number, kind) for kind in _KINDS if (number := sum(each.kind == kind for each in suggestions.found))
    ]
    print(f"{', '.join(counts)} without a label.")
    print(f"As rows to paste:  wh suggest {suggestions.article_id} --rows facts")


def print_rows_of(suggestions: Suggestions, file: str) -> None:
    """Print the rows of one label file in the order of its columns, without a header, as CSV."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    for each in suggestions.found:
        if each.file == file:
            writer.writerow([each.row.get(column, "") for column in suggestions.headers[file]])


def print_as_json(suggestions: Suggestions) -> None:
    """Print all of it for programs."""
    print_json(
        {
            "article_id": suggestions.article_id,
            "suggestions": [
                {
                    "kind": each.kind,
                    "file": each.file,
                    "row": {column: each.row.get(column) for column in suggestions.headers[each.file]},
                    "start": each.start,
                    "end": each.end,
                    "reads": each.says,
                    "around": each.around,
                }
                for each in suggestions.found
            ],
        }
    )

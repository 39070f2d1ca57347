"""Writes docs/reference.md from the loaders and the marts' YAML, so that the page says what they say.

Run by `make docs`; a test compares the page with what this gives.
"""

from pathlib import Path

from wh.discovery import discover
from wh.kinds import Field, LabelKind, RecordKind
from wh.parsing import parse
from wh.project import find_project

ROOT = Path(__file__).resolve().parent.parent

HEAD = """# Reference

Written by `make docs` from the loaders and the marts' YAML. How to label is in [labelling.md](labelling.md).

## Files you write

UTF-8 CSV with a header row, one thing a row; an empty cell means "not said". Columns in **bold** must be filled.
An article is a file in `data/articles/`, or one of several in such a file ([loaders.md](loaders.md) lists the formats).
What does not describe itself, a row of `data/articles.csv` describes, or the same keys as YAML front matter at the top
of a Markdown file.
"""

RECORDS = (
    "## Records of structured sources",
    "",
    "Files in `data/records/`, under any name ([loaders.md](loaders.md)); cells are kept as they stand.",
    "",
)

TABLES = """
## Tables you read

In `warehouse.duckdb`; every table and column carries its sentence as a comment. `quality.builds`,
`quality.rule_results` and `quality.violations` hold each build's answers, failed builds too: filter on `build_id`.
"""


def page() -> str:
    """Return the whole page."""
    project = find_project(ROOT)
    kinds = discover(project.files("loaders"), project.root)
    lines = [HEAD]
    for kind in (kinds.description, *sorted(kinds.labels, key=lambda kind: kind.file)):
        lines += _file(kind)
    lines += RECORDS
    for kind in kinds.records:
        lines += _file(kind)
    lines.append(TABLES)
    parsed = parse(project, project.settings.vars)
    for name, model in parsed.models.items():
        if model.layer == "marts" and model.properties:
            lines += [f"### {parsed.table(name)}", "", model.properties.description, ""]
            lines += [f"- `{column.name}`: {column.description}" for column in model.properties.columns]
            lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _file(kind: LabelKind) -> list[str]:
    says = " ".join((kind.record.__doc__ or "").split())
    name = f"raw.{kind.table}" if isinstance(kind, RecordKind) else f"data/{kind.file}"
    return [f"### {name}", "", says, "", *[_column(field) for field in kind.fields], ""]


def _column(field: Field) -> str:
    name = f"**`{field.name}`**" if field.is_required else f"`{field.name}`"
    notes = []
    if field.words:
        notes.append("one of " + ", ".join(field.words))
    elif field.parts in _READINGS:
        notes.append(_READINGS[field.parts])
    elif field.columns[0].type not in ("VARCHAR", "VARCHAR[]"):
        notes.append(_TYPES[field.columns[0].type])
    if field.may_be_absent:
        notes.append("the column may be left out")
    if field.refers_to:
        notes.append("an id in " + " or ".join(field.refers_to))
    return f"- {name}" + (f": {'; '.join(notes)}" if notes else "")


_TYPES = {
    "DATE": "a day, `2025-12-13`",
    "BOOLEAN": "true or false",
    "INTEGER": "a whole number",
    "DOUBLE": "a number",
    "TIMESTAMP": "a day, or a day and hour with its zone, `2025-12-13T22:20+05:30`",
}

# what a cell says that is read into several columns, by the columns that it gives
_READINGS = {
    (
        "text",
        "earliest",
        "latest",
    ): "a day or period as EDTF: `2021`, `2021-07`, `2021-07-14`, `2021-07-14/2021-08`, `../2021`",
    ("text", "low", "high", "qualifier", "word", "earliest", "latest"): (
        "as printed: `123`, `8..9`, `>50`, `>=50`, `<50`, `<=1000`, `~20`, `20%`, `dozens`; a day or period; else text"
    ),
    ("text", "on", "utc", "local"): (
        "a day `2025-12-13`, or with hour and zone `2025-12-13T22:20+05:30`; without the zone in that of its outlet"
    ),
    ("text",): "the IANA name of a time zone, `Asia/Kolkata`",
    ("text", "numbers"): "a few words, found once in the article, that bear the value out",
}

if __name__ == "__main__":
    (ROOT / "docs" / "reference.md").write_text(page(), encoding="utf-8")

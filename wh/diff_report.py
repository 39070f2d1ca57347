"""Two builds held side by side in the terminal: one line for each table that differs, rows on demand, JSON."""

from wh.comparing import Build, Diff
from wh.differences import Change, RowDiff, TableDiff, Value
from wh.terminal import cell, count, paint, print_json, print_table, print_wrapped

_HEADER = ("table", "rows", "added", "removed", "changed", "columns")
_NAMED_COLUMNS = 6
_LONGEST = 60
_SIGNS = {Change.CHANGED: ("~", "yellow"), Change.ADDED: ("+", "green"), Change.REMOVED: ("-", "red")}


def print_diff(diff: Diff, *, as_json: bool) -> None:
    """Print how two builds differ: a line for each table that does, then the rows that were asked for."""
    if as_json:
        print_json(_plain(diff))
        return
    differing = diff.differing
    if differing:
        print_table(_HEADER, [_line(table) for table in differing], right={2, 3, 4})
        for table in differing:
            _print_rows(table)
        print()
    for table in differing:
        if table.note:
            print_wrapped(f"{cell(table.table)}: {cell(table.note)}.", "note  ", "      ")
    if diff.note:
        print_wrapped(diff.note, "note  ", "      ")
    print(_closing(diff))
    if any(table.added or table.removed or table.changed for table in differing) and not any(t.rows for t in differing):
        print("`--rows 20` shows the rows.")


def _line(table: TableDiff) -> tuple[str, ...]:
    numbers = (table.added, table.removed, table.changed)
    if table.change is Change.NOT_COMPARED:
        return (cell(table.table), "", "", "", "", "not compared")
    return (cell(table.table), _row_counts(table), *(f"{number:,}" for number in numbers), _columns(table))


def _row_counts(table: TableDiff) -> str:
    before, after = ("-" if number is None else f"{number:,}" for number in (table.rows_before, table.rows_after))
    return after if before == after else f"{before} -> {after}"


def _columns(table: TableDiff) -> str:
    if table.change is Change.ADDED:
        return "new table"
    if table.change is Change.REMOVED:
        return "table is gone"
    changes = table.columns
    told = [
        *(f"+{name}" for name in changes.added),
        *(f"-{name}" for name in changes.removed),
        *(f"{one.column}: {one.before} -> {one.after}" for one in changes.retyped),
        *(f"{name} ({number:,})" for name, number in table.values),
    ]
    more = len(told) - _NAMED_COLUMNS
    return cell(", ".join(told[:_NAMED_COLUMNS]) + (f" and {more} more" if more > 0 else ""))


def _print_rows(table: TableDiff) -> None:
    if not table.rows:
        return
    by = f"by {', '.join(table.key)}" if table.key else "as whole rows"
    print(f"\n{paint(cell(table.table), 'bold')} {cell(by)}")
    for change, total in (
        (Change.CHANGED, table.changed),
        (Change.ADDED, table.added),
        (Change.REMOVED, table.removed),
    ):
        shown = [row for row in table.rows if row.change is change]
        for row in shown:
            _print_row(row)
        left = total - sum(row.count for row in shown)
        if left > 0:
            print(f"  … and {left:,} more {change.value}")


def _print_row(row: RowDiff) -> None:
    sign, colour = _SIGNS[row.change]
    lead = f"  {paint(sign, colour)} "
    key = ", ".join(f"{cell(name)}: {_shown(value)}" for name, value in row.key)
    if row.change is Change.CHANGED:
        print(lead + key)
        for value in row.values:
            before, after = _beside(_shown(value.before), _shown(value.after))
            print(f"      {cell(value.column)}: {before} -> {after}")
        return
    values = "; ".join(f"{cell(value.column)}: {_cut(_shown(_said(row, value)))}" for value in row.values)
    times = f" ({row.count:,} times)" if row.count > 1 else ""
    if key:
        print(lead + key)
        print_wrapped(values, "      ", "      ")
    else:
        print_wrapped(values + times, lead, "    ")


def _said(row: RowDiff, value: Value) -> object:
    return value.after if row.change is Change.ADDED else value.before


def _shown(value: object) -> str:
    return "null" if value is None else cell(value)


def _beside(before: str, after: str) -> tuple[str, str]:
    """Cut two long texts so that the first place where they differ is seen."""
    pairs = enumerate(zip(before, after, strict=False))
    first = next((i for i, (one, other) in pairs if one != other), min(len(before), len(after)))
    start = max(first - _LONGEST // 3, 0) if max(len(before), len(after)) > _LONGEST else 0
    lead = "…" if start else ""
    return lead + _cut(before[start:]), lead + _cut(after[start:])


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _closing(diff: Diff) -> str:
    sides = f"from {_build(diff.before)} to {_build(diff.after)}"
    same = len(diff.tables) - len(diff.differing)
    if not diff.differing:
        return f"No differences {sides}: {count(same, 'table')} compared."
    rest = f"; {count(same, 'more table is', 'more tables are')} the same" if same else ""
    return f"{count(len(diff.differing), 'table differs', 'tables differ')} {sides}{rest}."


def _build(build: Build) -> str:
    if build.build_id is None:
        return f"the {build.standing} build"
    return f"build {build.build_id} ({build.standing})"


def _plain(diff: Diff) -> dict[str, object]:
    return {
        "before": {"build_id": diff.before.build_id, "standing": diff.before.standing},
        "after": {"build_id": diff.after.build_id, "standing": diff.after.standing},
        "note": diff.note,
        "tables": [_plain_table(table) for table in diff.tables],
    }


def _plain_table(table: TableDiff) -> dict[str, object]:
    retyped = [{"column": one.column, "before": one.before, "after": one.after} for one in table.columns.retyped]
    return {
        "table": table.table,
        "change": table.change.value,
        "rows_before": table.rows_before,
        "rows_after": table.rows_after,
        "added": table.added,
        "removed": table.removed,
        "changed": table.changed,
        "same": table.same,
        "key": list(table.key),
        "key_source": table.key_source,
        "columns": {"added": table.columns.added, "removed": table.columns.removed, "retyped": retyped},
        "changed_values": dict(table.values),
        "rows": [_plain_row(row) for row in table.rows],
        "note": table.note,
    }


def _plain_row(row: RowDiff) -> dict[str, object]:
    values: dict[str, object] = {
        value.column: {"before": value.before, "after": value.after}
        if row.change is Change.CHANGED
        else _said(row, value)
        for value in row.values
    }
    return {"change": row.change.value, "count": row.count, "key": dict(row.key), "values": values}

"""What DuckDB says of a query, in terms of the model as written: its line and column, the culprit underlined.

Reads DuckDB's errors as JSON, where they carry the place of the culprit in bytes, and in their plain form.
"""

import json
import re
from dataclasses import dataclass
from typing import Any, Protocol

import duckdb

from wh import syntax_faults
from wh.errors import ModelError, closest
from wh.model import Model
from wh.pictures import picture


class Placed(Protocol):
    """A query that knows where each of its characters was written."""

    @property
    def sql(self) -> str:
        """The query as DuckDB gets it."""

    def place(self, line: int, column: int) -> tuple[int, int]:
        """Return line and column of the model's file, both from 1, for those of the query."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that DuckDB objects to; `start` and `length` are characters of the query, -1 where it names none."""

    kind: str
    message: str
    name: str
    candidates: tuple[str, ...]
    start: int
    length: int


def read_fault(cause: duckdb.Error, statement: str, sql: str) -> Fault:
    """Return what DuckDB objects to in a statement that ends with, or holds, the query."""
    said = _as_json(cause)
    if said is None:
        return _from_text(cause, statement, sql)
    at, length = _location(said)
    start = -1
    if at >= 0:
        written = statement.encode()
        length = len(written[at : at + length].decode(errors="replace"))
        start = len(written[:at].decode(errors="replace")) - max(statement.find(sql), 0)
    name = str(said.get("name") or "")
    message = str(said.get("exception_message") or cause)
    candidates = tuple(part.strip() for part in str(said.get("candidates") or "").split(",") if part.strip())
    kind = str(said.get("error_subtype") or said.get("exception_type") or "")
    if kind == "MISSING_ENTRY":
        kind = f"MISSING {said.get('type')}"
    elif message.startswith("Ambiguous reference to column"):
        kind, name = "AMBIGUOUS", _quoted(message)
    elif message.startswith("Referenced table"):
        kind, name = "MISSING ALIAS", _quoted(message)
        candidates = tuple(re.findall(r'"([^"]+)"', message.partition("Candidate tables:")[2]))
    elif found := re.match(r'(?:Table|Values list) "([^"]+)" does not have a column named "([^"]+)"', message):
        kind, name = "COLUMN OF A TABLE", f"{found[1]}.{found[2]}"
        candidates = tuple(re.findall(r'"([^"]+)"', message.partition("Candidate bindings:")[2]))
    elif found := re.match(r"No function matches the given name and argument types '(.+)'\.", message):
        kind, name = "NO SUCH CALL", found[1].replace("INTEGER_LITERAL", "INTEGER").replace("STRING_LITERAL", "VARCHAR")
    elif found := re.match(r'Table with name "?([^ "]+)"? does not exist because', message):
        kind, name = "MISSING Table", found[1]
    elif message.startswith("Set operations can only apply"):
        kind, start, length = "WIDTHS", *_set_operation(sql)
    elif "must appear in the GROUP BY" in message:
        name = _quoted(message)
    return Fault(kind, message, name, candidates, start, length)


def model_error(model: Model, query: Placed, fault: Fault) -> ModelError:
    """Return the error to show: what is wrong, on which line and column of the file, and the way out."""
    what, way_out = _in_words(model, query.sql, fault)
    # what comes before the model's own text is an ephemeral model's
    if not getattr(query, "start", 0) <= fault.start <= len(query.sql):
        return ModelError(what, at=model.shown, way_out=way_out)
    place, shown = locate(model, query, fault.start, max(fault.length, 1))
    return ModelError(f"{what}\n{shown}", at=place, way_out=way_out)


def locate(model: Model, query: Placed, start: int, length: int) -> tuple[str, str]:
    """Return `file:line:column` of a stretch of the query, and its line with the stretch underlined.

    The line is shown as it was written; where a macro or an expression gave it, its braces are underlined, and what
    they gave is shown below.
    """
    before = query.sql[:start]
    line, column = before.count("\n") + 1, start - (before.rfind("\n") + 1) + 1
    text = query.sql.split("\n")[line - 1]
    length = max(min(length, len(text) - column + 1), 1)
    written_line, written_column = query.place(line, column)
    source = model.source.splitlines()
    index = written_line - model.first_line
    as_written = source[index] if 0 <= index < len(source) else ""
    given = ""
    if as_written[written_column - 1 :][:length] == text[column - 1 :][:length]:
        text, column = as_written, written_column
    elif as_written.startswith(("{{", "{%"), written_column - 1):
        braces = re.compile(r"{.*?(?:[}%]}|$)").match(as_written, written_column - 1)
        if not re.match(r"{{-?\s*(?:ref|source|this)\b", as_written[written_column - 1 :]):
            given = f"\n  which gives `{text.strip()}`"
        text, column, length = as_written, written_column, len(braces[0]) if braces else 2
    return f"{model.shown}:{written_line}:{written_column}", picture(text, written_line, column, length) + given


def _as_json(cause: duckdb.Error) -> dict[str, Any] | None:
    _, found, rest = str(cause).partition("{")
    if not found:
        return None
    try:
        said = json.loads(found + rest)
    except ValueError:
        return None
    return said if isinstance(said, dict) and "exception_message" in said else None


def _set_operation(sql: str) -> tuple[int, int]:
    """Return the place of the one set operation of a query; DuckDB does not say which of several it means."""
    found = list(re.finditer(r"\b(?:union|except|intersect)\b(?:\s+all\b)?", sql, flags=re.IGNORECASE))
    return (found[0].start(), len(found[0][0])) if len(found) == 1 else (-1, 0)


def plain_message(cause: duckdb.Error) -> str:
    """Return the first line of what DuckDB says, in either form, without the word for its kind."""
    said = _as_json(cause)
    if said:
        return str(said["exception_message"]).partition("\n")[0]
    kind, _, text = str(cause).partition("\n")[0].partition(": ")
    return text or kind


def _location(said: dict[str, Any]) -> tuple[int, int]:
    found = re.fullmatch(r"\[(\d+),(\d+)\]", str(said.get("location") or ""))
    if found:
        return int(found[1]), int(found[2])
    position = str(said.get("position") or "")
    return (int(position), max(len(str(said.get("name") or "")), 1)) if position.isdigit() else (-1, 0)


def _from_text(cause: duckdb.Error, statement: str, sql: str) -> Fault:
    first, _, rest = str(cause).partition("\n")
    found = re.search(r"^LINE (\d+): (.*)\n( *)(\^+)", rest, flags=re.MULTILINE)
    start, length = -1, 0
    if found and not found[2].startswith("..."):
        lines = statement.split("\n")
        column = len(found[3]) - len(f"LINE {found[1]}: ")
        start = sum(len(line) + 1 for line in lines[: int(found[1]) - 1]) + column - max(statement.find(sql), 0)
        length = len(found[4])
    return Fault("", first.partition(": ")[2] or first, "", (), start, length)


def _quoted(message: str) -> str:
    found = re.search(r'"([^"]+)"', message)
    return found[1] if found else ""


def _in_words(model: Model, sql: str, fault: Fault) -> tuple[str, str]:
    names = [part.split(".")[-1].strip('"') for part in fault.candidates]
    near = closest(fault.name, names) if fault.name else None
    offered = f"`{near}`, the closest name" if near else _choice(names)
    if len(names) == 1 and not near:
        offered += ", or another of its columns"
    name, kind = model.name, model.kind
    match fault.kind:
        case "COLUMN_NOT_FOUND":
            return (
                f"The {kind} `{name}` reads a column `{fault.name}`, which none of its tables has here.",
                offered or "a column of a table that is named in the same FROM",
            )
        case "COLUMN OF A TABLE":
            table, _, column = fault.name.rpartition(".")
            near = closest(column, [one for one in names if one != column])
            return (
                f"The {kind} `{name}` reads `{fault.name}`, and `{table}` has no column `{column}` here.",
                f"`{near}`, the closest name" if near else f"the table that has it, or another column of `{table}`",
            )
        case "MISSING ALIAS":
            return f"The {kind} `{name}` reads from `{fault.name}`, which stands in no FROM here.", (
                _choice(names) or "the name under which the table is joined"
            )
        case "AMBIGUOUS":
            use = re.findall(r"'([^']+)'", fault.message.partition("(use:")[2])
            return (
                f"The column `{fault.name}` is in more than one table that `{name}` joins here.",
                " or ".join(f"`{one}`" for one in use) or "the table's name before it",
            )
        case "MISSING Table":
            return (
                f"The {kind} `{name}` reads a table `{fault.name}`, which is not there.",
                f"`{near}`, the closest name"
                if near
                else "`{{ ref('…') }}` for a model, `{{ source('…', '…') }}` for a table that is loaded",
            )
        case "MISSING Type":
            return f"The {kind} `{name}` casts to `{fault.name}`, and DuckDB has no such type.", (
                offered or "a type of DuckDB, such as `varchar`, `integer`, `decimal(18, 2)` or `date`"
            )
        case missing if missing.startswith("MISSING ") and "Function" in missing:
            return f"The {kind} `{name}` calls `{fault.name}`, and DuckDB has no such function.", (
                offered or "a function of DuckDB, or a macro in braces"
            )
        case "NO SUCH CALL":
            return f"The {kind} `{name}` calls `{fault.name}`, which takes no such arguments.", _calls(fault)
        case "SYNTAX_ERROR" if fault.message.startswith("unterminated"):
            return (
                f"The SQL of the {kind} `{name}` does not parse: a quotation mark is opened and not closed.",
                "the same mark where the text ends; one within a text is written twice",
            )
        case "SYNTAX_ERROR":
            culprit = syntax_faults.culprit_at(sql, fault.start).strip('"')
            where = f" at `{culprit}`" if culprit.strip() else ""
            return f"The SQL of the {kind} `{name}` does not parse{where}.", syntax_faults.way_out(sql, fault.start)
        case "WIDTHS":
            return (
                f"The {kind} `{name}` sets queries under one another that have not as many columns.",
                "the same columns on both sides, or `union all by name`",
            )
        case _:
            return f"The {kind} `{name}` does not run: {_first(fault.message)}.", _advice(fault)


def _calls(fault: Fault) -> str:
    """Return how a function is called, as DuckDB says it; a text that is to be a number is the usual slip."""
    function = fault.name.partition("(")[0]
    if "VARCHAR" in fault.name and function in _OF_NUMBERS:
        return "`try_cast(… as double)`: a text is no number"
    forms = [line.strip().rpartition(" -> ")[0] for line in fault.message.split("\n") if " -> " in line]
    forms = [form.replace('"', "").replace(", /)", ")") for form in forms if form]
    return f"`{forms[0]}`, or a cast of what it is given" if forms else "a cast of what it is given"


_OF_NUMBERS = ("sum", "avg", "round", "abs", "floor", "ceil", "+", "-", "*", "/", "%", "median", "stddev")


def _advice(fault: Fault) -> str:
    said = fault.message
    if "must appear in the GROUP BY" in said:
        return f"`{fault.name}` in the GROUP BY, or an aggregate of it, such as `any_value({fault.name})`"
    if said.startswith("WHERE clause cannot contain aggregates"):
        return "`having` after the GROUP BY"
    if said.startswith("WHERE clause cannot contain window"):
        return "`qualify` after the WHERE"
    if "explicit type cast" in said or "explicit cast" in said:
        return "`try_cast(… as …)` of one side, so that both are of one type"
    if said.startswith("Could not convert"):
        return "`try_cast`, which gives null where a value does not fit; or a `where` that leaves such rows out"
    if said.startswith("Unimplemented type for cast"):
        return "a cast of one side, so that both are of one type"
    return "mend the SQL at that place"


def _first(message: str) -> str:
    """Return the first line, with the names of types as they are written in SQL."""
    said = message.partition("\n")[0].rstrip(".!")
    for internal, written in (("INTEGER_LITERAL", "INTEGER"), ("STRING_LITERAL", "VARCHAR"), ("INT32", "INTEGER")):
        said = said.replace(internal, written)
    return said.replace("INT64", "BIGINT")


def _choice(names: list[str]) -> str:
    if len(names) == 1:
        return f"`{names[0]}`"
    return f"one of {', '.join(f'`{name}`' for name in names[:8])}" if names else ""

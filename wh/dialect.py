"""The SQL that dbt's own macros write for DuckDB: one function for each, under dbt's name and with dbt's arguments.

Knows no project and no connection: text goes in, text comes out.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

# what dbt calls a type, and what DuckDB makes of it; any other word is taken for a type of DuckDB's
TYPE_NAMES: Mapping[str, str] = MappingProxyType({"STRING": "TEXT"})

# what dbt knows and we refuse, with the reason
NOT_UNDERSTOOD: Mapping[str, str] = MappingProxyType(
    {
        "metric": "metrics are not understood",
        "doc": "docs blocks stand in descriptions, and not in SQL",
        "submit_python_job": "only SQL models are built",
        "load_agate_table": "a seed is loaded by `wh build` itself",
        "store_result": "a result is kept by `statement` alone",
        "store_raw_result": "a result is kept by `statement` alone",
        "write": "a model gives rows and writes no file",
        "adapter_macro": "dbt itself has replaced it by `adapter.dispatch`",
        "function": "functions of one's own are not understood",
    }
)


def type_name(name: str) -> str:
    """Return DuckDB's name for a type that dbt names for every database."""
    return TYPE_NAMES.get(name.upper(), name)


def _any_value(expression: Any) -> str:
    return f"arbitrary({expression})"  # unlike any_value it may give a null


def _array_append(array: Any, new_element: Any) -> str:
    return f"list_append({array}, {new_element})"


def _array_concat(array_1: Any, array_2: Any) -> str:
    return f"list_concat({array_1}, {array_2})"


def _array_construct(inputs: Sequence[Any] = (), data_type: str = "integer") -> str:
    return f"[{', '.join(map(str, inputs))}]" if inputs else f"[]::{data_type}[]"


def _bool_or(expression: Any) -> str:
    return f"bool_or({expression})"


def _cast(field: Any, type: Any) -> str:
    return f"cast({field} as {type})"


def _cast_bool_to_text(field: Any) -> str:
    return f"cast({field} as TEXT)"


def _concat(fields: Sequence[Any]) -> str:
    return " || ".join(map(str, fields))


def _current_timestamp() -> str:
    return "now()"


def _current_timestamp_backcompat() -> str:
    return "current_timestamp::timestamp"


def _date(year: Any, month: Any, day: Any) -> str:
    return f"make_date({year}, {month}, {day})"


def _date_spine(datepart: str, start_date: Any, end_date: Any) -> str:
    """Write the moments from the start up to, and without, the end, one a row."""
    count = _datediff(start_date, end_date, datepart)
    moment = _dateadd(datepart, "position", start_date)
    return (
        f"select {moment} as date_{datepart}\n"
        f"from (select unnest(range(greatest({count}, 0))) as position) as positions\n"
        f"where {moment} <= {end_date}"
    )


def _date_trunc(datepart: str, date: Any) -> str:
    return f"date_trunc('{datepart}', {date})"


def _dateadd(datepart: str, interval: Any, from_date_or_timestamp: Any) -> str:
    unit, factor = {"quarter": ("month", 3), "week": ("day", 7)}.get(datepart.lower(), (datepart.lower(), 1))
    count = f"cast({interval} as bigint)" + (f" * {factor}" if factor > 1 else "")
    return f"({from_date_or_timestamp} + ({count}) * interval 1 {unit})"


def _datediff(first_date: Any, second_date: Any, datepart: str) -> str:
    first, second = f"({first_date})::timestamp", f"({second_date})::timestamp"
    if datepart == "week":  # dbt's weeks begin on Sunday, and those of date_trunc on Monday
        begun, ended = (f"date_trunc('week', {moment} + interval 1 day)" for moment in (first, second))
        # and it counts one more back to the same day of a week
        one_more = f"cast({first} > {second} and dayofweek({first}) = dayofweek({second}) as bigint)"
        return f"(date_diff('day', {begun}, {ended}) // 7 - {one_more})"
    return f"date_diff('{datepart}', {first}, {second})"


def _equals(expr1: Any, expr2: Any) -> str:
    return f"({expr1} = {expr2})"


def _escape_single_quotes(expression: Any) -> str:
    return str(expression).replace("'", "''")


def _except() -> str:
    return "except"


def _generate_series(upper_bound: Any) -> str:
    return f"select unnest(generate_series(1, {upper_bound})) as generated_number"


def _hash(field: Any) -> str:
    return f"md5(cast({field} as TEXT))"


def _intersect() -> str:
    return "intersect"


def _last_day(date: Any, datepart: str) -> str:
    after = _dateadd(datepart, 1, _date_trunc(datepart, date))
    return f"cast({_dateadd('day', -1, after)} as date)"


def _length(expression: Any) -> str:
    return f"length({expression})"


def _listagg(measure: Any, delimiter_text: Any = "','", order_by_clause: Any = None, limit_num: Any = None) -> str:
    order = f" {order_by_clause}" if order_by_clause else ""
    if limit_num:
        return f"list_aggregate((array_agg({measure}{order}))[1:{limit_num}], 'string_agg', {delimiter_text})"
    return f"string_agg({measure}, {delimiter_text}{order})"


def _position(substring_text: Any, string_text: Any) -> str:
    return f"position({substring_text} in {string_text})"


def _replace(field: Any, old_chars: Any, new_chars: Any) -> str:
    return f"replace({field}, {old_chars}, {new_chars})"


def _right(string_text: Any, length_expression: Any) -> str:
    return f"right({string_text}, {length_expression})"


def _snapshot_get_time() -> str:
    return "now()::timestamp"


def _snapshot_hash_arguments(args: Sequence[Any]) -> str:
    return "md5(" + " || '|' || ".join(f"coalesce(cast({one} as varchar), '')" for one in args) + ")"


def _split_part(string_text: Any, delimiter_text: Any, part_number: Any) -> str:
    return f"string_split({string_text}, {delimiter_text})[{part_number}]"


def _string_literal(value: Any) -> str:
    # a relation is printed as dbt prints it, where it is text and no SQL
    return f"'{getattr(value, 'full_name', value)}'"


# an empty result of the shape of a query, as dbt asks for its columns
def _get_empty_subquery_sql(select_sql: Any, select_sql_header: Any = None) -> str:
    return f"select * from (\n{select_sql}\n) as asked\nwhere false\nlimit 0"


def _types() -> dict[str, Callable[..., str]]:
    names = {
        "string": "TEXT",
        "timestamp": "timestamp",
        "float": "float",
        "numeric": "numeric(28,6)",
        "bigint": "bigint",
        "int": "integer",
        "boolean": "boolean",
    }
    return {f"type_{name}": (lambda written=written: written) for name, written in names.items()}


SQL: Mapping[str, Callable[..., str]] = MappingProxyType(
    {
        **_types(),
        "any_value": _any_value,
        "array_append": _array_append,
        "array_concat": _array_concat,
        "array_construct": _array_construct,
        "bool_or": _bool_or,
        "cast": _cast,
        "cast_bool_to_text": _cast_bool_to_text,
        "concat": _concat,
        "current_timestamp": _current_timestamp,
        "current_timestamp_backcompat": _current_timestamp_backcompat,
        "current_timestamp_in_utc_backcompat": _current_timestamp_backcompat,
        "date": _date,
        "date_spine": _date_spine,
        "date_trunc": _date_trunc,
        "dateadd": _dateadd,
        "datediff": _datediff,
        "equals": _equals,
        "escape_single_quotes": _escape_single_quotes,
        "except": _except,
        "generate_series": _generate_series,
        "get_empty_subquery_sql": _get_empty_subquery_sql,
        "hash": _hash,
        "intersect": _intersect,
        "last_day": _last_day,
        "length": _length,
        "listagg": _listagg,
        "position": _position,
        "replace": _replace,
        "right": _right,
        "safe_cast": _cast,
        "snapshot_get_time": _snapshot_get_time,
        "snapshot_hash_arguments": _snapshot_hash_arguments,
        "split_part": _split_part,
        "string_literal": _string_literal,
    }
)

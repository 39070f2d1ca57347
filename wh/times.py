"""Times of publication by whole columns: what SQL makes of those that are printed as most programs do.

What it makes of them is what `stamps` and `reading` make of each; any other form is theirs alone.
"""


def parts_of_time(name: str) -> str:
    """Return the day, the clock and the offset of a printed time; the offset is '' of one without a zone."""
    clock = f"substr({name}, 12, 5) || case when substr({name}, 17, 1) = ':' then substr({name}, 17, 3) else ':00' end"
    return f"""
        try_cast(left({name}, 10) as date) as {name}_day,
        case when length({name}) > 10 then {clock} end as {name}_clock,
        case
            when length({name}) <= 10 then null
            when right({name}, 1) = 'Z' then '+00:00'
            when substr({name}, -6, 1) in ('+', '-') then right({name}, 6)
            when substr({name}, -5, 1) in ('+', '-') then left(right({name}, 5), 3) || ':' || right({name}, 2)
            else '' end as {name}_offset"""


def stamp(name: str) -> str:
    """Return a time with its clock as ISO 8601 has it."""
    return f"({name}_day::varchar || 'T' || {name}_clock || {name}_offset)"


def instant(name: str) -> str:
    """Return the instant of a time with its zone, in UTC."""
    minutes = f"try_cast({name}_offset[2:3] as integer) * 60 + try_cast({name}_offset[5:6] as integer)"
    sign = f"case when {name}_offset[1] = '-' then 1 else -1 end"
    local = f"try_cast({name}_day::varchar || ' ' || {name}_clock as timestamp)"
    return f"case when {name}_offset <> '' then {local} + to_minutes({sign} * ({minutes})) end"


def has_plain_form(name: str) -> str:
    """Return a condition that holds for a printed time of which the day, the clock and the offset say all."""
    has_form = f"{name}_day is not null and regexp_full_match({name}, '{_TIME}')"
    return f"({has_form} and not ends_with({name}, '-00:00') and not ends_with({name}, '-0000'))"


_TIME = (
    r"[1-8][0-9]{3}-[0-9]{2}-[0-9]{2}([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]+)?)?"
    r"(Z|[+-](0[0-9]|1[0-3]):?[0-5][0-9])?)?"
)

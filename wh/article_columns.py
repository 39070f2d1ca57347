"""Describe many articles of one file at once: ids, times and what else is printed, by whole columns in DuckDB.

Refuses nothing: what may be wrong, or is merely rare, is given back to be read one by one, which finds the words.
"""

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from wh.addresses import COUNTING, LONGEST_ID
from wh.arrivals import ARRAYS, MOST_AT_ONCE, Arrivals, Source, WholeFile
from wh.article_settings import StatedOfFiles
from wh.formats import STATUSES, Records, Rows
from wh.kinds import DescriptionKind
from wh.stored_texts import as_stored, function_of_texts, hash_of, text_of
from wh.times import has_plain_form, instant, parts_of_time, stamp

_HEADER = ("article_id", "edition", "file", "outlet_id", "title", "published_at", "language", "url", "wire_id")
_DERIVED = ("published_on", "published_at_utc", "published_at_local")
_PRINTED = (
    *("article_id", "edition", "outlet_id", "title", "published_at", "language", "url", "author", "credit_line"),
    *("editor_note", "item_id", "item_version", "status", "updated_at", "fetched_at"),
)


def can_read(kind: DescriptionKind) -> bool:
    """Whether articles are described as the built-in manifest does it, by a record without a check of its own."""
    names = tuple(column.name for column in kind.columns)
    return names == (*_HEADER, *_DERIVED) and not hasattr(kind.record, "__post_init__")


def take_records(records: Records, file: str, stated: StatedOfFiles, arrivals: Arrivals) -> list[int]:
    """Let the records arrive, and return the places of those that must be read one by one."""
    doubtful = []
    for begin in range(0, len(records.lines), MOST_AT_ONCE):
        some = slice(begin, begin + MOST_AT_ONCE)
        values = {name: column[some] for name, column in records.values.items()}
        doubtful += [begin + place for place in _take(records.lines[some], values, file, stated, arrivals)]
    return doubtful


def take_rows(
    rows: Rows, file: str, stated: StatedOfFiles, arrivals: Arrivals, go_on: Callable[[int], None]
) -> Sequence[int]:
    """Let the rows arrive in one statement, and return the numbers of those that must be read one by one.

    Raises BreaksOffError where the file cannot be read whole; what the transaction has done is then lost.
    """
    told = [name for name in _PRINTED if name in rows.columns]
    first = arrivals.next_turn
    with function_of_texts(arrivals.con, go_on) as function:
        columns = "".join(f', "{name}" as printed_{name}' for name in told)
        read = f"select number, text, {function}(text) as read{columns} from ({rows.query})"
        printed_rows = f"""(
            select number + {first - 1} as turn, number::integer as line, {text_of("read", "text")} as text,
                {hash_of("read")} as content_sha256{"".join(f", printed_{name}" for name in told)}
            from ({read})
        )"""
        source = Source(f"({_query(printed_rows, told, file, stated)})", may_repeat=False)
        return arrivals.take_file(source, WholeFile(file, rows.count, ADDRESS))


def _take(
    lines: Sequence[int],
    values: Mapping[str, Sequence[str | None]],
    file: str,
    stated: StatedOfFiles,
    arrivals: Arrivals,
) -> list[int]:
    count = len(lines)
    first = arrivals.next_turn
    texts, hashes = _texts(values["text"])
    told = [name for name in _PRINTED if any(value is not None for value in values.get(name, ()))]
    columns = {
        "turn": np.arange(first, first + count),
        "line": np.asarray(lines, dtype=np.int32),
        "text": texts,
    }
    columns |= arrays_of(first, {"content_sha256": hashes, **{f"printed_{name}": values[name] for name in told}})
    source = Source(f"({_query(ARRAYS, told, file, stated)})", may_repeat=False, comes_again=True)
    return [turn - first for turn in arrivals.take_columns(columns, source, count)]


def arrays_of(first: int, columns: Mapping[str, Sequence[str | None]]) -> dict[str, npt.NDArray[Any]]:
    """Return columns of texts as arrays, with the turn of each row, of which the first is given."""
    arrays = {name: _objects(values) for name, values in columns.items()}
    count = len(next(iter(arrays.values()), ()))
    return {"turn": np.arange(first, first + count), **arrays}


def _texts(found: Sequence[str | None]) -> tuple[npt.NDArray[Any], list[str | None]]:
    """Return the texts as they are stored, and a hash of each; None where it is to be read by itself."""
    texts = np.empty(len(found), dtype=object)
    hashes: list[str | None] = [None] * len(found)
    sha256 = hashlib.sha256
    for place, text in enumerate(found):
        if text is None or not text or text.isspace() or "\0" in text:
            continue
        text = as_stored(text)
        try:
            hashes[place] = sha256(text.encode()).hexdigest()
        except UnicodeEncodeError:
            continue
        texts[place] = text
    return texts, hashes


def _objects(values: Sequence[str | None]) -> npt.NDArray[Any]:
    column = np.empty(len(values), dtype=object)
    column[:] = values
    return column


def _query(printed_rows: str, told: Sequence[str], file: str, stated: StatedOfFiles) -> str:
    """Return the query for the arrivals that a relation of columns as printed tells of."""
    fixed = {name: _literal(value) for name, value in stated.values.items()}
    names = {name: f"nullif(printed_{name}, '')" if name in told else "null::varchar" for name in _PRINTED}
    names |= {name: f"coalesce({names[name]}, {value})" for name, value in fixed.items()}
    names["edition"] = fixed.get("edition", f"coalesce({names['edition']}, 'full')")
    printed = ", ".join(f"{value} as {name}" for name, value in names.items())
    froms = ["worded", *(f"{name}_step" for name in _ID_STEPS)]
    steps = ",".join(
        f"{name}_step as (select *, {step} as {name} from {before})"
        for before, (name, step) in zip(froms, _ID_STEPS.items(), strict=False)
    )
    return f"""
        with printed as (select turn, line, text, content_sha256, {printed} from {printed_rows}),
        timed as (
            select *, {", ".join(map(parts_of_time, _TIMES))},
                regexp_full_match(url, '{_PLAIN_ADDRESS}') as is_address,
                {ADDRESS} as address
            from printed
        ),
        pathed as (
            select *, published_at as told_as, split_part(address, '?', 1) as path,
                article_id is null and item_id is not null and (item_version is not null or url is null) as is_named,
                coalesce(published_at_offset = '' and outlet_id is null, false) as is_day
            from timed
        ),
        worded as (
            select *, split_part(path, '/', 1) as host, split_part(path, '/', -1) as last_part from pathed
        ),
        {steps}
        select
            turn, text, {_ID} as article_id, edition, outlet_id, title, language, url, null::varchar as wire_id,
            case when is_day or published_at_clock is null then published_at_day::varchar
                else {stamp("published_at")} end as published_at,
            published_at_day as published_on, {instant("published_at")} as published_at_utc,
            case when published_at_offset = '' and not is_day then {stamp("published_at")} end as published_at_local,
            case when is_day or told_as <> {stamp("published_at")} then told_as
                end as published_as,
            author, credit_line, editor_note, item_id, try_cast(item_version as integer) as item_version,
            status as item_status, {instant("updated_at")} as updated_at, {instant("fetched_at")} as fetched_at,
            'utf-8' as encoding, null as passages, content_sha256, address, true as has_item,
            {_literal(file)} as described_file, line as described_line, {_literal(file)} as file, line,
            line as record_number,
            not ({" and ".join(f"coalesce({each}, false)" for each in _plain())}) as is_doubtful
        from {list(_ID_STEPS)[-1]}_step
    """


_TIMES = ("published_at", "updated_at", "fetched_at")
_PLAIN_PART = "[A-Za-z0-9._~-]"
_PLAIN_ADDRESS = (
    r"https?://[a-z0-9][a-z0-9-]*([.][a-z0-9][a-z0-9-]*)+"
    f"(/{_PLAIN_PART}+)*/?([?]{_PLAIN_PART}+={_PLAIN_PART}*(&{_PLAIN_PART}+={_PLAIN_PART}*)*)?"
)
_WITHOUT_SCHEME = "substr(url, case when starts_with(url, 'https') then 9 else 8 end)"
_HOST_ONWARD = (
    f"case when starts_with({_WITHOUT_SCHEME}, 'www.') then substr({_WITHOUT_SCHEME}, 5) else {_WITHOUT_SCHEME} end"
)
ADDRESS = f"case when ends_with(url, '/') then rtrim({_HOST_ONWARD}, '/') else replace({_HOST_ONWARD}, '/?', '?') end"
"""What `addresses` makes of a plain address `url`."""

_PLAIN_ID = "[!-+.0-~-]+"  # printable, without blank, comma and slash
_PLAIN_NAME = "[A-Za-z0-9_.:#@+-]{1,80}"


def _plain() -> Iterator[str]:
    """Yield what holds of a record that nobody has to look at."""
    yield "content_sha256 is not null"
    yield "edition in ('full', 'digest')"
    yield f"""case
        when article_id is not null then regexp_full_match(article_id, '{_PLAIN_ID}')
        when is_named then regexp_full_match(item_id, '{_PLAIN_NAME}')
        else is_address end"""
    yield f"outlet_id is null or regexp_full_match(outlet_id, '{_PLAIN_ID}')"
    counting = "|".join(COUNTING)
    yield f"url is null or is_address and not regexp_matches(url, '(?i)[?&]({counting})')"
    yield "item_version is null or regexp_full_match(item_version, '[0-9]{1,9}')"
    yield f"status is null or status = '{STATUSES[0]}'"
    for name in _TIMES:
        yield f"{name} is null or {has_plain_form(name)}"
    free = ", ".join(name for name in _PRINTED if name not in _TIMES)
    yield f"not contains(concat({free}), chr(0))"


_ID_STEPS = {
    # of most addresses the last part has words, and an expression is the slowest way to take it
    "words": """case when regexp_matches(last_part, '[A-Za-z]{3}') then last_part else coalesce(
        nullif(regexp_extract(path, '^[^/]*/(?:.*/)?([^/]*[A-Za-z]{3}[^/]*)(?:/[^/]*)*$', 1), ''), last_part) end""",
    "bare": "case when contains(words, '.') then regexp_replace(words, '[.](s?html?|php|aspx?)$', '') else words end",
    "readable": "case when contains(path, '/') then host || '-' || bare else host end",
    "written": """case when contains(path, '~') then regexp_replace(readable, '~+', '-', 'g')
        else readable end""",
    "trimmed": f"trim(left(trim(written, '-.'), {LONGEST_ID - 9}), '-.')",
}
"""What `addresses` makes of an address step by step, each by the name of the one before it."""

_ID = """case when article_id is not null then article_id when is_named then item_id
    else trimmed || '-' || left(sha256(address), 8) end"""


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

"""Feed every reader of articles and labels what hypothesis makes of good files and hostile ones, for a bounded time.

Of each file that it makes: no crash, no hang, no lost record, no reject without a reason and a way out; and of labels,
the reader of large files must say what that of small ones says. What breaks one of these is shrunk and printed.
`make fuzz` takes ten minutes; `FUZZ_SECONDS=60 make fuzz` one.
"""

import argparse
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from timing import machine, record, today

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from loaders.conftest import GOOD, LOADERS  # noqa: E402  # the tests' own files
from loaders.test_hostile_files import HOSTILE, WHOLE, read  # noqa: E402

from wh import labelfiles  # noqa: E402
from wh.discovery import discover  # noqa: E402
from wh.kinds import Kinds, LabelKind  # noqa: E402
from wh.labelfiles import LARGE, Room  # noqa: E402
from wh.results import Reject  # noqa: E402

_SHOWN = 20_000
HANGS_AFTER = 30
"""After how many seconds of one file a reader is taken to hang."""
LONGEST = 100_000
PIECES = (
    *(b"\0", b"\xff", b"\r", b"\r\n", b"\n", b'"', b"<", b">", b"&", b"]]>", b"<!--", b"&#0;", b"\xef\xbb\xbf"),
    *("é".encode("latin-1"), b"\xed\xa0\x80", b"\\ud800", b"\\u0000", b"-1", b"9" * 30, b"[" * 3_000, b"<a>" * 500),
    *(b"2025-02-30", b"2025-13-01T25:61:00Z", b"http://[", b"../", b"null", b"{}", b"[]", b",,,", b";", b"\t"),
    *(
        b'<?xml version="1.0" encoding="utf-16"?>',
        b"<item>",
        b"</item>",
        b"<entry/>",
        b"Content-Length: 5",
        b"PK\x03\x04",
    ),
    *("\u2028\u0301".encode(), "\U0001f600".encode(), b"\x1f\x8b\x08", b"WARC/1.0\r\n\r\n", b"---\n", b"99999-01-01"),
)


class HangError(BaseException):
    """A reader did not come to an end; no Exception, so that nobody takes it for a fault of the file."""


@contextmanager
def in_time() -> Iterator[None]:
    """End what takes too long."""

    def ring(*_: object) -> None:
        raise HangError(f"more than {HANGS_AFTER} s")

    signal.signal(signal.SIGALRM, ring)
    signal.alarm(HANGS_AFTER)
    try:
        yield
    finally:
        signal.alarm(0)


def mutated(originals: Sequence[bytes]) -> st.SearchStrategy[bytes]:
    """Return files made of others by cutting, doubling, overwriting and putting in."""
    position = st.floats(0, 1, allow_nan=False)
    piece = st.one_of(st.sampled_from(PIECES), st.binary(max_size=8))
    change = st.tuples(st.sampled_from(["cut", "double", "over", "in", "end"]), position, position, piece)
    return st.builds(_changed, st.sampled_from(originals), st.lists(change, min_size=1, max_size=5))


def _changed(content: bytes, changes: Sequence[tuple[str, float, float, bytes]]) -> bytes:
    for kind, one, other, piece in changes:
        begin, end = sorted((int(one * len(content)), int(other * len(content))))
        if kind == "cut":
            content = content[:begin] + content[end:]
        elif kind == "double":
            content = content[:end] + content[begin:end] + content[end:]
        elif kind == "over":
            content = content[:begin] + piece + content[begin + len(piece) :]
        elif kind == "in":
            content = content[:begin] + piece + content[begin:]
        else:
            content = content[:end]
    return content[:LONGEST]


def article_readers(kinds: Kinds, folder: Path) -> Mapping[str, Callable[[bytes], None]]:
    """Return what reads a file as each format and holds the answer to what is promised."""

    def reader(name: str) -> Callable[[bytes], None]:
        own = folder / name.replace(".", "-")
        own.mkdir()

        def read_and_hold(content: bytes) -> None:
            assert_told(read(kinds, own, name, content).rejects)

        return read_and_hold

    return {name: reader(name) for name in sorted({*WHOLE, "a.md", "a.txt"})}


def assert_told(rejects: Sequence[Reject]) -> None:
    """Hold each reject to its form."""
    for each in rejects:
        assert each.line >= 1 and each.reason.endswith(".") and each.hint, each
        assert len(each.raw_bytes or b"") <= 4096


def label_readers(kinds: Kinds, folder: Path) -> Mapping[str, Callable[[bytes], None]]:
    """Return what reads a file as each kind of label, by both readers of labels."""
    con = duckdb.connect()
    copies = folder / "copies"
    copies.mkdir()

    def reader(kind: LabelKind) -> Callable[[bytes], None]:
        path = folder / Path(kind.file).name

        def read(content: bytes) -> None:
            path.write_bytes(content)
            one_by_one, as_sets = (_read(kind, path, Room(con, copies), large) for large in (LARGE, 0))
            assert one_by_one == as_sets

        return read

    return {kind.file: reader(kind) for kind in sorted((kinds.description, *kinds.labels), key=lambda each: each.file)}


def _read(kind: LabelKind, path: Path, room: Room, large: int) -> tuple[object, ...]:
    """Read a file as one of at least so many bytes, and return its rejects and rows, in the order of the lines."""
    labelfiles.LARGE = large
    found = labelfiles.read_label_file(kind, path, kind.file, room)
    assert_told(found.rejects)
    rows = [(row.line, kind.spread(row.record)) for row in found.rows]
    try:
        columns = len(kind.columns)
        asleep = room.con.execute(found.crowd.query()).fetchall() if found.crowd else []
        rows += [(row[columns], row[:columns]) for row in asleep]
    finally:
        if found.crowd:
            found.crowd.drop()
    tally = found.tally(found.rejects)
    assert tally.seen == tally.refused + (len(rows) if found.is_readable else 0), (tally, len(rows))
    return found.rejects, sorted(line for line, _ in rows), repr(sorted((line, repr(row)) for line, row in rows))


def fuzz(read: Callable[[bytes], None], originals: Sequence[bytes], seconds: float) -> int:
    """Read mutants of the originals for so many seconds; return how many."""
    ends = time.monotonic() + seconds
    count = rounds = 0
    has_failed = False
    while time.monotonic() < ends:
        rounds += 1

        @seed(rounds * 1_000 + int(time.time()) % 1_000)
        @settings(
            max_examples=100,
            deadline=None,
            database=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(mutated(originals))
        def run(content: bytes) -> None:
            nonlocal count, has_failed
            if time.monotonic() > ends and not has_failed:
                return
            count += 1
            try:
                with in_time():
                    read(content)
            except BaseException:
                has_failed = True  # what fails is made smaller, however long that takes
                raise

        run()
    return count


def main() -> None:
    """Fuzz every reader in turn, each for its share of the time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=float, default=600, help="for all of them together")
    parser.add_argument("--only", default="", help="only readers whose name holds these words")
    parser.add_argument("--record", action="store_true", help="write the table into docs/benchmarks.md")
    asked = parser.parse_args()
    kinds = discover(sorted(LOADERS.glob("*.py")), LOADERS.parent)
    lines = ["| read as | files made | a second |", "|---|---:|---:|"]
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "labels").mkdir()
        readers = {**article_readers(kinds, Path(folder)), **label_readers(kinds, Path(folder) / "labels")}
        readers = {name: read for name, read in readers.items() if asked.only in name}
        share = asked.seconds / len(readers)
        for name, read in readers.items():
            try:
                count = fuzz(read, originals_of(name), share)
            except (Exception, HangError) as error:
                failed += 1
                notes = "\n  ".join(getattr(error, "__notes__", ()))
                print(f"{name}: {type(error).__name__}: {error}\n  {notes}"[:_SHOWN], flush=True)
                continue
            lines.append(f"| `{name}` | {count:,} | {count / share:,.0f} |")
            print(lines[-1], flush=True)
    if asked.record and not failed:
        told = f"Found nothing in {asked.seconds:,.0f} s on {today()}, on {machine()}."
        record("fuzzing", "\n".join([*lines, "", told]))
    sys.exit(failed > 0)


def originals_of(name: str) -> list[bytes]:
    """Return good files of a format and those made to break it, none of them long."""
    if name in GOOD:
        return [GOOD[name].encode()]
    hostile = [content for file, content, _ in HOSTILE.values() if file == name and len(content) < LONGEST]
    text = b"---\narticle_id: a\ntitle: The swap\npublished_at: 2025-12-13\n---\nNews of the day.\n"
    return [WHOLE.get(name, text), *hostile]


if __name__ == "__main__":
    main()

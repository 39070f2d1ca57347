"""A .warc or .warc.gz file: the pages and feeds that a crawler fetched, each with its address and when that was.

An address that was fetched twice is two versions of one article. What is no page and no feed (pictures, requests,
redirects, what the server did not find) is no article and is passed over.
"""

import contextlib
import io
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any, BinaryIO

from wh.errors import InputError
from wh.kinds import Among, ArticleFile, Counted, Inside, Piece, Unusable, articles
from wh.markup import first_element
from wh.stamps import read_instant

LARGEST = 16_000_000
LONGEST_LINE = 1_000_000
_NAMES = {
    "text/html": "page.html",
    "application/xhtml+xml": "page.xhtml",
    "application/rss+xml": "feed.rss",
    "application/atom+xml": "feed.atom",
    "application/rdf+xml": "feed.rdf",
    "application/xml": "feed.xml",
    "text/xml": "feed.xml",
}
_OF_NEWS = frozenset(("rss", "feed", "RDF", "newsMessage", "newsItem", "nitf"))


@articles(".warc", ".warc.gz")
def warc(file: ArticleFile) -> Iterator[Piece]:
    """Yield each page or feed, at the number of its record."""
    number, told, passed, end = 0, 0, 0, 0
    fault = None
    with file.open() as stream:
        records = _records(stream)
        try:
            while (record := _quietly(partial(_next, records))) is not None:
                number += 1
                piece = _read_record(record, number)
                faults = records.err_count
                begin = _quietly(records.get_record_offset)
                end = begin + _quietly(records.get_record_length)
                if getattr(record.raw_stream, "limit", 0) or records.err_count > faults or not record.rec_type:
                    address = record.rec_headers.get_header("WARC-Target-URI") or "The record"
                    piece = Unusable(number, f"{address} is cut off, or not as long as it says.", "the whole archive")
                if piece:
                    yield replace(piece, among=Among(number, begin, partial(_bytes_at, file, begin, end)))
                else:
                    passed += 1
                told = number
        except _faults() as error:
            whole = "non-chunked" in str(error)
            reason = "it is packed as a whole, and not record by record" if whole else str(error).strip().rstrip(".")
            way_out = "unpacking it to a .warc" if whole else "the whole file"
            number = told  # what breaks may be a record that was begun
            fault = Unusable(number + 1, f"The archive breaks here: {reason}.", way_out)
        stream.seek(end)
        if fault is None and (number == 0 or stream.read(64).strip(b"\r\n\0 ")):
            fault = Unusable(number + 1, "The archive is cut off here.", "the whole file")
    yield Counted(number + bool(fault), passed)
    if fault:
        among = Among(number + 1, end, partial(_bytes_at, file, end, end + 4096)) if number else None
        yield replace(fault, among=among)


def _bytes_at(file: ArticleFile, begin: int, end: int) -> bytes:
    """Return the first bytes of a record as it stands in the archive, packed if it is."""
    with file.open() as stream:
        stream.seek(begin)
        return stream.read(min(end - begin, 4096))


def _records(stream: BinaryIO) -> Any:
    """Return the library's reader of records, held to lines of a bounded length: it would gather any line whole."""
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    records = ArchiveIterator(stream)
    read_line = records.reader.readline

    def read_bounded(length: int | None = None) -> bytes:
        line = bytes(read_line(min(length or LONGEST_LINE, LONGEST_LINE)))
        if len(line) == LONGEST_LINE and not line.endswith(b"\n"):
            raise ArchiveLoadFailed(f"a line of more than {LONGEST_LINE:,} bytes")
        return line

    records.reader.readline = read_bounded
    return records


def _next(records: Any) -> Any | None:
    """Return the next record, or None behind the last one."""
    from warcio.exceptions import ArchiveLoadFailed

    try:
        return next(records, None)
    except (AttributeError, TypeError, IndexError, KeyError) as error:  # the library on headers that end early
        raise ArchiveLoadFailed(f"a record without its headers ({error})") from error


def _faults() -> tuple[type[BaseException], ...]:
    from warcio.exceptions import ArchiveLoadFailed
    from warcio.statusandheaders import StatusAndHeadersParserException

    return ArchiveLoadFailed, StatusAndHeadersParserException, EOFError, zlib.error, ValueError


def _quietly(call: Callable[[], Any]) -> Any:
    """Return what the library returns; what it would print beside that, we say."""
    with contextlib.redirect_stderr(io.StringIO()):
        return call()


def _read_record(record: Any, number: int) -> Inside | Unusable | None:
    headers = record.http_headers
    status = headers.get_statuscode() if headers else "200"
    stated = (headers.get_header("Content-Type") if headers else record.content_type) or ""
    media_type, _, rest = stated.partition(";")
    media_type = media_type.strip().lower()
    name = _NAMES.get(media_type)
    if record.rec_type not in ("response", "resource") or not status.startswith("2") or name is None:
        return None
    address = record.rec_headers.get_header("WARC-Target-URI")
    packed = (headers.get_header("Content-Encoding") if headers else None) or "identity"
    if packed.strip().lower() not in ("identity", "gzip", "x-gzip", "deflate"):
        return Unusable(number, f"{address} is packed as `{packed}`, which is not read.", "a crawl without it")
    content = _content(record.content_stream())
    if len(content) > LARGEST:
        return Unusable(number, f"{address} is longer than {LARGEST:,} bytes.", "its text in a .txt file")
    if name == "feed.xml" and not _is_of_news(content):
        return None
    charset = rest.lower().partition("charset=")[2].split(";")[0].strip(" \"'") or None
    try:
        fetched_at = read_instant(record.rec_headers.get_header("WARC-Date"))
    except InputError as error:
        return Unusable(number, error.message, error.way_out, "fetched_at")
    return Inside(ArticleFile(name, lambda: io.BytesIO(content), 0, charset, address, fetched_at), line=number)


def _is_of_news(content: bytes) -> bool:
    """Whether an XML file is a feed or a news item, and no map of a site or the like."""
    with contextlib.suppress(InputError):
        return first_element(content[:65_536]) in _OF_NEWS
    return False


def _content(stream: Any) -> bytes:
    """Return what a record holds, and no more of it than is read of a page."""
    parts: list[bytes] = []
    length = 0
    while length <= LARGEST and (part := stream.read(65_536)):
        parts.append(part)
        length += len(part)
    return b"".join(parts)

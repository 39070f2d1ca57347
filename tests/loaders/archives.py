"""ZIP and WARC files made for a test."""

import gzip
import io
import zipfile
from collections.abc import Mapping, Sequence


def made_zip(members: Mapping[str, str | bytes]) -> bytes:
    """Return a ZIP of these files, packed."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def made_record(address: str, content: bytes, fetched_at: str, headers: str = "Content-Type: text/html") -> bytes:
    """Return one record of a server's answer."""
    answer = f"HTTP/1.1 200 OK\r\n{headers}\r\nContent-Length: {len(content)}\r\n\r\n".encode() + content
    head = (
        f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {address}\r\nWARC-Date: {fetched_at}\r\n"
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000000>\r\n"
        f"Content-Type: application/http; msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
    )
    return head.encode() + answer + b"\r\n\r\n"


def made_warc_gz(records: Sequence[bytes]) -> bytes:
    """Return an archive with each record packed by itself."""
    return b"".join(gzip.compress(record, mtime=0) for record in records)

"""A .zip file: files of any other format, each as if it lay in the folder.

A member that would lie outside, that is locked, or that swells beyond what text can be packed to is refused by name.
Each is unpacked to a temporary file of our own naming, one at a time.
"""

import shutil
import struct
import zipfile
import zlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import BinaryIO

from wh.errors import InputError
from wh.kinds import Among, ArticleFile, Counted, Inside, Piece, Unusable, articles

SWELLS = 200
"""How many times its packed size a file may have: news packs to a tenth, rows of one sentence to a hundredth."""

HARMLESS = 100_000
"""In bytes: what an archive may swell to however small it is, times SWELLS; one file in it, a twentieth of that."""

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    ValueError,
    OSError,
)


@articles(".zip")
def zip_archive(file: ArticleFile) -> Iterator[Piece]:
    """Yield each file in it."""
    with file.open() as stream, TemporaryDirectory() as folder:
        try:
            archive = zipfile.ZipFile(stream)
        except _BROKEN as error:
            raise InputError(f"It is cut off, or no ZIP: {error}.", at="line 1", way_out="the whole file") from None
        members = [member for member in archive.infolist() if not member.is_dir() and not _is_clutter(member.filename)]
        faults = _faults(members)
        good = (member.file_size for member, fault in zip(members, faults, strict=True) if fault is None)
        if sum(good) > SWELLS * max(stream.seek(0, 2), HARMLESS):  # as where all of them are packed in the same bytes
            raise InputError(
                f"It would swell to more than {SWELLS} times its size.", at="line 1", way_out="its files unpacked"
            )
        yield Counted(len(members))
        for number, (member, reason) in enumerate(zip(members, faults, strict=True), 1):
            path = Path(folder, "member")
            if reason is None:
                reason = _unpack(archive, member, path)
            if reason is not None:
                among = Among(number, member.header_offset, partial(_bytes_of, file, member))
                reason = f"`{_shown(member.filename)}` {reason}."
                yield Unusable(1, reason, "that file beside the ZIP", among=among)
            else:
                yield Inside(_member(file, member.filename, path), among=Among(number, member.header_offset))
        if not members:
            raise InputError("It holds no file.", at="line 1", way_out="deleting it, if that is so")


def _bytes_of(file: ArticleFile, member: zipfile.ZipInfo) -> bytes:
    """Return the first bytes of a member as it stands in the archive."""
    with file.open() as stream:
        stream.seek(max(member.header_offset, 0))
        return stream.read(min(30 + len(member.filename) + member.compress_size, 4096))


def _faults(members: list[zipfile.ZipInfo]) -> list[str | None]:
    """Return why each member is not to be unpacked, or None."""
    seen: set[str] = set()
    faults = []
    for member in members:
        name = member.filename.replace("\\", "/")
        faults.append(_fault(member, name, seen))
        seen.add(name)
    return faults


def _fault(member: zipfile.ZipInfo, name: str, seen: set[str]) -> str | None:
    if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name.split("/")[0]:
        return "would lie outside of the folder"
    if name in seen:
        return "is in it twice"
    if member.flag_bits & 1:
        return "is locked with a password"
    if member.external_attr >> 28 == 0xA:
        return "is a link, not a file"
    if member.file_size > SWELLS * max(member.compress_size, HARMLESS // 20):
        return f"would swell to {member.file_size:,} bytes from {member.compress_size:,}"
    return None


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, path: Path) -> str | None:
    try:
        with archive.open(member) as packed, path.open("wb") as unpacked:
            shutil.copyfileobj(packed, unpacked)
    except _BROKEN as error:
        return f"is cut off or broken: {error}"
    return None


def _member(outer: ArticleFile, name: str, path: Path) -> ArticleFile:
    def open_() -> BinaryIO:
        return path.open("rb")

    return ArticleFile(
        _shown(name.replace("\\", "/")), open_, 0, outer.charset, None, outer.fetched_at, outer.columns, path
    )


def _is_clutter(name: str) -> bool:
    """Whether a member is what systems leave in archives, or a README."""
    path = PurePosixPath(name)
    return "__MACOSX" in path.parts or path.name.startswith(".") or path.name.lower() in ("readme.md", "readme.txt")


def _shown(name: str) -> str:
    return "".join(one if one.isprintable() else one.encode("unicode_escape").decode() for one in name)

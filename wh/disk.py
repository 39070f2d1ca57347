"""What the operating system does for the warehouse: copy a file cheaply, hold a lock, put bytes on disk for good.

Knows nothing of what is in the files.
"""

import errno
import os
import shutil
from pathlib import Path


def copy(source: Path, target: Path) -> None:
    """Copy bytes the cheapest way the file system has: shared blocks, then in the kernel, then by hand."""
    with source.open("rb") as read, target.open("wb") as write:
        if _share_blocks(read.fileno(), write.fileno()):
            return
        if not hasattr(os, "copy_file_range"):
            shutil.copyfileobj(read, write)
            return
        left = os.fstat(read.fileno()).st_size
        while left > 0:
            try:
                copied = os.copy_file_range(read.fileno(), write.fileno(), left)
            except OSError as cause:
                if cause.errno not in (errno.EXDEV, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP):
                    raise
                shutil.copyfileobj(read, write)
                return
            if copied == 0:
                return
            left -= copied


def take_lock(handle: int) -> bool:
    """Lock the open file for this process, or return False at once if another holds it."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]  # Windows only
        except OSError:
            return False
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def sync(path: Path) -> None:
    """Wait until the file's bytes are on the disk."""
    with path.open("rb+") as handle:
        os.fsync(handle.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the folder's names are on the disk, where the system can tell."""
    if os.name == "posix":
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _share_blocks(source: int, target: int) -> bool:
    try:
        import fcntl
    except ImportError:
        return False
    ficlone = 0x40049409
    try:
        fcntl.ioctl(target, ficlone, source)
    except OSError:
        return False
    return True

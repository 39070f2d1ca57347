import errno
import os
from pathlib import Path

import pytest

from wh import disk

CONTENT = bytes(range(256)) * 4096


def test_a_copy_is_the_same_byte_for_byte_and_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "one").write_bytes(CONTENT)
    disk.copy(tmp_path / "one", tmp_path / "two")
    (tmp_path / "one").write_bytes(b"changed")
    assert (tmp_path / "two").read_bytes() == CONTENT


@pytest.mark.skipif(not hasattr(os, "copy_file_range"), reason="this system copies by hand anyway")
def test_where_the_kernel_stops_half_way_the_rest_is_copied_by_hand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    in_kernel = os.copy_file_range
    calls = []

    def half(source: int, target: int, count: int) -> int:
        calls.append(count)
        if len(calls) > 1:
            raise OSError(errno.EXDEV, "across two file systems")
        return in_kernel(source, target, count // 2)

    monkeypatch.setattr(disk, "_share_blocks", lambda *_: False)
    monkeypatch.setattr(os, "copy_file_range", half)
    (tmp_path / "one").write_bytes(CONTENT)
    disk.copy(tmp_path / "one", tmp_path / "two")
    assert (tmp_path / "two").read_bytes() == CONTENT
    assert len(calls) == 2


@pytest.mark.skipif(not hasattr(os, "copy_file_range"), reason="this system copies by hand anyway")
def test_a_full_disk_is_not_mistaken_for_a_kernel_that_cannot_copy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: int) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk, "_share_blocks", lambda *_: False)
    monkeypatch.setattr(os, "copy_file_range", refuse)
    (tmp_path / "one").write_bytes(CONTENT)
    with pytest.raises(OSError, match="No space left"):
        disk.copy(tmp_path / "one", tmp_path / "two")


def test_a_lock_that_is_held_is_not_given_a_second_time(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as one, (tmp_path / "lock").open("w") as other:
        assert disk.take_lock(one.fileno())
        assert not disk.take_lock(other.fileno())

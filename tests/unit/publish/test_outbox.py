"""Files of the outbox: whole or not at all, and nothing of a killed writer stays."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from pipeline.publish import outbox


def test_what_a_kill_left_half_written_goes_with_a_later_file(tmp_path: Path) -> None:
    path = tmp_path / "pack" / "a.xlsx"
    outbox.write(path, b"whole")
    left, at_work = path.with_name(".part-left"), path.with_name(".part-at-work")
    for part in (left, at_work):
        part.write_bytes(b"ha")
    before = time.time() - 2 * 3600
    os.utime(left, (before, before))
    outbox.write(path, b"again")
    assert path.read_bytes() == b"again"
    assert sorted(one.name for one in path.parent.iterdir()) == [".part-at-work", "a.xlsx"]


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError("no space")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="no space"):
        outbox.write(tmp_path / "a.xlsx", b"half")
    assert list(tmp_path.iterdir()) == []

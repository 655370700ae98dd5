"""The outbox: bytes under their sha256, readable copies under names that cannot leave the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.publish import outbox
from pipeline.runtime import content_store


def test_a_readable_copy_that_was_altered_or_removed_is_written_again(tmp_path: Path) -> None:
    sha256 = outbox.store(tmp_path, b"figures")
    path = outbox.show(tmp_path, "pack", "a.xlsx", sha256)
    for damage in (lambda: path.write_bytes(b"altered"), path.unlink):
        damage()
        assert outbox.show(tmp_path, "pack", "a.xlsx", sha256).read_bytes() == b"figures"
    assert [file.name for file in path.parent.iterdir()] == ["a.xlsx"]  # nothing that officials need not see


def test_stored_bytes_that_were_altered_are_written_again(tmp_path: Path) -> None:
    sha256 = outbox.store(tmp_path, b"figures")
    content_store.place(outbox.content_folder(tmp_path), sha256).write_bytes(b"altered")
    assert not outbox.holds(tmp_path, sha256)
    assert outbox.store(tmp_path, b"figures") == sha256 and outbox.read(tmp_path, sha256) == b"figures"


@pytest.mark.parametrize("name", ["../a.xlsx", "a/b.xlsx", ".hidden", "a..xlsx", ""])
def test_names_with_path_parts_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(outbox.OutboxError):
        outbox.named_path(tmp_path, "pack", name)

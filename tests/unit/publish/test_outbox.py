"""The outbox: bytes under their sha256, readable copies under names that cannot leave the folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.publish import outbox
from pipeline.runtime.content_store import content_key
from pipeline.runtime.folder_store import FolderStore


def test_a_readable_copy_that_was_altered_or_removed_is_written_again(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    sha256 = outbox.store(store, b"figures")
    path = store.path(outbox.show(store, "pack", "a.xlsx", sha256))
    for damage in (lambda: path.write_bytes(b"altered"), path.unlink):
        damage()
        assert store.read(outbox.show(store, "pack", "a.xlsx", sha256)) == b"figures"
    assert [file.name for file in path.parent.iterdir()] == ["a.xlsx"]  # nothing that officials need not see


def test_stored_bytes_that_were_altered_are_written_again(tmp_path: Path) -> None:
    store = FolderStore(tmp_path)
    sha256 = outbox.store(store, b"figures")
    store.path(content_key(sha256, outbox.CONTENT)).write_bytes(b"altered")
    assert not outbox.holds(store, sha256)
    assert outbox.store(store, b"figures") == sha256 and outbox.read(store, sha256) == b"figures"


@pytest.mark.parametrize("name", ["../a.xlsx", "a/b.xlsx", ".hidden", "a..xlsx", ""])
def test_names_with_path_parts_are_refused(name: str) -> None:
    with pytest.raises(outbox.OutboxError):
        outbox.named_key("pack", name)

"""The two kinds of content store keep the same promises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pipeline.runtime.content_store import ContentStore, Ends, content_key, digest_of
from pipeline.runtime.folder_store import FolderStore
from tests.support.object_store import ObjectServer, object_server

LIST = b"PK\x03\x04 a list \xff" + bytes(range(256)) * 50


@pytest.fixture(scope="module")
def server() -> Iterator[ObjectServer]:
    with object_server() as running:
        yield running


@pytest.fixture(params=["folder", "objects"])
def store(request: pytest.FixtureRequest, tmp_path: Path, server: ObjectServer) -> ContentStore:
    if request.param == "folder":
        return FolderStore(tmp_path / "store")
    return server.bucket().store("county/landing", tmp_path / "copies")


def _file(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def test_a_kept_file_is_found_under_its_sha256(store: ContentStore, tmp_path: Path) -> None:
    kept = store.keep_file(_file(tmp_path / "list.xlsx", LIST))
    assert kept == (digest_of(LIST), len(LIST))
    assert store.keep_file(tmp_path / "list.xlsx") == kept
    assert store.read(content_key(kept.sha256)) == LIST
    assert store.holds(kept.sha256) and not store.holds(kept.sha256, "elsewhere")
    with store.local_copy(content_key(kept.sha256)) as path:
        assert path.read_bytes() == LIST


def test_blocks_are_kept_as_the_bytes_that_they_make(store: ContentStore) -> None:
    kept = store.keep_blocks((b"PK", b"", b"list"), "sha256")
    assert kept == (digest_of(b"PKlist"), 6)
    store.write(content_key(kept.sha256, "sha256"), b"altered")
    assert store.keep_blocks(iter([b"PKlist"]), "sha256") == kept
    assert store.read(content_key(kept.sha256, "sha256")) == b"PKlist"


def test_blocks_that_break_off_store_nothing(store: ContentStore) -> None:
    def broken() -> Iterator[bytes]:
        yield b"half"
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        store.keep_blocks(broken())
    assert not store.holds(digest_of(b"half"))


def test_a_copy_has_the_bytes_and_the_digest_of_its_source(store: ContentStore) -> None:
    store.write("a", LIST)
    store.write("b", b"other")
    store.copy("a", "b")
    assert store.read("b") == LIST and store.digest("b") == store.digest("a") == digest_of(LIST)
    assert store.digest("none") is None
    with pytest.raises(FileNotFoundError):
        store.copy("none", "b")


def test_bytes_under_a_name_are_replaced(store: ContentStore) -> None:
    for content in (b"first", b"", b"third"):
        store.write("dongan-2020/进度.xlsx", content)
        assert store.read("dongan-2020/进度.xlsx") == content
    assert store.location("dongan-2020/进度.xlsx").endswith("/dongan-2020/进度.xlsx")


def test_altered_bytes_are_written_again(store: ContentStore) -> None:
    sha256 = store.keep_bytes(b"figures", "sha256")
    store.write(content_key(sha256, "sha256"), b"altered")
    assert not store.holds(sha256, "sha256")
    assert store.keep_bytes(b"figures", "sha256") == sha256
    assert store.read(content_key(sha256, "sha256")) == b"figures"


@pytest.mark.parametrize("content", [LIST, b"short", b"x", b""])
def test_the_ends_of_a_file_are_read_alone(store: ContentStore, content: bytes) -> None:
    store.write("a", content)
    assert store.ends("a", 4, 100) == Ends(content[:4], content[-100:], len(content))


@pytest.mark.parametrize("read", [lambda s: s.read("none"), lambda s: s.ends("none", 1, 1)])
def test_missing_bytes_are_an_error(store: ContentStore, read: Callable[[ContentStore], object]) -> None:
    with pytest.raises(FileNotFoundError):
        read(store)
    assert not store.holds("0" * 64)


def test_a_file_that_cannot_be_read_stores_nothing(store: ContentStore, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        store.keep_file(tmp_path / "gone.csv")
    assert not store.holds(digest_of(b""))


def test_only_a_sha256_names_stored_bytes(store: ContentStore) -> None:
    for name in ("../x", "A" * 64, "a" * 63):
        with pytest.raises(ValueError, match="sha256"):
            content_key(name)
        with pytest.raises(ValueError, match="sha256"):
            store.holds(name)

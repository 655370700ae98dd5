"""Files that `deliveries.csv` announces are files of its folder: no path, link or form of Windows leads out of it."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from pipeline.landing import folder as landing_folder
from pipeline.landing.deliver import DeliveryRefused
from pipeline.runtime.folder_store import FolderStore

HEAD = "file,source,period,list_mode,cut_off_on,version,delivered_on"


def announced(folder: Path, name: str) -> Path:
    """Write a manifest that announces one file, and return the path that is read from it."""
    (folder / "deliveries.csv").write_text(f'{HEAD}\n"{name}",tax,p,feed,2019-10-31,1,2019-11-01\n', encoding="utf-8")
    ((_, announcement),) = landing_folder._read_announcements(folder)
    return announcement.file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with two files, and a file outside of it."""
    inside = tmp_path / "inside"
    (inside / "deliveries" / "十月").mkdir(parents=True)
    for path in ("a.csv", "deliveries/b.csv", "deliveries/十月/c.csv", "../outside.csv"):
        (inside / path).write_bytes(b"1\n")
    return inside


@pytest.mark.parametrize(
    ("name", "path"),
    [("a.csv", "a.csv"), ("./a.csv", "a.csv"), ("b.csv", "deliveries/b.csv"), ("deliveries/b.csv", "deliveries/b.csv"),
     ("十月/c.csv", "deliveries/十月/c.csv"), ("missing.csv", "deliveries/missing.csv"),
     ("a..csv", "deliveries/a..csv")],
)  # fmt: skip
def test_a_file_of_the_folder_is_found(folder: Path, name: str, path: str) -> None:
    assert announced(folder, name) == folder / path


@pytest.mark.parametrize(
    "name",
    ["/etc/passwd", "//server/share/x.csv", "../outside.csv", "deliveries/../../outside.csv", "..", ".", "",
     "..\\outside.csv", "deliveries\\b.csv", "C:\\x.csv", "C:x.csv", "c:/x.csv", "\\\\server\\share\\x.csv",
     "\\\\?\\C:\\x.csv", ".. /outside.csv", "... /outside.csv", " ", "a.csv\x00", "a\x1b[2J.csv", "a.csv\n"],
)  # fmt: skip
def test_a_name_that_leads_out_is_refused(folder: Path, name: str) -> None:
    with pytest.raises(DeliveryRefused, match=r"deliveries\.csv 第[23]行不对：file 只能写本文件夹里的文件") as refused:
        announced(folder, name)
    assert "outside" not in str(refused.value) and "\x1b" not in str(refused.value)


@pytest.mark.parametrize(
    ("link", "target", "name"),
    [("x.csv", "../outside.csv", "x.csv"), ("x.csv", "a.csv", "x.csv"), ("x.csv", "nowhere", "x.csv"),
     ("deliveries/x.csv", "/etc/passwd", "x.csv"), ("up", "..", "up/outside.csv"),
     ("deliveries/up", "../..", "up/outside.csv")],
)  # fmt: skip
def test_links_are_not_followed(folder: Path, link: str, target: str, name: str) -> None:
    (folder / link).symlink_to(target)
    with pytest.raises(DeliveryRefused, match="也不能是链接"):
        announced(folder, name)


def test_the_manifest_is_no_link(folder: Path) -> None:
    (folder / "deliveries.csv").symlink_to("/etc/passwd")
    with pytest.raises(DeliveryRefused, match=r"deliveries\.csv 是链接"):
        landing_folder.unannounced_files(folder)


@pytest.mark.parametrize(
    ("content", "words"),
    [("文件,来源\n名单.csv,税务\n".encode("gb18030"), "不是 UTF-8 编码"), (b'file\n"' + b"x" * 200_000, "读不出")],
)
def test_a_manifest_that_cannot_be_read(folder: Path, content: bytes, words: str) -> None:
    (folder / "deliveries.csv").write_bytes(content)
    with pytest.raises(DeliveryRefused, match=words):
        landing_folder.unannounced_files(folder)


def test_a_file_that_became_a_link_after_the_check_is_not_copied(folder: Path, tmp_path: Path) -> None:
    path = announced(folder, "a.csv")
    path.unlink()
    path.symlink_to("../outside.csv")
    with pytest.raises(OSError, match=os.strerror(40)):
        FolderStore(tmp_path / "store").keep_file(path)
    assert not [file for file in (tmp_path / "store").rglob("*") if file.is_file() and file.name != ".lock"]

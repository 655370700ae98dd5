"""Names are judged before anything is opened: droppings are counted, dangerous names refused, all others delivered."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from transforms.intake.base.file_names import MAX_NAME_CHARACTERS, is_left_by_program, name_reason, scan

GOOD = [
    "名册.xlsx",
    "2019年12月 低保对象(一).csv",
    "东安县《名单》-v2.zip",
    "列·表.xls",
    "表.et",
    "a_b.csv",
    "名册、附件1.xlsx",
]
UNSAFE = [
    "../a.csv",
    "a\\b.csv",
    "a\nb.csv",
    "a\u202eb.csv",
    "a\u200bb.csv",
    "C:a.csv",
    "..",
    " ",
    "%2e%2e%2fa.csv",
    "a\0.csv",
]


@pytest.mark.parametrize("name", GOOD)
def test_a_usual_name_is_read(name: str) -> None:
    assert name_reason(name) is None
    assert not is_left_by_program(name)


@pytest.mark.parametrize("name", UNSAFE)
def test_a_dangerous_name_is_refused(name: str) -> None:
    told = name_reason(name)
    assert told is not None and told.code == "file_name_unsafe"


@pytest.mark.parametrize(("name", "word"), [("a.ods", "OpenDocument"), ("b.NUMBERS", "Numbers"), ("c.wps", "WPS")])
def test_a_file_of_another_office_program_is_named(name: str, word: str) -> None:
    refusal = name_reason(name)
    assert refusal is not None and refusal.code == "file_type" and word in refusal.message_zh


def test_the_longest_name_is_read_and_a_longer_one_is_not() -> None:
    assert name_reason("a" * MAX_NAME_CHARACTERS) is None
    assert name_reason("a" * (MAX_NAME_CHARACTERS + 1)) is not None
    assert name_reason("册" * 86) is not None  # 258 bytes: no file system keeps them


def test_a_folder_is_scanned_without_opening_anything(tmp_path: Path) -> None:
    for name in ("名册.xlsx", "~$名册.xlsx", "Thumbs.db", ".DS_Store", "._名册.xlsx", "名册.exe", "表\u0445.csv"):
        (tmp_path / name).write_bytes(b"x")
    (tmp_path / "__MACOSX").mkdir()
    (tmp_path / "link.csv").symlink_to(tmp_path / "名册.xlsx")
    os.mkfifo(tmp_path / "pipe.csv")
    found = scan(tmp_path)
    assert [path.name for path in found.files] == ["名册.xlsx"]
    assert sorted(found.ignored) == sorted(["~$名册.xlsx", "Thumbs.db", ".DS_Store", "._名册.xlsx", "__MACOSX"])
    assert {name: told.code for name, told in found.refused.items()} == {
        "名册.exe": "file_type", "表\u0445.csv": "file_name_lookalike", "link.csv": "file_not_regular",
        "pipe.csv": "file_not_regular",
    }  # fmt: skip

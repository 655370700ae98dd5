"""The page 下载: a line per publication, and the headers with which a file is sent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest

from transforms.board.downloads import OfficeFile, downloads, file_headers

DAY = date(2019, 10, 31)
FILE = OfficeFile(
    UUID(int=1), 1, "progress", "month", date(2019, 10, 1), DAY, DAY, "", "", 0, False, "a.xlsx", 2_049, 1_234,
    "outbox", date(2019, 11, 1),
)  # fmt: skip


def test_a_line_per_publication_with_its_files() -> None:
    newer = replace(FILE, publication_id=UUID(int=2), correction_no=1)
    rows = [newer, replace(FILE, is_replaced=True), replace(FILE, is_replaced=True, file_no=2, file_name="a.csv")]
    lines = downloads(rows, False)
    assert [(line.edition, line.is_replaced, len(line.files)) for line in lines] == [
        ("更正1", False, 1),
        ("首次发布", True, 2),
    ]
    assert (lines[0].report, lines[0].period, lines[0].as_of, lines[0].published_on) == (
        "参保进度", "月报", "2019-10-31", "2019-11-01",
    )  # fmt: skip
    (link,) = lines[0].files
    assert (link.publication, link.number, link.size, link.rows) == (str(UUID(int=2)), 1, "3 KB", "1,234行")


@pytest.mark.parametrize(
    ("name", "label", "rows"),
    [
        ("a.xlsx", "表格（xlsx）", "1,234行"),
        ("a.b.CSV", "数据（csv）", "1,234行"),
        ("a.pdf", "打印件（pdf）", ""),
        ("a.png", "图（png）", ""),
        ("a.json", "校验单（json）", ""),
        ("a.odd", "文件（odd）", ""),
    ],
)
def test_a_file_is_named_by_a_word_and_a_picture_has_no_rows(name: str, label: str, rows: str) -> None:
    (line,) = downloads([replace(FILE, file_name=name)], False)
    (link,) = line.files
    assert (link.label, link.rows) == (label, rows)


@pytest.mark.parametrize(
    ("recipient", "unit", "sees_all", "text"),
    [
        ("", "", False, "全部收件单位"),
        ("townships@da-x", "某镇", False, "某镇"),
        ("tax", "", False, "本单位"),
        ("tax", "", True, "tax"),
    ],
)
def test_a_recipient_is_named(recipient: str, unit: str, sees_all: bool, text: str) -> None:
    (line,) = downloads([replace(FILE, recipient=recipient, unit_name=unit)], sees_all)
    assert line.recipient == text


@pytest.mark.parametrize(("store", "is_marked"), [("outbox", False), ("lists", True)])
def test_a_list_of_persons_is_marked(store: str, is_marked: bool) -> None:
    (line,) = downloads([replace(FILE, store=store)], False)
    assert line.files[0].lists_persons == is_marked


def test_a_chinese_name_is_kept_and_a_plain_one_stands_beside_it() -> None:
    headers = file_headers("dongan-2020_报表_更正1.xlsx")
    assert headers["Content-Disposition"] == (
        'attachment; filename="dongan-2020______1.xlsx"; '
        "filename*=UTF-8''dongan-2020_%E6%8A%A5%E8%A1%A8_%E6%9B%B4%E6%AD%A31.xlsx"
    )
    assert headers["Content-Type"].endswith("spreadsheetml.sheet")


@pytest.mark.parametrize("name", ['a".xlsx', "a\r\nX: y.csv", "a;b.csv"])
def test_a_name_cannot_end_the_header(name: str) -> None:
    value = file_headers(name)["Content-Disposition"]
    assert value.count('"') == 2 and "\r" not in value and "\n" not in value and value.count(";") == 2


def test_an_unknown_ending_has_no_type_that_a_browser_opens() -> None:
    assert file_headers("a.html")["Content-Type"] == "application/octet-stream"

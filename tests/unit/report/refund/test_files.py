"""The workbook of a list of refunds: equal bytes for equal content, and a second workbook for a long list."""

from __future__ import annotations

import io

import openpyxl
import pytest

from tests.unit.report.refund.examples import composed, facts
from transforms.report.refund import files as refund_files
from transforms.report.refund.files import list_files

STEM = "someplace-2020_refund_list_month_20200101_20200131"


def test_equal_content_gives_equal_bytes() -> None:
    assert list_files(composed()) == list_files(composed())


def test_a_list_has_sums_lines_and_data() -> None:
    (file,) = list_files(composed())
    assert (file.name, file.rows) == (f"{STEM}.xlsx", 4)
    assert openpyxl.load_workbook(io.BytesIO(file.content)).sheetnames == ["汇总", "打印", "数据"]


def test_an_empty_batch_has_a_workbook() -> None:
    (file,) = list_files(composed(facts(())))
    assert file.rows == 0


def test_a_long_list_goes_on_in_a_further_workbook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refund_files, "MOST_ROWS", 3)
    first, second = list_files(composed())
    assert [first.rows, second.rows] == [3, 1] and second.name == f"{STEM}.2.xlsx"
    book = openpyxl.load_workbook(io.BytesIO(second.content))
    assert book.sheetnames == ["打印", "数据"]
    assert [row[0] for row in book["打印"].iter_rows(values_only=True)][-1] == 4

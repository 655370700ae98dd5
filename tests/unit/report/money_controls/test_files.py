"""The workbook of a table of money controls has the sheets that its recipient needs."""

from __future__ import annotations

import io

import openpyxl

from tests.unit.report.money_controls.examples import composed, controls
from transforms.report.money_controls.files import files, xlsx_bytes
from transforms.report.publication import View


def test_the_whole_place_has_units_and_collectors() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(composed())))
    assert book.sheetnames == ["汇总", "分单位数量", "分单位金额", "代收现金", "数据"]


def test_a_town_without_late_cash_has_its_sums_alone() -> None:
    view = View("townships@x-a-1", ("x-a-1",))
    content = composed(view, controls(["x-a-1"]))
    assert openpyxl.load_workbook(io.BytesIO(xlsx_bytes(content))).sheetnames == ["汇总", "数据"]
    (file,) = files(content)
    assert file.name.endswith("_townships-x-a-1.xlsx") and files(content) == [file]

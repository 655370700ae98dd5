"""The sheets of a table of money controls are printed, and read by programs."""

from __future__ import annotations

import io
from datetime import datetime, time

import openpyxl

from tests.unit.report.money_controls.examples import composed
from transforms.report.money_controls import sheets
from transforms.spreadsheet.safe_writer import open_book


def test_each_sheet_has_its_rows() -> None:
    out, content = io.BytesIO(), composed()
    with open_book(out, "试", datetime.combine(content.as_of, time())) as made:
        sheets.write_summary(made.sheet("汇总"), content)
        sheets.write_units(made.sheet("分单位数量"), content, with_money=False)
        sheets.write_units(made.sheet("分单位金额"), content, with_money=True)
        sheets.write_collectors(made.sheet("代收现金"), content)
        sheets.write_data(made.sheet("数据"), content)
    book = openpyxl.load_workbook(out)
    texts = {
        name: [[cell for cell in row if cell] for row in book[name].iter_rows(values_only=True)]
        for name in ("汇总", "分单位数量", "分单位金额", "代收现金")
    }
    assert any(row[:3] == ["重复缴费", "4笔", "873.45"] for row in texts["汇总"])
    assert ["合计", "4", "0", "0", "7", "90", "1", "1", *["0"] * 5] in texts["分单位数量"]
    assert ["甲镇", "750.00", *["0.00"] * 7] in texts["分单位金额"]
    assert ["乙镇", "C-01", "80", "20,000.00", "2019-12-20", "2019-12-25", "超期、超限额"] in texts["代收现金"]
    head, *rows = book["数据"].iter_rows(values_only=True)
    assert head == sheets.DATA_COLUMNS and ("甲镇", "paid_twice", 3, 75_000) in rows

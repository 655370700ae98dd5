"""Files of openpyxl, XlsxWriter, PyExcelerate and xlwt. Run by make.sh, which installs them; see README.md."""

from __future__ import annotations

import datetime as dt
import json
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pyexcelerate
import xlsxwriter
import xlwt

HEADER = ["序号", "姓名", "身份证号码", "人员类别", "所属乡镇", "认定日期", "是否本县户籍", "备注"]
TITLE = "城乡医疗救助对象花名册"


def rows_of(folder: Path) -> list[list[Any]]:
    """Return the rows below the header, with dates as dates."""
    people = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
    return [
        [
            at,
            one["name"],
            one["number"],
            one["category"],
            one["unit"],
            dt.date.fromisoformat(one["on"]),
            one["local"],
            None,
        ]
        for at, one in enumerate(people, 1)
    ]


def form(rows: list[list[Any]]) -> list[list[Any]]:
    """Return the whole form: title, sender, header, rows, total."""
    return [[TITLE], ["填报单位:民政局"], HEADER, *rows, ["合计", f"{len(rows)}人"]]


def with_openpyxl(folder: Path, rows: list[list[Any]]) -> None:
    """Write the form with a merged title, and a table of texts in write-only mode."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in form(rows):
        sheet.append(row)
    sheet.merge_cells("A1:H1")
    book.save(folder / "openpyxl_form.xlsx")
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Sheet1")
    for row in [HEADER, *rows]:
        sheet.append([value.isoformat() if isinstance(value, dt.date) else value for value in row])
    book.save(folder / "openpyxl_write_only.xlsx")


def with_xlsxwriter(folder: Path, rows: list[list[Any]], name: str, **options: Any) -> None:
    """Write the form with a merged title, date cells, and formulas with their values."""
    with xlsxwriter.Workbook(folder / name, options) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("名单")
        sheet.merge_range("A1:H1", TITLE)
        for at, row in enumerate(form(rows)[1:], 1):
            for column, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(at, column, value, day)
                elif column == 4 and row is not HEADER:
                    sheet.write_formula(at, column, f'="{value[:1]}"&"{value[1:]}"', None, value)
                elif column == 0 and isinstance(value, int):
                    sheet.write_formula(at, column, "=ROW()-3", None, value)
                elif value is not None:
                    sheet.write(at, column, value)


def with_pyexcelerate(folder: Path, rows: list[list[Any]]) -> None:
    """Write the form; this writer has no formulas with values."""
    book = pyexcelerate.Workbook()
    dated = [
        [dt.datetime.combine(value, dt.time()) if isinstance(value, dt.date) else value for value in row]
        for row in form(rows)
    ]
    sheet = book.new_sheet("名单", data=dated)
    sheet.range("A1", "H1").merge()
    for line in range(4, 4 + len(rows)):
        sheet.set_cell_style(line, 6, pyexcelerate.Style(format=pyexcelerate.Format("yyyy-mm-dd")))
    book.save(folder / "pyexcelerate_form.xlsx")


def with_xlwt(folder: Path, rows: list[list[Any]]) -> None:
    """Write the form as an old workbook; this writer has no formulas with values."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("名单")
    day = xlwt.easyxf(num_format_str="yyyy-mm-dd")
    sheet.write_merge(0, 0, 0, 7, TITLE)
    for at, row in enumerate(form(rows)[1:], 1):
        for column, value in enumerate(row):
            if value is not None:
                sheet.write(at, column, value, day if isinstance(value, dt.date) else xlwt.Style.default_style)
    book.save(str(folder / "xlwt_form.xls"))


def main() -> None:
    """Write every file into the folder of the first argument."""
    folder = Path(sys.argv[1])
    rows = rows_of(folder)
    with_openpyxl(folder, rows)
    with_xlsxwriter(folder, rows, "xlsxwriter_form.xlsx")
    with_xlsxwriter(folder, rows, "xlsxwriter_constant_memory.xlsx", constant_memory=True)
    with_pyexcelerate(folder, rows)
    with_xlwt(folder, rows)


if __name__ == "__main__":
    main()

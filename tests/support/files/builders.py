"""Files, numbers and contexts that the tests of the intake are made of. Every number is computed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import xlsxwriter

from transforms.identity.document_faults import check_digit
from transforms.identity.resident_documents import SIMULATED_AREA_CODE
from transforms.intake.layouts.files import Layouts, read_layouts
from transforms.intake.values.context import Context

LAYOUTS_FOLDER = Path(__file__).parents[3] / "policies" / "layouts"
LAYOUTS: Layouts = read_layouts(LAYOUTS_FOLDER)
LAYOUTS.check()
AS_OF = dt.date(2019, 12, 10)
CUT_OFF = dt.date(2019, 11, 30)
UNITS = {"甲镇": "u1", "乙乡": "u2", "丙街道": "u3"}


def number(sequence: int = 1, born: str = "19800515", area: str = SIMULATED_AREA_CODE) -> str:
    """A valid number: odd sequence male."""
    first_17 = f"{area}{born}{sequence:03d}"
    return first_17 + check_digit(first_17)


@dataclass(frozen=True)
class FakeSource:
    """What a pack says of a source."""

    source: str = "civil_affairs"
    kind: str = "special_list"
    layout: str = "civil_affairs"
    list_mode: str = "full"
    categories: Mapping[str, str] = field(
        default_factory=lambda: {"低保对象": "minimum_living", "特困人员": "destitute"}
    )
    category_by_grade: Mapping[int, str] = field(default_factory=dict)
    default_category: str | None = None


def passing(kind: str, tables: Sequence[Any], limits: Mapping[str, Any]) -> list[tuple[str, ...]]:
    """A suite that finds nothing, so that a test of the rows need not import Great Expectations."""
    return [()] * len(tables)


def context(list_mode: str = "full", **changes: Any) -> Context:
    """The surroundings of a delivery of the test place."""
    values: dict[str, Any] = {
        "pack_code": "test", "plan_years": frozenset({2020}), "units": UNITS, "as_of": AS_OF, "cut_off_on": CUT_OFF,
        "list_mode": list_mode, "unit_area": ("某省", "某县"),
    }  # fmt: skip
    return Context(**{**values, **changes})


def write_csv(path: Path, lines: Iterable[str], encoding: str = "utf-8", end: str = "\n") -> Path:
    """Lines as they are, in one encoding."""
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]], *, hidden: bool = False, sheets: int = 1) -> Path:
    """Rows as they are; text stays text, numbers numbers, dates date cells."""
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_numbers": False}) as book:
        book.set_properties({"created": dt.datetime(2019, 1, 1)})  # noqa: DTZ001 - a workbook's property has no zone
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for _ in range(sheets):
            sheet = book.add_worksheet()
            for at, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, dt.date):
                        sheet.write_datetime(at, column, dt.datetime.combine(value, dt.time()), day)
                    elif value is not None:
                        sheet.write(at, column, value)
            if hidden:
                sheet.hide()
        if hidden:
            book.add_worksheet("说明").activate()
            book.worksheets()[-1].set_first_sheet()
    return path


CIVIL_HEADER = ["序号", "姓名", "身份证号码", "人员类别", "所属乡镇", "认定日期", "是否本县户籍", "备注"]
TAX_HEADER = "凭证号,姓名,证件号码,缴费年度,缴费金额(元),缴费日期,入库日期,缴费渠道,乡镇"
ROLL_HEADER = "姓名,证件号码,出生日期,性别,乡镇,村居,户号,是否本县户籍,上年是否参保"


def civil_row(at: int, **changes: Any) -> list[Any]:
    """One good row of the civil affairs list."""
    row: dict[str, Any] = {
        "no": at, "name": "张三", "document": number(at), "category": "低保对象", "unit": "甲镇",
        "on": "2019-09-01", "local": "是", "note": "",
    }  # fmt: skip
    return list({**row, **changes}.values())


def civil_file(path: Path, rows: Sequence[Sequence[Any]], total: Any = None) -> Path:
    """The civil affairs form: two title rows, header, rows, total, footer."""
    count = len(rows) if total is None else total
    return write_xlsx(
        path,
        [["城乡医疗救助对象花名册"], ["填报单位:民政局"], CIVIL_HEADER, *rows, ["合计", f"{count}人"], ["制表人:王五"]],
    )


def tax_row(at: int, **changes: Any) -> str:
    """One good line of the tax feed."""
    row: dict[str, Any] = {
        "receipt": f"PZ{at:06d}", "name": "李四", "document": number(at), "year": "2020", "amount": "250.00",
        "collected": "2019-11-02", "received": "2019-11-03", "channel": "微信", "unit": "乙乡",
    }  # fmt: skip
    return ",".join(str(value) for value in {**row, **changes}.values())


def tax_file(path: Path, rows: Sequence[str], total_yuan: str | None = None, count: int | None = None) -> Path:
    """The tax bureau's form, with its control row."""
    yuan = total_yuan if total_yuan is not None else f"{250 * len(rows)}.00"
    control = f"合计,{len(rows) if count is None else count}笔,,,{yuan},,,,"
    return write_csv(path, [TAX_HEADER, *rows, control], "gb18030")


TAX_SOURCE = FakeSource("tax", "tax_feed", "tax", "feed", {})
ROLL_SOURCE = FakeSource("roll", "roll", "roll", "full", {})

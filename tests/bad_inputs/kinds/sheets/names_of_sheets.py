"""L. Sheets that do not belong to a list, and sheets that no list is on: kinds 222 to 225."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from tests.bad_inputs.files import grid as grids
from tests.bad_inputs.files.clean_rows import Truth
from tests.bad_inputs.files.forms import CIVIL, DISABLED, EMPLOYEE, ROLL, TARGETS, TAX, Form
from tests.bad_inputs.files.grid import Grid
from tests.bad_inputs.kinds.model import Expect, Kind, Made, Make, holds, kind, loads, rejects
from tests.support.files.raw_xls import xls
from tests.support.files.raw_xlsx import Book, Sheet
from transforms.intake.base.raw_table import SHEET_STRIDE

Rows = Sequence[Sequence[Any]]


class Page(NamedTuple):
    """One sheet: `rows` from the grids of the file. `read`: its persons are loaded."""

    name: str
    rows: Callable[[Grid, random.Random], Rows] | None = None
    state: str = "visible"
    read: bool = True
    change: Callable[[Grid], Any] = lambda table: None


def sheets(*pages: Page, form: Form = CIVIL, count: int = 3, mode: str | None = None, old: bool = False) -> Make:
    """A workbook of these sheets. A page without `rows` is a list with persons of its own."""

    def make(rng: random.Random) -> Made:
        tables = [grids.table(form, rng, count, total=False, mode=mode) for _ in pages]
        for page, table in zip(pages, tables, strict=True):
            page.change(table)
        rows = [
            page.rows(tables[0], rng) if page.rows else table.rows() for page, table in zip(pages, tables, strict=True)
        ]
        expected: dict[int, Truth] = {}
        first = True
        for at, (page, table) in enumerate(zip(pages, tables, strict=True)):
            if page.read and page.rows is None:
                expected |= {row + (0 if first else at * SHEET_STRIDE): one for row, one in table.expected().items()}
                first = False
        named = list(zip(pages, rows, strict=True))
        if old:
            hidden = [page.name for page in pages if page.state != "visible"]
            data = xls({page.name: cells for page, cells in named}, hidden=hidden)
        else:
            data = Book([Sheet(cells, page.name, page.state) for page, cells in named]).data()
        return Made(data, form, expected=expected, mode=mode or form.source.list_mode)

    return make


def plain(*rows: Sequence[Any]) -> Callable[[Grid, random.Random], Rows]:
    return lambda table, rng: [[*row, f"{rng.randrange(10**6):06d}"] for row in rows]


def of_list(
    *columns: str, persons: int = 2, strangers: int = 0, heading: str = ""
) -> Callable[[Grid, random.Random], Rows]:
    """Columns of the list's own persons, and of persons who are on no list, under `heading` for the first of them."""

    def rows(table: Grid, rng: random.Random) -> Rows:
        at = [table.header.index(column) for column in columns]
        others = grids.table(table.form, rng, max(strangers, 1), total=False).data[:strangers]
        cells = [[line.cells[place] for place in at] for line in (*table.data[:persons], *others)]
        head = [heading or columns[0], *columns[1:]]
        return [[*head, "结果"], *([*row, "一致"] for row in cells)]

    return rows


def kinds_of_change(word: str) -> Callable[[Grid], Any]:
    def change(table: Grid) -> None:
        at = table.header.index("变动类型")
        for line in table.data:
            line.cells[at] = word

    return change


def ended(table: Grid) -> None:
    for line in table.data:
        assert line.truth is not None
        line.truth = replace(line.truth, end=line.truth.start)
        line.cells[-1] = line.truth.start.isoformat()


def open_ended(table: Grid) -> None:
    for line in table.data:
        line.cells[-1] = ""


LEFT_OUT = holds("sheet_left_out", rows_known=True)


def with_list(name: str, **more: Any) -> tuple[str, Make, Expect]:
    return (name, sheets(Page("名单"), Page(name, read=False), **more), LEFT_OUT)


def _clean(*names: str, **more: Any) -> tuple[str, Make, Expect]:
    return ("clean: " + ", ".join(names), sheets(*map(Page, names), **more), loads(*more.pop("remarks", ())))


KINDS: tuple[Kind, ...] = (
    kind(
        222, "a full list with a sheet of persons who do not belong to it", "H",
        with_list("减少"), with_list("死亡人员"), with_list("不符合人员"), with_list("作废", old=True),
        with_list("停发"),
        with_list("草稿"), with_list("上月名单"), with_list("Sheet1副本"), with_list("注销", form=DISABLED),
        ("before the list", sheets(Page("死亡", read=False), Page("名单")), LEFT_OUT),
        ("a copy in Excel's manner", sheets(Page("Sheet1"), Page("Sheet1 (2)", read=False)), LEFT_OUT),
        ("receipts that were taken back", sheets(Page("退费", read=False), Page("入库"), form=TAX),
         holds("sheet_left_out", rows_known=True, remarks=("form_differs",))),
        ("nothing but such a sheet", sheets(Page("减少")), holds("sheet_contradicts", rows_known=True)),
        _clean("甲镇", "乙乡", "丙街道"), _clean("新增", "原有"), _clean("病故军人遗属", "退役军人"),
        _clean("名单(1)", "名单(2)"), _clean("名单副本"), _clean("减免对象", "临时救助"),
        ("clean: earlier figures of a table of targets", sheets(Page("上年名单", None), form=TARGETS), loads()),
        decided="the sheet is not read, a release loads the others; a copy or earlier list without a row of its own: N",
    ),
    kind(
        223, "a list of changes or of insurances with one sheet for each kind of change", "N",
        ("the kind is stated", sheets(
            Page("新增"), Page("减少", change=kinds_of_change("新增"), read=False), mode="change"), LEFT_OUT),
        ("added under a name of removals", sheets(Page("死亡", change=kinds_of_change("新增")), mode="change"),
         holds("sheet_contradicts", rows_known=True)),
        ("employees whose insurance ended", sheets(Page("在保"), Page("停保", change=ended), form=EMPLOYEE),
         loads("form_differs")),
        ("employees who have left", sheets(Page("在保"), Page("退保", change=ended), form=EMPLOYEE),
         loads("form_differs")),
        ("employees whose insurance was stopped", sheets(Page("在保"), Page("终止", change=ended), form=EMPLOYEE),
         loads("form_differs")),
        ("employees without an end under such a name", sheets(
            Page("在保"), Page("停保", read=False, change=open_ended),
            form=EMPLOYEE), holds("sheet_left_out", rows_known=True, remarks=("form_differs",))),
        decided="where the rows say the same as the sheet's name: N; where they do not: H",
    ),
    kind(
        224, "an auxiliary sheet with two headings of the list", "N",
        ("sums", sheets(Page("名单"), Page("汇总", plain(["所属乡镇", "人员类别", "人数"], ["甲镇", "低保对象", 3]))),
         loads("sheet_auxiliary")),
        ("a dictionary before the list", sheets(
            Page("字典", plain(["人员类别", "所属乡镇"], ["低保对象", "甲镇"], ["孤儿", "乙乡"])), Page("名单")),
         loads("sheet_auxiliary")),
        ("hidden", sheets(Page("名单"), Page("字典", plain(["人员类别", "所属乡镇"], ["孤儿", "乙乡"]), "hidden")),
         loads("sheet_auxiliary")),
        ("hidden so that no menu shows it", sheets(
            Page("名单"), Page("数据", plain(["人员类别", "所属乡镇"], ["孤儿", "乙乡"]), "veryHidden")),
         loads("sheet_auxiliary")),
        ("telephone numbers", sheets(Page("底册"), Page(
            "联系人", plain(["姓名", "乡镇", "电话"], ["王某", "甲镇", "01234567890"])), form=ROLL),
         loads("sheet_auxiliary", "form_differs")),
        ("a check of the list's own persons", sheets(Page("名单"), Page("核对", of_list("身份证号码", "姓名"))),
         loads("sheet_auxiliary")),
        ("in an old workbook", sheets(
            Page("名单"), Page("汇总", plain(["人员类别", "所属乡镇"], ["孤儿", "乙乡"])), old=True),
         loads("sheet_auxiliary")),
        ("sums of a table of targets", sheets(
            Page("任务"), Page("汇总", plain(["单位", "人数"], ["合计", 12])), form=TARGETS), loads("sheet_auxiliary")),
        decided="not read, with a remark that names the sheet",
    ),
    kind(
        225, "a sheet of persons with a damaged header next to a list", "R",
        ("the number's heading", sheets(
            Page("名单"), Page("续", of_list("身份证号码", "姓名", "人员类别", "所属乡镇", persons=0, strangers=2,
                                           heading="身份号"))), rejects("column_missing")),
        ("two columns only", sheets(Page("名单"), Page("续", of_list("身份证号码", "姓名", persons=1, strangers=1))),
         rejects("column_missing")),
        ("before the list", sheets(
            Page("汇总", lambda t, rng: of_list("身份证号码", "姓名", persons=0, strangers=1)(t, rng)), Page("名单")),
         rejects("column_missing")),
        ("hidden", sheets(
            Page("名单"), Page("续", of_list("身份证号码", "姓名", persons=0, strangers=2), "hidden")),
         rejects("sheet_hidden")),
        ("without any header", sheets(Page("名单"), Page("续", lambda t, rng: of_list(
            "姓名", "身份证号码", persons=0, strangers=2)(t, rng)[1:])), holds("sheet_unread", rows_known=True)),
    ),
)  # fmt: skip

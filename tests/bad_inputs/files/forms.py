"""The senders' forms: how a clean row is printed, and what must stand in the warehouse's hands afterwards."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from tests.bad_inputs.files.clean_rows import AS_OF, CATEGORIES, CUT_OFF, UNITS, USUAL_FEN, YEAR, Truth
from tests.support.files.builders import LAYOUTS, FakeSource
from transforms.intake.values.context import Context
from transforms.text.folding import fold_header

Cells = list[Any]


def yes(value: bool) -> str:
    return "是" if value else "否"


def yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _born(one: Truth) -> dt.date | None:
    if len(one.number) != 18:
        return one.stated_birth_on  # a passport says nothing about its holder
    return dt.datetime.strptime(one.number[6:14], "%Y%m%d").date()  # noqa: DTZ007 - a day, not a moment


@dataclass(frozen=True, eq=False)
class Uncounted:
    """A row that is not loaded: what it is printed with in place of a counting row's cells, by header.

    `code`: reason of its quarantine, '' if it is left out with a remark.
    """

    cells: Mapping[str, Any]
    code: str = ""


@dataclass(frozen=True, eq=False)
class Form:
    """One sender's table. `cells`: the printed row; `clean`: the columns of the contract that must come out.

    `layout`: name of the real form's layout, None if it is the source's usual one. `dated`: canonical column and field
    of the truth of its day. `uncounted`: rows that must not be loaded, printed from somebody's truth.
    """

    source: FakeSource
    header: tuple[str, ...]
    cells: Callable[[Truth], Cells]
    values: Callable[[Truth], dict[str, Any]]
    encoding: str = "utf-8"
    preamble: tuple[tuple[str, ...], ...] = ()
    layout: str | None = None
    dated: tuple[str, str] | None = None
    uncounted: tuple[Uncounted, ...] = ()

    def at(self, canonical: str) -> int:
        """Position of a canonical column in this header."""
        known = LAYOUTS[self.layout or self.source.layout].header_map()
        return [known.get(fold_header(cell)) for cell in self.header].index(canonical)

    def clean(self, one: Truth) -> dict[str, Any]:
        if self.source.kind == "target_table":
            return self.values(one)
        return {"document_number": one.number, "name": one.name, "birth_on": _born(one), **self.values(one)}


CIVIL = Form(
    FakeSource("civil_affairs", "special_list", "civil_affairs", "full", CATEGORIES),
    ("序号", "姓名", "身份证号码", "人员类别", "所属乡镇", "认定日期", "是否本县户籍", "备注"),
    lambda t: [None, t.name, t.number, t.category, t.unit, t.on.isoformat(), yes(t.local), None],
    lambda t: {
        "category": CATEGORIES[t.category], "op": "add", "effective_on": t.on, "hukou_local": t.local,
        "unit_id": UNITS[t.unit],
    },
    preamble=(("城乡医疗救助对象花名册",), ("填报单位:民政局",)),
)  # fmt: skip
POOR = Form(
    FakeSource("poverty_relief", "special_list", "poverty_relief", "full", CATEGORIES),
    ("乡镇", "行政村", "户主姓名", "姓名", "证件号码", "人口类别", "识别时间", "是否本县户籍"),
    lambda t: [t.unit, "东村", t.name, t.name, t.number, t.category, f"{t.on:%Y/%m/%d}", yes(t.local)],
    CIVIL.values,
    "gb18030",
)
ROLL = Form(
    FakeSource("roll", "roll", "roll", "full", {}),
    ("姓名", "证件号码", "出生日期", "性别", "乡镇", "村居", "户号", "是否本县户籍", "上年是否参保"),
    lambda t: [t.name, t.number, "", "", t.unit, "西村", t.household, yes(t.local), yes(t.last_year)],
    lambda t: {
        "unit_id": UNITS[t.unit], "household_no": t.household, "hukou_local": t.local,
        "insured_last_year": t.last_year,
    },
)  # fmt: skip
TAX = Form(
    FakeSource("tax", "tax_feed", "tax", "feed", {}),
    ("凭证号", "姓名", "证件号码", "缴费年度", "缴费金额(元)", "缴费日期", "入库日期", "缴费渠道", "乡镇"),
    lambda t: [t.receipt, t.name, t.number, str(YEAR), yuan(t.fen), t.collected.isoformat(), t.received.isoformat(),
               t.channel, t.unit],
    lambda t: {
        "receipt_no": t.receipt, "plan_year": YEAR, "amount_fen": t.fen, "collected_on": t.collected,
        "received_on": t.received, "channel": t.channel, "unit_id": UNITS[t.unit],
        "reversed_receipt_no": t.reverses or None,
    },
    "gb18030",
)  # fmt: skip
# the same with the column that names the receipt which a row takes back
REVERSING = replace(TAX, header=(*TAX.header, "原凭证号"), cells=lambda t: [*TAX.cells(t), t.reverses])
EMPLOYEE = Form(
    FakeSource("employee", "employee", "employee", "full", {}),
    ("姓名", "证件号码", "统筹区", "参保开始日期", "参保终止日期"),
    lambda t: [t.name, t.number, t.region, t.start.isoformat(), t.end.isoformat() if t.end else ""],
    lambda t: {"region": t.region, "insured_from": t.start, "insured_to": t.end},
)
EDUCATION = Form(
    FakeSource("education", "special_list", "education", "full", {}),
    ("学校名称", "学生姓名", "身份证件号", "学段", "乡镇", "入学日期"),
    lambda t: ["第一小学", t.name, t.number, "小学", t.unit, f"{t.on:%Y%m%d}"],
    lambda t: {"category": "student", "op": "add", "effective_on": t.on, "unit_id": UNITS[t.unit]},
    "utf-8-sig",
)
DISABLED = Form(
    FakeSource(
        "disabled_federation", "special_list", "disabled_federation", "full", {},
        {1: "severely_disabled", 2: "severely_disabled", 3: "disabled", 4: "disabled"},
    ),
    ("序号", "姓名", "性别", "公民身份号码", "残疾类别", "残疾等级", "户籍乡镇", "发证日期", "是否本县户籍"),
    lambda t: [None, t.name, "男" if int(t.number[16]) % 2 else "女", t.number, "肢体", "二级", t.unit,
               t.on.isoformat(), yes(t.local)],
    lambda t: {"category": "severely_disabled", "grade": 2, "effective_on": t.on, "unit_id": UNITS[t.unit]},
    preamble=(("持证残疾人名册",),),
)  # fmt: skip
TARGETS = Form(
    FakeSource("targets", "target_table", "targets", "full", {}),
    ("单位", "指标", "人数", "状态", "来源"),
    lambda t: [t.unit, "参保任务数", t.persons, "正式", "县政府文件"],
    lambda t: {"unit_id": UNITS[t.unit], "measure": "target", "persons": t.persons, "status": "正式"},
    preamble=(("任务数",),),
)
FORMS: Mapping[str, Form] = {
    form.source.source: form for form in (CIVIL, POOR, ROLL, TAX, EMPLOYEE, EDUCATION, DISABLED, TARGETS)
}
CHANGE_HEADER = ("变动类型", "变动日期")


@dataclass(frozen=True)
class Surroundings:
    """What the gate is told beside the file; `changes` replace single fields of the usual context."""

    mode: str
    changes: Mapping[str, Any] = field(default_factory=dict)

    def context(self) -> Context:
        values: dict[str, Any] = {
            "pack_code": "test", "plan_years": frozenset({YEAR}), "units": UNITS, "as_of": AS_OF,
            "cut_off_on": CUT_OFF, "list_mode": self.mode, "unit_area": ("某省", "某县"),
            "plausible_amounts_fen": frozenset(USUAL_FEN), "known_layouts": tuple(LAYOUTS.values()),
        }  # fmt: skip
        return Context(**{**values, **self.changes})

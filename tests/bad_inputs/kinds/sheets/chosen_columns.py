"""M. Places, states and headings of which a form has several: kinds 333 to 337."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from tests.bad_inputs.files.clean_rows import CUT_OFF
from tests.bad_inputs.files.forms import CIVIL, EMPLOYEE, ROLL
from tests.bad_inputs.files.grid import Grid, Line
from tests.bad_inputs.files.make import Damage, in_csv, in_xls, in_xlsx
from tests.bad_inputs.files.real_forms import CERTIFICATES, surroundings
from tests.bad_inputs.files.workbook_damages import with_column
from tests.bad_inputs.kinds.model import Kind, holds, kind, loads, quarantines, rejects
from tests.support.files.builders import LAYOUTS


def _forms(layout: str) -> dict[str, object]:
    return {"alternatives": tuple(form for form in LAYOUTS.values() if form.alternative_to == layout)}


FLAGS = replace(
    EMPLOYEE,
    header=("姓名", "身份证号", "职工医保所属区划", "是否参保职工", "是否参保居民", "职工医保参保状态"),
    cells=lambda t: [t.name, t.number, t.region, "是", "否", "正常参保"],
    values=lambda t: {"region": t.region, "insured_from": CUT_OFF, "insured_to": None},
    layout="employee_flags",
)
VILLAGE = replace(
    ROLL,
    header=("序号", "户主姓名", "姓名", "身份证号码", "与户主关系", "备注"),
    cells=lambda t: [None, t.name, t.name, t.number, "户主", ""],
    values=lambda t: {"unit_id": "u1", "village": "东村"},
    preamble=(("甲镇东村2020年度参保花名册",),),
    layout="roll_village",
)
CARDS = replace(
    CERTIFICATES,
    header=("姓名", "残疾人证号", "街道", "状态", "残疾等级", "初次申领日期", "是否本县户籍"),
    cells=lambda t: [t.name, t.number, t.unit, "有效", "二级", t.on.isoformat(), "是"],
)
_MANY = tuple(f"登记事项{number}" for number in "一二三四五六七八九十")
WIDE = replace(
    CIVIL,
    header=("姓名", "身份证号码", "死亡日期", *(f"{name}{part}" for part in "甲乙丙" for name in _MANY)),
    cells=lambda t: [t.name, t.number, t.on.isoformat(), *[""] * 30],
    preamble=(),
)
_IN_A_REGION = {**_forms("employee"), "region": "甲市"}
_OF_ROLL = _forms("roll")
_CHANGE = {**_forms("civil_affairs"), "list_mode": "change"}
_CARDS = surroundings(CERTIFICATES).changes | {"list_mode": "change"}


def _put(changed: dict[str, str], count: int = 1, is_hit: bool = True) -> Damage:
    """Other texts under some headings, in the first rows."""

    def damage(grid: Grid, rng: random.Random) -> None:
        for line in grid.data[:count]:
            for header, text in changed.items():
                line.cells[grid.header.index(header)] = text
            line.hit = is_hit

    return damage


def _not_insured(grid: Grid, rng: random.Random) -> None:
    """A further row of a person who is not insured, and so has no place."""
    line = Line(list(grid.data[0].cells))
    for header, text in {"是否参保职工": "否", "职工医保所属区划": ""}.items():
        line.cells[grid.header.index(header)] = text
    grid.lines.append(line)


def _pages(titles: Sequence[str], with_header: bool = True) -> Damage:
    """A title, and the header, again in the middle of the sheet, as each printed page has them."""

    def damage(grid: Grid, rng: random.Random) -> None:
        header = list(grid.header)
        for title, after in zip(titles, (2, 5), strict=False):
            at = grid.lines.index(grid.data[after])
            grid.lines[at:at] = [Line([title]), *[Line(list(header)) for _ in range(with_header)]]

    return damage


def _county(header: str, text: str, position: int) -> Damage:
    """A further column of places, before `position`."""
    return with_column(position, header, text)


def _ended(changed: dict[str, str], count: int = 2) -> Damage:
    """Rows of a change list that state an end or a death beside their state."""
    return _put(changed, count, is_hit=False)


_BLANK = quarantines("region_blank")
_CHANGES = {"context": _CARDS, "mode": "change"}
_LAST = len(CIVIL.header)
_OTHER = "乙乡西村2020年度参保花名册"
_SAME = "甲镇东村2020年度参保花名册"

KINDS: tuple[Kind, ...] = (
    kind(
        333, "insured as an employee, without the place of the insurance", "Q",
        ("a verification", in_csv(FLAGS, _put({"职工医保所属区划": ""}), context=_IN_A_REGION), _BLANK),
        ("two persons", in_csv(FLAGS, _put({"职工医保所属区划": " "}, 2), context=_IN_A_REGION), _BLANK),
        ("a list with days", in_csv(EMPLOYEE, _put({"统筹区": ""}), context={"region": "甲市"}), _BLANK),
        ("who is not insured needs none", in_csv(FLAGS, _not_insured, context=_IN_A_REGION), loads("row_not_counted")),
        ("with places", in_csv(FLAGS, context=_IN_A_REGION), loads()),
        decided="where the rules name a region, a blank is neither inside nor outside of it",
    ),
    kind(
        334, "a title on each page, and the unit in the title", "N",
        ("one title again", in_xlsx(VILLAGE, _pages([_SAME]), total=False, context=_OF_ROLL), loads()),
        ("two titles again", in_xlsx(VILLAGE, _pages([_SAME, _SAME]), total=False, context=_OF_ROLL), loads()),
        ("old workbook", in_xls(VILLAGE, _pages([_SAME]), context=_OF_ROLL), loads()),
        ("without the header", in_xlsx(VILLAGE, _pages([_SAME], with_header=False), total=False, context=_OF_ROLL),
         loads("title_inside")),
        ("another unit on the second page", in_xlsx(VILLAGE, _pages([_OTHER]), total=False, context=_OF_ROLL),
         rejects("tables_stacked")),
        ("another unit, without the header", in_xlsx(VILLAGE, _pages([_OTHER], with_header=False), total=False,
                                                     context=_OF_ROLL),
         holds("unit_contradicted", "mostly_quarantined", "gate_failed")),
    ),
    kind(
        335, "a list of 33 columns of which the form of deaths has three", "H",
        ("csv", in_csv(WIDE, context=_CHANGE), holds("layout_unknown")),
        ("workbook", in_xlsx(WIDE, total=False, context=_CHANGE), holds("layout_unknown")),
        ("old workbook", in_xls(WIDE, context=_CHANGE), holds("layout_unknown")),
        decided="nobody is loaded as dead by a few headings of another list",
    ),
    kind(
        336, "several columns of counties or townships", "N",
        ("a county in front", in_xlsx(CIVIL, _county("县区", "某县", 1)), loads()),
        ("a county behind", in_xlsx(CIVIL, _county("区县", "某县", _LAST)), loads()),
        ("old workbook", in_xls(CIVIL, _county("所属县区", "某县", 3)), loads()),
        ("two townships", in_xlsx(CIVIL, _county("街道", "甲镇", _LAST)), rejects("column_duplicate")),
        ("two counties", in_xlsx(CIVIL, lambda grid, rng: [_county("县区", "某县", 1)(grid, rng),
                                                           _county("区县", "某县", _LAST)(grid, rng)]),
         rejects("column_duplicate")),
        decided="the township is the unit, whichever column is first; two of a level are not chosen from",
    ),
    kind(
        337, "an end or a death next to a column of states", "N",
        ("cancelled", in_csv(CARDS, _ended({"变动类型": "减少", "状态": "注销"}), **_CHANGES),
         loads()),
        ("dead", in_xlsx(CARDS, _ended({"变动类型": "死亡", "状态": "死亡"}), **_CHANGES), loads("form_differs")),
        ("frozen", in_xls(CARDS, _ended({"变动类型": "减少", "状态": "冻结"}), **_CHANGES), loads("form_differs")),
        ("blank", in_xlsx(CARDS, _ended({"变动类型": "减少", "状态": ""}), **_CHANGES), loads("form_differs")),
        decided="the state is the reason of the end",
    ),
)  # fmt: skip

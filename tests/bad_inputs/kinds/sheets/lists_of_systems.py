"""M. Lists of real systems by flags, states and kinds of change: kinds 290 to 296."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from tests.bad_inputs.files.clean_rows import Truth
from tests.bad_inputs.files.forms import CATEGORIES, CIVIL, EMPLOYEE, TARGETS, TAX, Form, yuan
from tests.bad_inputs.files.grid import Grid, Line
from tests.bad_inputs.files.make import Damage, in_csv, in_xls, in_xlsx
from tests.bad_inputs.files.workbook_damages import titles
from tests.bad_inputs.kinds.model import Kind, holds, kind, loads, quarantines, rejects
from tests.support.files.builders import LAYOUTS

_EMPLOYEES = "职工基本医疗保险"


def _forms(layout: str) -> dict[str, object]:
    return {"alternatives": tuple(form for form in LAYOUTS.values() if form.alternative_to == layout)}


def _state(one: Truth) -> list[str]:
    return ["暂停参保" if one.end else "正常参保", one.start.isoformat(), one.end.isoformat() if one.end else ""]


PLATFORM = replace(
    EMPLOYEE,
    header=("姓名", "证件号码", "险种类型", "人员参保状态", "本次参保日期", "暂停参保日期", "参保地医保区划"),
    cells=lambda t: [t.name, t.number, _EMPLOYEES, *_state(t), t.region],
)
PROXY = replace(
    TAX,
    header=("街道乡镇", "姓名", "身份证件号码", "人员编号", "代缴类别", "代缴金额"),
    cells=lambda t: [t.unit, t.name, t.number, f"44{t.receipt}", "特困人员", yuan(t.fen)],
    encoding="utf-8",
)
REQUEST = replace(
    PROXY,
    header=("镇（街）", "姓名", "身份证号码", "代缴类别", "参保类别", "代缴金额", "个人缴费金额", "请款批次"),
    cells=lambda t: [t.unit, t.name, t.number, "特困人员", "一档", yuan(t.fen), "0", "第一批"],
)
PROGRESS = replace(
    TARGETS,
    header=("序号", "乡镇", "任务数", "完成数", "完成率"),
    cells=lambda t: ["1", t.unit, t.persons, "12", "50%"],
    preamble=(),
)
CHANGES = replace(
    CIVIL,
    header=("增量形式", "姓名", "身份证号码", "医疗救助身份", "纳入资助时间", "身份取消时间"),
    cells=lambda t: ["变更", t.name, t.number, t.category, t.on.isoformat(), ""],
    values=lambda t: {
        "category": CATEGORIES[t.category], "op": "add", "replaces": True, "effective_on": t.on, "unit_id": None,
    },
    preamble=(),
)  # fmt: skip
DEATHS = replace(
    CIVIL,
    header=("序号", "姓名", "身份证号码", "死亡时间", "镇街"),
    cells=lambda t: [None, t.name, t.number, t.on.isoformat(), t.unit],
    preamble=(),
)


UNSTATED = replace(
    CIVIL,
    header=("姓名", "身份证号码", "人员类别", "所属乡镇", "认定日期", "变动日期"),
    cells=lambda t: [t.name, t.number, t.category, t.unit, t.on.isoformat(), t.on.isoformat()],
    preamble=(),
)


def _with(form: Form, changed: dict[str, str], count: int = 1, is_person: bool = True) -> Damage:
    """Change cells of the first rows; rows that are no employee's are further rows of the file."""

    def damage(table: Grid, rng: random.Random) -> None:
        places = {table.header.index(name): text for name, text in changed.items()}
        for line in table.data[:count]:
            cells = [places.get(at, cell) for at, cell in enumerate(line.cells)]
            if is_person:
                line.cells, line.hit = cells, True
            else:
                table.lines.append(Line(cells))

    return damage


def _platform(changed: dict[str, str], count: int = 1, is_person: bool = True) -> Damage:
    return _with(PLATFORM, changed, count, is_person)


def _two_days(day: str, word: str = "变更") -> Damage:
    return _with(CHANGES, {"增量形式": word, "身份取消时间": day}, 2)


_OF = {name: _forms(name) for name in ("employee", "tax", "targets", "civil_affairs")}
_CHANGE = _OF["civil_affairs"] | {"list_mode": "change"}
_OTHER_SCHEMES: Sequence[tuple[str, str]] = (("residents", "城乡居民基本医疗保险"), ("the code of residents", "390"))

KINDS: tuple[Kind, ...] = (
    kind(
        290, "rows of other schemes in a list of employees", "N",
        *((name, in_xlsx(PLATFORM, _platform({"险种类型": scheme}, 2, False), total=False, context=_OF["employee"]),
           loads("row_not_counted")) for name, scheme in _OTHER_SCHEMES),
        ("a supplement of the same person", in_xls(PLATFORM, _platform({"险种类型": "公务员医疗补助"}, 2, False),
                                                   context=_OF["employee"]), loads("row_not_counted")),
        ("employees only", in_xlsx(PLATFORM, total=False, context=_OF["employee"]), loads()),
        decided="left out with a remark: a resident is never loaded as an employee",
    ),
    kind(
        291, "employee insurance that is over, without the day of its end", "Q",
        ("paused", in_xlsx(PLATFORM, _platform({"人员参保状态": "暂停参保", "暂停参保日期": ""}), total=False,
                           context=_OF["employee"]), quarantines("end_missing")),
        ("its code", in_xls(PLATFORM, _platform({"人员参保状态": "2", "暂停参保日期": ""}, 2), context=_OF["employee"]),
         quarantines("end_missing")),
        ("a word for no end", in_xlsx(PLATFORM, _platform({"人员参保状态": "终止参保", "暂停参保日期": "长期"}),
                                      total=False, context=_OF["employee"]), quarantines("end_missing")),
        ("a state that nobody knows", in_xlsx(PLATFORM, _platform({"人员参保状态": "冻结"}), total=False,
                                              context=_OF["employee"]), quarantines("state_unknown")),
    ),
    kind(
        292, "a list of what funds pay, sent as payments", "H",
        ("proxy payments", in_xlsx(PROXY, total=False, context=_OF["tax"]), holds("fund_claim_list")),
        ("with a title", in_xlsx(PROXY, titles("2020年税务代缴明细"), total=False, context=_OF["tax"]),
         holds("fund_claim_list")),
        ("a request for funds", in_csv(REQUEST, context=_OF["tax"]), holds("fund_claim_list")),
        ("old workbook", in_xls(REQUEST, context=_OF["tax"]), holds("fund_claim_list")),
        decided="nobody has paid these sums: never loaded as payments",
    ),
    kind(
        293, "a table of the progress, sent as targets", "H",
        ("workbook", in_xlsx(PROGRESS, total=False, context=_OF["targets"]), holds("progress_table")),
        ("csv", in_csv(PROGRESS, context=_OF["targets"]), holds("progress_table")),
        ("with a title", in_xlsx(PROGRESS, titles("参保缴费进度表"), total=False, context=_OF["targets"]),
         holds("progress_table")),
    ),
    kind(
        294, "a change of category with two days", "Q",
        ("csv", in_csv(CHANGES, _two_days("2019-11-07"), context=_CHANGE),
         quarantines("change_two_days")),
        ("another form of the date", in_csv(CHANGES, _two_days("2019年11月8日"), context=_CHANGE),
         quarantines("change_two_days")),
        ("a word that is no change", in_csv(CHANGES, _two_days("", "搬迁"), context=_CHANGE),
         quarantines("op_unknown")),
        ("one day", in_csv(CHANGES, context=_CHANGE), loads()),
        decided="the days do not say when the earlier category ended",
    ),
    kind(
        295, "a list of deaths or of changes, sent as a full list", "H",
        ("deaths", in_csv(DEATHS, context=_OF["civil_affairs"]), holds("wrong_mode")),
        ("deaths in an old workbook", in_xls(DEATHS, context=_OF["civil_affairs"]), holds("wrong_mode")),
        ("changes", in_csv(CHANGES, context=_OF["civil_affairs"]), holds("wrong_mode")),
        decided="who has died is never added to a list",
    ),
    kind(
        296, "a list of changes without their kind", "R",
        ("csv", in_csv(UNSTATED, context=_CHANGE), rejects("column_missing")),
        ("workbook", in_xlsx(UNSTATED, total=False, context=_CHANGE), rejects("column_missing")),
        ("old workbook", in_xls(UNSTATED, context=_CHANGE), rejects("column_missing")),
        decided="a date of change without a kind is no death",
    ),
)  # fmt: skip

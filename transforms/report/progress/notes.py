"""Notes under the printed table: missing and differing figures, and their definitions. In Chinese, for officials."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from transforms.report.outcomes.content import outcome_notes
from transforms.report.progress.content import Report
from transforms.text.labels import ANY_SPECIAL, NO_UNIT, ON_NO_LIST
from transforms.text.ratio import percent_of_bp

Row = Mapping[str, Any]


def notes(report: Report, campaign: Row, targets_are_the_notices: bool) -> tuple[str, ...]:
    """Return all Chinese notes under the printed table, in print order; a note that does not apply is left out.

    `report`: the composed report: printed lines by unit, total, category and plan year, notes, and the lines of the
    data sheet. `campaign`: the campaign's row of the statement publish/read/campaign, also with the total target that
    the notice prints. `targets_are_the_notices`: True if every target is one of the notice; only then that total is
    compared with their sum.
    """
    shows = report.view.shows
    enrolment = [
        *_meaning(report),
        *_goals(report),
        *_missing_targets(report),
        *_no_unit(report),
        *(_printed_total(report, campaign) if targets_are_the_notices else []),
        *_denominator(report, campaign),
    ]
    texts = [
        *_part(report),
        *(enrolment if shows("enrolment") else _goals(report)),
        *(_undefined(report) if shows("special_populations") else []),
        *(outcome_notes(report.outcomes) if report.outcomes and shows("special_populations") else []),
        *(_money(report) if shows("money") else []),
    ]
    return tuple(texts)


def _part(report: Report) -> list[str]:
    """State of a recipient's own part which figures it has; the whole report needs no such note."""
    labels = {"enrolment": "参保", "special_populations": "特殊人群", "money": "资金"}
    fields = report.view.fields
    if fields is None:
        return []
    shown = "、".join(label for name, label in labels.items() if name in fields)
    return [f"本表只列{shown}数据，其他数据报送其他单位。"]


def _meaning(report: Report) -> list[str]:
    head = report.header
    stand = f"目标任务：{head.target_stand}。" if head.target_stand else "通知未下达分单位目标任务。"
    rank = "；排名按完成率，率相同名次相同" if report.view.units is None else ""
    return [f"{stand}完成率＝参保人数÷目标任务数{rank}。"]


def _goals(report: Report) -> list[str]:
    head, shows = report.header, report.view.shows
    goals = [
        ("完成率", head.completion_goal_bp, "enrolment"),
        ("参保率", head.enrolment_goal_bp, "enrolment"),
        ("特殊人群参保率", head.special_goal_bp, "special_populations"),
    ]
    stated = [f"{name}不低于{percent_of_bp(bp)}" for name, bp, group in goals if bp is not None and shows(group)]
    return [f"通知要求：{'，'.join(stated)}。"] if stated else []


def _missing_targets(report: Report) -> list[str]:
    units = [line for line in report.units if line.label != NO_UNIT]
    blank = [line.label for line in units if line.target_persons is None]
    if not blank or len(blank) == len(units):
        return []
    return [f"无目标任务数：{'、'.join(blank)}；不计算完成率、不排名，合计的目标任务数和完成率不含上述单位。"]


def _no_unit(report: Report) -> list[str]:
    persons = sum(line.enrolled_persons or 0 for line in report.units if line.label == NO_UNIT)
    return [f"{persons:,}人单位待定：计入合计人数，不计入完成率。"] if persons else []


def _printed_total(report: Report, campaign: Row) -> list[str]:
    """State the difference if the total that the notice prints is not the sum of its parts. The parts count."""
    printed, total = campaign.get("printed_total"), report.total.target_persons
    if printed is None or total is None or printed == total:
        return []
    return [f"通知所印合计{printed:,}人，分项相加{total:,}人，相差{total - printed:+,}人；本表以分项为准。"]


def _denominator(report: Report, campaign: Row) -> list[str]:
    head = report.header
    if not head.denominator_name:
        return ["参保率：通知未指明分母，列为“—”。"]
    if not head.denominator_source:
        return [f"参保率分母：{head.denominator_name}；未取得数字，列为“—”。"]
    text = f"参保率分母：{head.denominator_name}（来源：{head.denominator_source}）。"
    if campaign.get("employee_counts_as_covered"):
        text += "分子仅为居民医保参保人数，未计职工医保参保人数。"
    return [text]


def _undefined(report: Report) -> list[str]:
    """State how many persons' amounts the notice leaves open, in each category, and how many of them have paid."""
    lines = [(line.label, line.special) for line in (*report.categories, *report.tracked) if line.label != ANY_SPECIAL]
    lines.append((ON_NO_LIST, report.ordinary))
    parts = [
        f"{label}{special.undefined_persons:,}人（已缴费{special.undefined_paid_persons:,}人）"
        for label, special in lines
        if special and special.undefined_persons
    ]
    if not parts:
        return []
    return [
        f"金额未定：{'、'.join(parts)}。通知未写明这些人员的缴费或资助金额，所缴款项挂账、暂不计参保；"
        "特殊人群参保率是否达到要求，按扣除这些人员后的人数判断，不作为单位未完成。"
    ]


def _money(report: Report) -> list[str]:
    text = "金额单位：元。个人缴费以税务入库为准，按到账日统计；待退、待报销、挂账未从个人缴费中扣除。"
    years = len(report.plan_years)
    return [text + ("人数和上表金额只计本参保年度，其他参保年度另列。" if years > 1 else "")]

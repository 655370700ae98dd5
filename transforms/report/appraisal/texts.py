"""The rows of an appraisal in Chinese: points, score, rank, task, work money, outcome. 未定 if a figure is missing."""

from __future__ import annotations

from collections.abc import Sequence

from transforms.report.appraisal.content import UnitScore
from transforms.text.figures import short_decimal, yuan_grouped

UNDETERMINED = "未定"
OUTCOMES = {"": "", "rewarded": "奖励", "named": "通报、取消评先评优资格"}


def header(units: Sequence[UnitScore]) -> tuple[str, ...]:
    """Return the headings of the table; the items are those of the first unit. `units`: at least one."""
    return (
        "单位",
        *(f"{item.item} {item.label_zh}" for item in units[0].items),
        "得分",
        "名次",
        "完成任务",
        "工作经费（元）",
        "结果",
    )


def row(unit: UnitScore) -> tuple[str, ...]:
    """Return the texts of one unit, in the order of `header`."""
    is_complete = UNDETERMINED if unit.is_complete is None else "是" if unit.is_complete else "否"
    return (
        unit.name,
        *(_points(item.points_hundredths) for item in unit.items),
        _points(unit.score_hundredths),
        UNDETERMINED if unit.rank is None else str(unit.rank),
        is_complete,
        UNDETERMINED if unit.work_money_fen is None else yuan_grouped(unit.work_money_fen),
        UNDETERMINED if unit.outcome is None else OUTCOMES[unit.outcome],
    )


def _points(hundredths: int | None) -> str:
    return UNDETERMINED if hundredths is None else short_decimal(hundredths)

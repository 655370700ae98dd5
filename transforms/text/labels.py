"""File names and Chinese words of the extracts: one table, never typed twice."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from transforms.report.progress.content import Report, Slot

CADENCE_LABELS = {"day": "日报", "ten_day": "旬报", "half_month": "半月报", "month": "月报", "once": "专报"}
STATUS_LABELS = {
    "draft": "征求意见稿",
    "provisional": "预下达",
    "final": "正式",
    "in_force": "现行有效",
    "expired": "已失效",
    "not_given": "通知未给出",
}
STATE_LABELS = {
    "landed": "已收到，待处理",
    "committed": "已入库",
    "held": "暂存，待人工核定",
    "rejected": "已退回",
    "superseded": "已被更高版本替代",
    "revoked": "已由报送单位撤回",
}
# Whoever has no category that decides the amount: no pack lists this one.
ORDINARY = {"ordinary": "一般居民"}
UNKNOWN = "unknown:"
SCHEME = "城乡居民基本医疗保险"
NO_UNIT = "（单位待定）"


def category_label(category: str, labels: Mapping[str, str]) -> str:
    """The pack's label; a category that the pack does not know is shown as its sender wrote it, and said to be so."""
    if category.startswith(UNKNOWN):
        return f"{category.removeprefix(UNKNOWN)}（通知未列）"
    return ORDINARY.get(category) or labels.get(category, category)


def plan_year_label(plan_year: int) -> str:
    return f"{plan_year}参保年度"


def cadence_label(cadence: str) -> str:
    return CADENCE_LABELS.get(cadence, cadence)


def status_label(status: str) -> str:
    """A status as officials say it; one that is not in the table is printed as it stands."""
    return STATUS_LABELS.get(status, status)


def file_stem(pack_code: str, slot: Slot, correction_no: int) -> str:
    """`{pack_code}_{report}_{cadence}_{period_from}_{period_to}[_更正N]`, dates as YYYYMMDD."""
    suffix = f"_更正{correction_no}" if correction_no else ""
    return f"{pack_code}_{slot.report}_{slot.cadence}_{slot.period_from:%Y%m%d}_{slot.period_to:%Y%m%d}{suffix}"


def title(report: Report) -> str:
    """The headline of sheet and mail."""
    head = report.header
    correction = f"（更正第{report.correction_no}号）" if report.correction_no else ""
    return f"{head.place_name}{head.plan_year}年度{SCHEME}参保进度{cadence_label(report.slot.cadence)}{correction}"


def chinese_date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def subtitle(report: Report) -> str:
    """As-of date, period, pack version and status, standing of the targets."""
    head, slot = report.header, report.slot
    parts = [
        f"截至{chinese_date(slot.as_of)}（到账口径）",
        f"报告期{chinese_date(slot.period_from)}至{chinese_date(slot.period_to)}",
        f"政策包 {head.pack_code}（{status_label(head.pack_status)}）版本 {head.pack_version[:12]}",
    ]
    return "　".join(parts)

"""File names and Chinese words of the extracts: one table, never typed twice."""

from __future__ import annotations

from collections.abc import Mapping

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

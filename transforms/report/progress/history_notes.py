"""Notes about missing history of past years: undetermined waiting months and rewards, years never delivered. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

Row = Mapping[str, Any]


def history_gaps(years: Sequence[Row], persons: Row) -> dict[str, Any] | None:
    """Return what a manifest keeps of the gaps, as JSON-able values; None for a pack without rules about past years.

    `years`: plan_year, for_waiting, for_reward, deliveries; `persons`: waiting_persons, reward_persons.
    """
    if not years:
        return None
    return {
        "waiting_persons": persons["waiting_persons"],
        "reward_persons": persons["reward_persons"],
        "years": [year["plan_year"] for year in years],
        "missing_years": [year["plan_year"] for year in years if not year["deliveries"]],
    }


def is_complete(gaps: Row) -> bool:
    """Return whether no person's months or reward, and no whole year, is missing."""
    return not (gaps["waiting_persons"] or gaps["reward_persons"] or gaps["missing_years"])


def history_notes(gaps: Row | None) -> tuple[str, ...]:
    """Compose at most one note for officials; none if the pack has no rules about history, or all of it arrived."""
    if gaps is None or is_complete(gaps):
        return ()
    return (f"往年参保记录不全（按最近一次核定）：{'；'.join([*_persons(gaps), *_years(gaps)])}。补送后将重新核定。",)


def complete_text(gaps: Row) -> str:
    """Compose the text for a complete history."""
    return f"往年参保记录齐全（{_named(gaps['years'])}）。"


def _persons(gaps: Row) -> list[str]:
    counts = [("待遇等待期", gaps["waiting_persons"]), ("连续参保激励", gaps["reward_persons"])]
    parts = [f"{count:,}人的{item}" for item, count in counts if count]
    return [f"已参保人员中，{'、'.join(parts)}因未收到本人往年记录，无法核定"] if parts else []


def _years(gaps: Row) -> list[str]:
    missing = gaps["missing_years"]
    return [f"{_named(missing)}未收到任何人的参保记录"] if missing else []


def _named(years: Sequence[int]) -> str:
    return f"{'、'.join(str(year) for year in years)}年度"

"""Notes about missing history of past years: undetermined waiting months and rewards, years never delivered. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypedDict


class PastYear(TypedDict):
    """Row of progress/history_year: a past plan year that the pack's rules read, with the number of its deliveries."""

    plan_year: int
    for_waiting: bool
    for_reward: bool
    deliveries: int


class UndeterminedPersons(TypedDict):
    """Row of progress/history_missing: enrolled persons without a waiting period or reward, as history is missing."""

    persons: int
    waiting_persons: int
    reward_persons: int


class HistoryGaps(TypedDict):
    """Keys of a manifest about missing history; `years` are all past years that the pack's rules read."""

    waiting_persons: int
    reward_persons: int
    years: list[int]
    missing_years: list[int]


def history_gaps(years: Sequence[PastYear], persons: UndeterminedPersons) -> HistoryGaps | None:
    """Return the missing history as a report's manifest records it; None for a pack without rules about past years.

    The result: the numbers of these persons, all past years that the rules read, and those that are missing. `years`:
    past plan years that the pack's rules read; a year without deliveries is missing. `persons`: counts of enrolled
    persons whose waiting period or reward could not be determined.
    """
    if not years:
        return None
    return {
        "waiting_persons": persons["waiting_persons"],
        "reward_persons": persons["reward_persons"],
        "years": [year["plan_year"] for year in years],
        "missing_years": [year["plan_year"] for year in years if not year["deliveries"]],
    }


def is_complete(gaps: HistoryGaps) -> bool:
    """Return whether history is complete: no person lacks a waiting period or reward, and no year lacks deliveries.

    `gaps`: numbers of these persons, and the past years with and without deliveries, from `history_gaps`.
    """
    return not (gaps["waiting_persons"] or gaps["reward_persons"] or gaps["missing_years"])


def history_notes(gaps: HistoryGaps | None) -> tuple[str, ...]:
    """Return the Chinese note about missing history, as a tuple of at most one text.

    `gaps`: persons and past years with missing history, from `history_gaps`; None: the pack has no rules about past
    years. Empty if `gaps` is None or if history is complete.
    """
    if gaps is None or is_complete(gaps):
        return ()
    return (f"往年参保记录不全（按最近一次核定）：{'；'.join([*_persons(gaps), *_years(gaps)])}。补送后将重新核定。",)


def complete_text(gaps: HistoryGaps) -> str:
    """Return the Chinese sentence that the history of all past years that the pack's rules read is complete.

    `gaps`: names these years. Does not check that nothing is missing; `is_complete` does.
    """
    return f"往年参保记录齐全（{_named(gaps['years'])}）。"


def _persons(gaps: HistoryGaps) -> list[str]:
    counts = [("待遇等待期", gaps["waiting_persons"]), ("连续参保激励", gaps["reward_persons"])]
    parts = [f"{count:,}人的{item}" for item, count in counts if count]
    return [f"已参保人员中，{'、'.join(parts)}因未收到本人往年记录，无法核定"] if parts else []


def _years(gaps: HistoryGaps) -> list[str]:
    missing = gaps["missing_years"]
    return [f"{_named(missing)}未收到任何人的参保记录"] if missing else []


def _named(years: Sequence[int]) -> str:
    return f"{'、'.join(str(year) for year in years)}年度"

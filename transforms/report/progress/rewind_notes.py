"""更正说明 of a report whose assessment was taken back by `campaign rewind`: from which day to which, and why. Pure.

The reason is a code (`REWIND_REASON_LABELS`): the note of the order may name a person, and stays in the warehouse.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TypedDict

from transforms.text.figures import date_zh
from transforms.text.labels import REWIND_REASON_LABELS


class RewindRow(TypedDict):
    """Row of publish/corrections/rewind: an order to go back that took back the assessment of a publication."""

    from_on: date
    to_on: date
    reason: str


class RewindCause(TypedDict):
    """An order to go back, as a manifest keeps it; the days are ISO dates."""

    from_on: str
    to_on: str
    reason: str


def rewind_causes(rows: Sequence[RewindRow]) -> list[RewindCause]:
    """Return the orders to go back as a manifest records them: the days as ISO texts, the reason as its code."""
    return [
        {"from_on": row["from_on"].isoformat(), "to_on": row["to_on"].isoformat(), "reason": row["reason"]}
        for row in rows
    ]


def rewind_notes(causes: Sequence[RewindCause]) -> tuple[str, ...]:
    """Compose one Chinese note per order to go back, as the manifest keeps them, in their order.

    A reason without a label, as older manifests have, is 其他原因: it was typed, and may name a person.
    """
    return tuple(
        f"更正说明：核定曾做到{_day(cause['from_on'])}，其后退回到{_day(cause['to_on'])}重新核定。"
        f"退回理由：{REWIND_REASON_LABELS.get(cause['reason'], REWIND_REASON_LABELS['other'])}。"
        for cause in causes
    )


def _day(text: str) -> str:
    return date_zh(date.fromisoformat(text))

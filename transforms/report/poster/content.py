"""The content of a poster, before it is a file: plain frozen records, whole numbers only."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypedDict

from transforms.report.progress.content import Report


class FrameRow(TypedDict):
    """The pack's part of a poster: the last day of the campaign's window, as ISO text."""

    ends_on: str


@dataclass(frozen=True)
class Posting:
    """A poster of one unit, or of the whole place.

    `progress`: the progress report of the unit; `increment_persons`: change of the enrolled persons in the period;
    `is_incomplete`: deliveries that were due had not come, or wait.
    """

    progress: Report
    increment_persons: int
    frame: FrameRow
    is_incomplete: bool = False

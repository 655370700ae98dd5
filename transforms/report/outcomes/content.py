"""The table of special populations by outcome, before it is on a sheet: whole persons and exact ratios."""

from __future__ import annotations

from dataclasses import dataclass

from transforms.text.labels import UNINSURED_REASON_LABELS
from transforms.text.ratio import Ratio, percent, ratio

ENROLLED, UNANSWERED, OTHER = "enrolled", "unanswered", "other"
OUTCOME_LABELS = {
    ENROLLED: UNINSURED_REASON_LABELS["resident_here"],
    **{reason: label for reason, label in UNINSURED_REASON_LABELS.items() if reason != "resident_here"},
    UNANSWERED: "未反馈",
}
"""Outcome -> heading, in the order of the form. Of residents here, only those who are enrolled by the ledger count."""
OPEN = (OTHER, UNANSWERED)
"""Outcomes of persons who are neither enrolled nor explained."""


@dataclass(frozen=True)
class OutcomeLine:
    """Persons of one unit by outcome. `number`: rank by the rate of the explained; None: the line has none."""

    label: str
    number: int | None
    persons: dict[str, int]
    has_rate: bool = True

    @property
    def members(self) -> int:
        """Return the number of all persons of the line (任务数)."""
        return sum(self.persons.values())

    @property
    def done(self) -> int:
        """Return the persons who are enrolled or explained (完成数): all but 其他原因 and the unanswered."""
        return sum(count for outcome, count in self.persons.items() if outcome not in OPEN)

    @property
    def enrolled(self) -> int:
        """Return the persons who are enrolled by the ledger."""
        return self.persons.get(ENROLLED, 0)

    @property
    def done_rate(self) -> Ratio | None:
        """Return the share of the enrolled and explained (完成率); None without persons, or for a line without rate."""
        return ratio(self.done, self.members) if self.has_rate else None

    @property
    def enrolled_rate(self) -> Ratio | None:
        """Return the share of the enrolled (参保率); None without persons, or for a line without rate."""
        return ratio(self.enrolled, self.members) if self.has_rate else None


@dataclass(frozen=True)
class OutcomeTable:
    """Lines by rate, highest first; then persons of no known unit (其他), if there are any; `total` without number."""

    lines: tuple[OutcomeLine, ...]
    total: OutcomeLine


def outcome_notes(table: OutcomeTable) -> list[str]:
    """State the enrolled, the explained and the others apart, so that nobody takes the explained for enrolled."""
    total = table.total
    if not total.members:
        return []
    explained, left = total.done - total.enrolled, total.members - total.done
    return [
        f"特殊人群{total.members:,}人：已参保{total.enrolled:,}人（参保率{percent(total.enrolled_rate)}）；"
        f"未参保但已说明原因{explained:,}人；其他原因或未反馈{left:,}人。"
        f"“特殊人群”表的完成率{percent(total.done_rate)}含已说明原因的人，不是参保率。"
    ]

"""Compare judged results with the effective ones, before they are written: counts and sums, no persons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from sqlalchemy import Connection

from warehouse.statements import Query

Measure = Literal["due", "fund", "posted_fund", "refundable", "reimbursable"]
MEASURES: tuple[Measure, ...] = ("due", "fund", "posted_fund", "refundable", "reimbursable")
KEYS = ("plan_year", "unit_id", "category_before", "category_after", "payer")


class BeforeAfter(NamedTuple):
    """A sum before and after the change, in whole fen."""

    before_fen: int
    after_fen: int

    @property
    def difference_fen(self) -> int:
        """Sum after the change minus sum before it; negative if the change takes money away."""
        return self.after_fen - self.before_fen

    def plus(self, other: BeforeAfter) -> BeforeAfter:
        """Return a new pair: the sums `before` of both pairs added, and the sums `after`; neither pair is changed."""
        return BeforeAfter(self.before_fen + other.before_fen, self.after_fen + other.after_fen)


Sums = Mapping[Measure, BeforeAfter]
NO_SUMS: Sums = dict.fromkeys(MEASURES, BeforeAfter(0, 0))


@dataclass(frozen=True)
class ImpactLine:
    """Affected persons of one plan year, unit, category before and after, and payer.

    The payer '' is the persons' own part: `due` and `refundable`. A fund's line counts only the persons whose share
    from that fund changes. A category '' means that there is no result on that side.
    """

    plan_year: int
    unit_id: str
    category_before: str
    category_after: str
    payer: str
    persons: int
    sums: Sums

    def columns(self) -> dict[str, object]:
        """Return column -> value for a row of `ledger.policy_correction_line`, without campaign and assessment.

        The columns are plan year, unit, categories, payer, number of persons, and for each measure `…_before_fen` and
        `…_after_fen`.
        """
        keys: dict[str, object] = {name: getattr(self, name) for name in KEYS}
        fen = {
            f"{measure}_{when}_fen": value
            for measure, pair in self.sums.items()
            for when, value in zip(("before", "after"), pair, strict=True)
        }
        return keys | {"persons": self.persons} | fen


@dataclass(frozen=True)
class StatusChange:
    """Number of affected persons with this status before and after; '' means that there is no result on that side."""

    status_before: str
    status_after: str
    persons: int


@dataclass(frozen=True)
class Impact:
    """Differences of the judged results. `persons` counts each affected person once; `total` sums over all of them.

    `fund` is what a payer would give for every entitled person, `posted_fund` what the ledger shows.
    """

    lines: tuple[ImpactLine, ...]
    statuses: tuple[StatusChange, ...]
    persons: int
    total: Sums


@dataclass(frozen=True)
class _Row:
    """A row of the statement: a line, a change of status, or the total; what the kind lacks is None."""

    kind: Literal["line", "status", "total"]
    plan_year: int | None
    unit_id: str | None
    category_before: str | None
    category_after: str | None
    payer: str | None
    status_before: str | None
    status_after: str | None
    persons: int
    due_before_fen: int
    due_after_fen: int
    fund_before_fen: int
    fund_after_fen: int
    posted_fund_before_fen: int
    posted_fund_after_fen: int
    refundable_before_fen: int
    refundable_after_fen: int
    reimbursable_before_fen: int
    reimbursable_after_fen: int

    def sums(self) -> Sums:
        return {
            "due": BeforeAfter(self.due_before_fen, self.due_after_fen),
            "fund": BeforeAfter(self.fund_before_fen, self.fund_after_fen),
            "posted_fund": BeforeAfter(self.posted_fund_before_fen, self.posted_fund_after_fen),
            "refundable": BeforeAfter(self.refundable_before_fen, self.refundable_after_fen),
            "reimbursable": BeforeAfter(self.reimbursable_before_fen, self.reimbursable_after_fen),
        }


_DIFFERENCE = Query("policy/whatif/difference", _Row)


def measure_impact(conn: Connection, campaign: int) -> Impact:
    """Compare the judged results (work tables) with the effective results (`core.dues`); return the differences.

    An `Impact` has counts of persons and sums before and after in fen, by plan year, unit, category and payer, and in
    total, and the changes of status. `campaign`: id of the campaign. Call it after judging and before the results are
    written. Writes nothing.
    """
    lines, statuses = [], []
    persons, total = 0, NO_SUMS
    for row in _DIFFERENCE.all(conn, campaign_id=campaign):
        if row.kind == "line":
            assert row.plan_year is not None
            lines.append(
                ImpactLine(
                    row.plan_year,
                    row.unit_id or "",
                    row.category_before or "",
                    row.category_after or "",
                    row.payer or "",
                    row.persons,
                    row.sums(),
                )
            )
        elif row.kind == "status":
            statuses.append(StatusChange(row.status_before or "", row.status_after or "", row.persons))
        else:
            persons, total = row.persons, row.sums()
    return Impact(tuple(lines), tuple(statuses), persons, total)

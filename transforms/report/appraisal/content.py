"""Figures that an appraisal needs of a unit, and its result. Whole numbers: persons, fen, hundredths of a point."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, TypedDict

from transforms.policy.model.appraisal import Appraisal
from transforms.report.bulletin.content import LetterRow
from transforms.report.progress.content import Report

Outcome = Literal["", "rewarded", "named"]
"""Consequence of the rank: nothing, a reward, or that the unit is criticised by name and loses its awards."""


@dataclass(frozen=True)
class Share:
    """Persons who fulfil something, of all persons concerned. Of nobody, all fulfil it. ValueError if negative."""

    persons: int
    of_persons: int

    def __post_init__(self) -> None:
        if self.persons < 0 or self.of_persons < 0:
            raise ValueError("persons are not negative")


@dataclass(frozen=True)
class UnitFigures:
    """The figures of one unit. None = not known: what depends on it gets no points.

    target_persons: the task of the year; enrolment: enrolled of the denominator of the enrolment rate; accuracy:
    records without a fault of all records; categories: enrolled of the members, by category; newcomers: of the persons
    who were recognised after the window, those enrolled in their month, and those with right data, as two shares;
    cases: number of cases that cost points.
    """

    unit_id: str
    name: str
    enrolled_persons: int
    target_persons: int | None = None
    enrolment: Share | None = None
    accuracy: Share | None = None
    categories: Mapping[str, Share | None] = field(default_factory=dict)
    newcomers: tuple[Share, ...] | None = None
    cases: int | None = None


@dataclass(frozen=True)
class ItemScore:
    """The points of one item, in hundredths; None: a figure is missing."""

    item: str
    label_zh: str
    points_hundredths: int | None


@dataclass(frozen=True)
class UnitScore:
    """The appraisal of one unit. None = not determined.

    score_hundredths: sum of the items, in hundredths of a point; rank: 1 is the best, equal scores share a rank;
    is_complete: whether the unit completed its task; work_money_fen: 0 if the condition for it does not hold.
    """

    unit_id: str
    name: str
    items: tuple[ItemScore, ...]
    score_hundredths: int | None
    is_complete: bool | None
    work_money_fen: int | None
    rank: int | None = None
    outcome: Outcome | None = None


class MemberRow(TypedDict):
    """Row of publish/read/members_by_day: changes of a category's living and enrolled members of a unit on one day."""

    unit_id: str
    category: str
    on_date: date
    member_persons: int
    enrolled_persons: int


@dataclass(frozen=True)
class AppraisedUnit:
    """One unit: its figures, its scores, the figures that nobody delivered, and those that contradict each other.

    `delivered`: measure -> figure, as the officers delivered it; None: not delivered. `missing` and `contradictions`
    are Chinese words.
    """

    figures: UnitFigures
    score: UnitScore
    delivered: Mapping[str, int | None]
    missing: tuple[str, ...] = ()
    contradictions: tuple[str, ...] = ()


@dataclass(frozen=True)
class AppraisalContent:
    """A whole appraisal; `units` are in the order of the notice.

    `progress`: the progress report of the same day, from which names, versions and enrolled persons are; `letter`: the
    frame of the document; `deliverer`: who delivers the officers' figures, '' if the pack names nobody; `gaps`: what
    the figures of the ledger lack, in Chinese.
    """

    progress: Report
    letter: LetterRow
    formula: Appraisal
    units: tuple[AppraisedUnit, ...]
    deliverer: str
    gaps: tuple[str, ...] = ()

    @property
    def ranked(self) -> tuple[AppraisedUnit, ...]:
        """The units by rank, equal ranks in the order of the notice; that order alone while there are no ranks."""
        return tuple(sorted(self.units, key=lambda unit: unit.score.rank or 0))

"""The scoring of units (考核) where a notice gives a formula: items, points, work money, awards.

Points and rates are integers (basis points, fen); the reading of a part of a percentage point is a parameter.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.base import BasisPoints, Code, Fen, Rule, Strict, Text, refusal

Points = Annotated[int, Field(ge=0, le=100)]


class AppraisalItem(Rule):
    """One scored item: full points at `full_at_bp`, then so many points up or down per whole percentage point.

    `case_deduction` is for items that lose points per case. `cut_off_on` is the day of the figures.
    """

    item: Annotated[str, Field(pattern=r"^[A-Z][0-9]+$")]
    label_zh: Text
    points: Points
    measure: Literal["enrolment_rate", "accuracy_rate", "category_rate", "cases"]
    category: Code | None = None
    full_at_bp: BasisPoints | None = None
    bonus_per_point: Points = 0
    deduction_per_point: Points = 0
    case_deduction: Points = 0
    newcomer_deduction_per_point: Points = 0
    cut_off_on: date | None = None

    @model_validator(mode="after")
    def _has_a_scale(self) -> AppraisalItem:
        if (self.measure == "cases") != (self.full_at_bp is None):
            raise refusal("按率计分的项目给出 full_at_bp", "items scored by a rate give full_at_bp")
        if (self.measure == "category_rate") != (self.category is not None):
            raise refusal("category_rate 且仅它给出 category", "category goes with category_rate only")
        return self


class WorkMoney(Rule):
    """Money per enrolled person for units that complete their task, in whole fen."""

    only_if_task_complete: bool
    full_score: Points
    base_fen_per_person: Fen
    bonus_fen_per_point: Fen
    deduction_fen_per_point: Fen


class Awards(Rule):
    """Who is rewarded and who is named; both conditions of each must hold."""

    top_places: Annotated[int, Field(ge=1)]
    top_needs_task_complete: bool
    last_is_named_if_incomplete: bool
    last_loses_awards: bool


class PartialPoints(Strict):
    """How a part of a percentage point and a negative item are read; the notice does not say, so it is inferred."""

    rounding: Literal["truncate", "pro_rata"]
    floor: Points
    inferred: Text


class Appraisal(Rule):
    """The whole formula; the points of the items make the printed total."""

    total_points: Points
    total_acknowledged: Text | None = None
    partial_points: PartialPoints
    items: Annotated[tuple[AppraisalItem, ...], Field(min_length=1)]
    work_money: WorkMoney
    awards: Awards

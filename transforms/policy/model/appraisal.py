"""The scoring of units (考核) if a notice gives a formula: items, points, work money, awards.

Points and rates are integers (basis points, fen). How a part of a percentage point counts is a parameter.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.model.base import BasisPoints, Code, Fen, Rule, Strict, Text, refusal

Points = Annotated[int, Field(ge=0, le=100)]


class AppraisalItem(Rule):
    """One scored item: full points at `full_at_bp`, then points up or down for each whole percentage point.

    `case_deduction` is for items that lose points for each case. `cut_off_on` is the day of the figures.
    """

    item: Annotated[str, Field(pattern=r"^[A-Z][0-9]+$")] = Field(description="Its number in the notice.")
    label_zh: Text = Field(description="What is scored.")
    points: Points = Field(description="Full points.")
    measure: Literal["enrolment_rate", "accuracy_rate", "category_rate", "cases"] = Field(
        description="The measure that it is scored by."
    )
    category: Code | None = Field(default=None, description="The category, for `category_rate`.")
    full_at_bp: BasisPoints | None = Field(default=None, description="The rate that gives full points.")
    bonus_per_point: Points = Field(default=0, description="Points more for each percentage point above.")
    deduction_per_point: Points = Field(default=0, description="Points less for each percentage point below.")
    case_deduction: Points = Field(default=0, description="Points less for each case.")
    newcomer_deduction_per_point: Points = Field(
        default=0, description="Points less for each percentage point of persons recognised since."
    )
    cut_off_on: date | None = Field(default=None, description="The day of the figures.")

    @model_validator(mode="after")
    def _has_a_scale(self) -> AppraisalItem:
        if (self.measure == "cases") != (self.full_at_bp is None):
            raise refusal("按率计分的项目给出 full_at_bp", "items scored by a rate give full_at_bp")
        if (self.measure == "category_rate") != (self.category is not None):
            raise refusal("category_rate 且仅它给出 category", "category goes with category_rate only")
        return self


class WorkMoney(Rule):
    """Money for each enrolled person of a unit that completed its task, in whole fen."""

    only_if_task_complete: bool = Field(description="Whether it is paid only to units that completed the task.")
    full_score: Points = Field(description="The score that gives the base.")
    base_fen_per_person: Fen = Field(description="Money for each enrolled person at the full score.")
    bonus_fen_per_point: Fen = Field(description="Increase for each person and point above.")
    deduction_fen_per_point: Fen = Field(description="Decrease for each person and point below.")


class Awards(Rule):
    """Which units are rewarded and which is criticised by name; both conditions of each must hold."""

    top_places: Annotated[int, Field(ge=1)] = Field(description="How many places are rewarded.")
    top_needs_task_complete: bool = Field(description="Whether a completed task is needed.")
    last_is_named_if_incomplete: bool = Field(description="Whether the last is named where its task is not complete.")
    last_loses_awards: bool = Field(description="Whether the last loses other awards.")


class PartialPoints(Strict):
    """How a part of a percentage point and a negative item are read. The notice is silent, so it is inferred."""

    rounding: Literal["truncate", "pro_rata"] = Field(
        description="Whether a part of a percentage point counts in proportion or not at all."
    )
    floor: Points = Field(description="The least points of an item.")
    inferred: Text = Field(description="Why it is read so.")


class Appraisal(Rule):
    """The whole formula. The points of the items add up to the printed total."""

    total_points: Points = Field(description="The printed total.")
    total_acknowledged: Text | None = Field(
        default=None, description="Why it is not the sum of the items; needed where it differs."
    )
    partial_points: PartialPoints = Field(description="How parts of a percentage point are read.")
    items: Annotated[tuple[AppraisalItem, ...], Field(min_length=1)] = Field(description="The scored items.")
    work_money: WorkMoney = Field(description="The money that follows from the score.")
    awards: Awards = Field(description="What follows from the ranking.")

"""Conditions of a rule: on the day of payment and on the person. All ranges include both ends."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.model.base import Code, Strict, Text, refusal

Phase = Literal["in_window", "late"]
Age = Annotated[int, Field(ge=0, le=130)]
Grade = Annotated[int, Field(ge=1, le=9)]
Days = Annotated[int, Field(ge=0, le=366)]
Months = Annotated[int, Field(ge=0, le=60)]
Years = Annotated[int, Field(ge=0, le=60)]
PlanYear = Annotated[int, Field(ge=2000, le=2100)]
Codes = Annotated[tuple[Code, ...], Field(min_length=1)]


def _check_ranges(pairs: tuple[tuple[date | int | None, date | int | None], ...]) -> None:
    for low, high in pairs:
        if low is not None and high is not None and low > high:  # type: ignore[operator]
            raise refusal("下限不得大于上限", "the lower end is not above the upper end")


class DayConditions(Strict):
    """Conditions on the day that decides. A condition that is left out does not matter; ranges include both ends."""

    valid_from: date | None = Field(default=None, description="Holds from this day on.")
    valid_to: date | None = Field(default=None, description="Holds up to this day.")
    phase: Phase | None = Field(default=None, description="Holds up to the last day of the windows, or after it.")
    with_any: Codes | None = Field(
        default=None, description="Holds for a person in one of these categories on that day."
    )
    unless_any: Codes | None = Field(
        default=None, description="Does not hold for a person in one of these categories on that day."
    )

    @model_validator(mode="after")
    def _days_are_ordered(self) -> DayConditions:
        _check_ranges(((self.valid_from, self.valid_to),))
        return self


class Conditions(DayConditions):
    """Conditions of a subsidy rule: what the list states about the person, and the day that decides.

    Age is taken on `age_on`, else on the cut-off date of the first list that names the person in the category.
    """

    min_age: Age | None = Field(default=None, description="At least this many full years.")
    max_age: Age | None = Field(default=None, description="At most this many full years.")
    age_on: date | None = Field(
        default=None,
        description="The day on which age is taken; else the cut-off of the first list that names the person.",
    )
    min_grade: Grade | None = Field(default=None, description="At least this grade.")
    max_grade: Grade | None = Field(default=None, description="At most this grade.")
    subclasses: Annotated[tuple[Text, ...], Field(min_length=1)] | None = Field(
        default=None, description="One of these sub-classes, as the list writes them."
    )
    hukou_local: bool | None = Field(
        default=None, description="Whether the person is of local hukou, by the list, else by the roll."
    )
    recognised_from: date | None = Field(default=None, description="Recognised on this day or later.")
    recognised_to: date | None = Field(default=None, description="Recognised on this day or earlier.")

    @model_validator(mode="after")
    def _ranges_are_ordered(self) -> Conditions:
        _check_ranges(
            (
                (self.min_age, self.max_age),
                (self.min_grade, self.max_grade),
                (self.recognised_from, self.recognised_to),
            )
        )
        if self.age_on is not None and self.min_age is None and self.max_age is None:
            raise refusal("给出 age_on 时应给出年龄", "age_on goes with an age")
        return self


class PersonConditions(DayConditions):
    """Conditions of a price, coverage or waiting rule: on the person and the day of payment.

    Days and months of birth are counted from the birth to the day of payment.
    """

    min_age: Age | None = Field(default=None, description="At least this many full years on `age_on`.")
    max_age: Age | None = Field(default=None, description="At most this many full years on `age_on`.")
    age_on: date | None = Field(default=None, description="The day on which age is taken.")
    hukou_local: bool | None = Field(default=None, description="Whether the roll states local hukou.")
    continuing: bool | None = Field(
        default=None, description="Whether the roll states that the person was insured last year; unknown is no."
    )
    born_in_plan_year: bool | None = Field(default=None, description="Whether the person was born in that plan year.")
    within_days_of_birth: Days | None = Field(default=None, description="Paid at most this many days after the birth.")
    within_months_of_birth: Months | None = Field(
        default=None, description="Paid at most this many calendar months after the birth."
    )

    @model_validator(mode="after")
    def _ranges_are_ordered(self) -> PersonConditions:
        _check_ranges(((self.min_age, self.max_age),))
        if (self.age_on is None) != (self.min_age is None and self.max_age is None):
            raise refusal("年龄条件与 age_on 应同时给出", "an age and age_on are given together")
        return self

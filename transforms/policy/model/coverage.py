"""When benefits begin, the waiting period, and the reward for consecutive years."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.model.base import Fen, Phrase, Rule, Strict, refusal
from transforms.policy.model.conditions import (
    Days,
    Months,
    PersonConditions,
    PlanYear,
    Years,
)


class Start(Phrase):
    """One way to reckon a first day: from `base`, plus months, plus days, then perhaps the first day of that month."""

    base: Literal["payment", "received", "birth", "date"] = Field(
        description="Reckoned from the day of payment, of receipt, of birth, or a date."
    )
    start_on: date | None = Field(default=None, description="The date, for base `date`.")
    add_months: Months = Field(default=0, description="Plus so many calendar months.")
    add_days: Days = Field(default=0, description="Plus so many days.")
    month_start: bool = Field(default=False, description="`true`: then back to the first day of that month.")

    @model_validator(mode="after")
    def _date_is_given(self) -> Start:
        if (self.base == "date") != (self.start_on is not None):
            raise refusal("base 为 date 时且仅此时给出 start_on", "start_on goes with base date only")
        return self


class CoverageRule(Rule):
    """When benefits begin for payments that match: the first rule that holds, and the latest of its starts."""

    when: PersonConditions = Field(default=PersonConditions(), description="For whom and for which payments.")
    starts: Annotated[tuple[Start, ...], Field(min_length=1, max_length=3)] = Field(
        description="The ways to reckon the first day; the latest counts."
    )

    @model_validator(mode="after")
    def _birth_is_limited(self) -> CoverageRule:
        limits = (self.when.within_days_of_birth, self.when.within_months_of_birth, self.when.born_in_plan_year or None)
        if any(one.base == "birth" for one in self.starts) and all(limit is None for limit in limits):
            raise refusal("自出生起享受待遇应限定新生儿", "coverage from birth is for newborns: say until when")
        return self


class Repair(Strict):
    """Paying missed years shortens the waiting, one month for each year, down to a floor after a long gap."""

    price_fen: Fen = Field(description="What one missed year costs.")
    long_gap_years: Annotated[int, Field(ge=1, le=60)] | None = Field(
        default=None, description="From so many missed years on the floor holds."
    )
    floor_months: Months | None = Field(default=None, description="The least months that remain then.")

    @model_validator(mode="after")
    def _floor_goes_with_gap(self) -> Repair:
        if (self.long_gap_years is None) != (self.floor_months is None):
            raise refusal("long_gap_years 与 floor_months 应同时给出", "long_gap_years and floor_months go together")
        return self


class WaitingRule(Rule):
    """Months between coverage start and full benefits (待遇等待期): the first rule that holds. Needs the history."""

    when: PersonConditions = Field(default=PersonConditions(), description="For whom and for which payments.")
    min_missed_years: Years = Field(default=0, description="Holds for who missed at least so many years.")
    counts_from_year: PlanYear = Field(description="Years before this one are not counted as missed.")
    fixed_months: Months = Field(description="Months for everybody.")
    months_per_missed_year: Months = Field(description="Months for each missed year.")
    first_missed_year_counts: bool = Field(description="Whether the first missed year adds months.")
    repair: Repair | None = Field(default=None, description="Where missed years may be paid afterwards.")


class Reward(Rule):
    """What consecutive years raise the ceiling of benefits by (连续参保激励). Needs the history."""

    after_years: Years = Field(description="Consecutive years that give nothing yet.")
    fen_per_year: Fen = Field(description="What each further year gives.")
    most_fen: Fen | None = Field(default=None, description="The most that it can come to.")

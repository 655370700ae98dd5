"""When benefits begin, the waiting period, and the reward for consecutive years."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.model.base import Fen, Name, Phrase, Rule, Strict, refusal
from transforms.policy.model.conditions import (
    Days,
    Months,
    PersonConditions,
    PlanYear,
    Years,
)


class Start(Phrase):
    """One way to compute a first day: from `base`, plus months, plus days, perhaps back to the first of the month."""

    base: Literal["payment", "received", "birth", "date"] = Field(
        description="Reckoned from the day of payment, of receipt, of birth, or a date."
    )
    start_on: date | None = Field(default=None, description="The date, for base `date`.")
    add_months: Months = Field(default=0, description="Plus this many calendar months.")
    add_days: Days = Field(default=0, description="Plus this many days.")
    month_start: bool = Field(default=False, description="`true`: then back to the first day of that month.")

    @model_validator(mode="after")
    def _date_is_given(self) -> Start:
        if (self.base == "date") != (self.start_on is not None):
            raise refusal("base 为 date 时且仅此时给出 start_on", "start_on goes with base date only")
        return self


class CoverageRule(Rule):
    """When benefits begin for payments that match. The first rule that holds counts, and the latest of its starts."""

    ground_zh: Name | None = Field(
        default=None,
        description="The persons in a word, such as 续保人员, for the list of coverage (`coverage_list`); null: their "
        "conditions in words.",
    )
    when: PersonConditions = Field(default=PersonConditions(), description="The persons and payments that it is for.")
    starts: Annotated[tuple[Start, ...], Field(min_length=1, max_length=3)] = Field(
        description="The ways to reckon the first day; the latest counts."
    )

    @model_validator(mode="after")
    def _birth_is_limited(self) -> CoverageRule:
        limits = (self.when.within_days_of_birth, self.when.within_months_of_birth, self.when.born_in_plan_year or None)
        if any(start.base == "birth" for start in self.starts) and all(limit is None for limit in limits):
            raise refusal("自出生起享受待遇应限定新生儿", "coverage from birth is for newborns: say until when")
        return self


class Repair(Strict):
    """How paying missed years shortens the waiting: by one month for each year, down to a floor after a long gap."""

    price_fen: Fen = Field(description="What one missed year costs.")
    long_gap_years: Annotated[int, Field(ge=1, le=60)] | None = Field(
        default=None, description="From this many missed years, the floor holds."
    )
    floor_months: Months | None = Field(default=None, description="The least months that remain then.")

    @model_validator(mode="after")
    def _floor_goes_with_gap(self) -> Repair:
        if (self.long_gap_years is None) != (self.floor_months is None):
            raise refusal("long_gap_years 与 floor_months 应同时给出", "long_gap_years and floor_months go together")
        return self


class WaitingRule(Rule):
    """Months between the start of coverage and full benefits (待遇等待期). The first rule that holds counts.

    It needs the history of past years.
    """

    when: PersonConditions = Field(default=PersonConditions(), description="The persons and payments that it is for.")
    min_missed_years: Years = Field(default=0, description="Holds for a person who missed at least this many years.")
    counts_from_year: PlanYear = Field(description="Years before this one are not counted as missed.")
    fixed_months: Months = Field(description="Months for everybody.")
    months_per_missed_year: Months = Field(description="Months for each missed year.")
    first_missed_year_counts: bool = Field(description="Whether the first missed year adds months.")
    repair: Repair | None = Field(
        default=None, description="How missed years can be paid afterwards; null: they cannot."
    )


class Reward(Rule):
    """How much consecutive years raise the ceiling of benefits (连续参保激励). It needs the history of past years."""

    after_years: Years = Field(description="Consecutive years that do not count yet.")
    fen_per_year: Fen = Field(description="The increase for each further year.")
    most_fen: Fen | None = Field(default=None, description="The highest increase.")

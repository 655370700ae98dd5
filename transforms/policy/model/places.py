"""The administrative tree of a pack and the target table of the notice."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.model.base import BasisPoints, Code, Name, Persons, Rule, Strict, Text, refusal

UnitId = Annotated[str, Field(pattern=r"^[a-z]{2}-[a-z0-9_]+$")]
GbCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class Unit(Strict):
    """One place with our own identifier, its national code if there is one, and the days on which it existed."""

    unit_id: UnitId = Field(description="Our own identifier: the pack's letters, a hyphen, a short name.")
    name: Name = Field(description="The full name.")
    aliases: tuple[Text, ...] = Field(default=(), description="Other names that lists use.")
    gb_code: GbCode | None = Field(default=None, description="The national six-digit code, in quotes.")
    valid_from: date | None = Field(default=None, description="The first day the unit existed.")
    valid_to: date | None = Field(default=None, description="The last day it existed.")
    successors: tuple[UnitId, ...] = Field(default=(), description="The units that took over its residents.")

    @model_validator(mode="after")
    def _validity_is_ordered(self) -> Unit:
        if self.valid_from is not None and self.valid_to is not None and self.valid_from > self.valid_to:
            raise refusal("valid_from 不得晚于 valid_to", "valid_from is not after valid_to")
        if self.successors and self.valid_to is None:
            raise refusal("有 successors 的单位应给出 valid_to", "a unit with successors has a valid_to")
        return self


class UnitTree(Rule):
    """The root (the county or city itself, without a target of its own) and its units in the notice's order."""

    root: Unit = Field(description="The county or city itself.")
    children: Annotated[tuple[Unit, ...], Field(min_length=1)] = Field(
        description="The units below it, in the notice's order."
    )

    def all(self) -> tuple[Unit, ...]:
        """List all units: the root (the county or city itself), then its units in the order of the notice.

        A `Unit` has unit_id, name, aliases, national code, the days on which it existed, and its successors.
        """
        return (self.root, *self.children)


class TargetRow(Strict):
    """The printed figures of one unit; null for a blank cell, never 0."""

    unit_id: UnitId = Field(description="The unit.")
    persons: Persons | None = Field(description="The printed figure; null where the cell is blank.")
    rate_bp: BasisPoints | None = Field(default=None, description="The rate to reach, in a table of rates.")


class PrintedTotal(Strict):
    """The total that the notice prints. A total that differs from its parts needs a text that explains it."""

    persons: Persons = Field(description="The total as printed.")
    total_acknowledged: Text | None = Field(
        default=None, description="Why it is not the sum of its rows; needed where it differs."
    )


class TargetTable(Rule):
    """One table of targets by unit, in one version. `printed_total` is null if the notice prints none.

    A pack can have several tables: the superior's and the place's own, last year's number, a rate.
    """

    table: Code = Field(description="Our name of the table, used once.")
    set_by: Literal["superior", "own"] = Field(description="Who set it: the level above, or the place itself.")
    version: Annotated[int, Field(ge=1)] = Field(default=1, description="Which version of the table it is.")
    status: Literal["草案", "预下达", "正式", "未下达"] = Field(description="How firm the figures are.")
    measure: Literal["count", "rate", "not_below_last_year"] = Field(
        default="count",
        description="`count`: persons; `rate`: a rate of the denominator; `not_below_last_year`: last year's persons.",
    )
    denominator: Text | None = Field(default=None, description="What a rate is of, in the notice's words.")
    denominator_source: Text | None = Field(default=None, description="Where the denominator's figure comes from.")
    is_measured: bool = Field(default=False, description="`true` for the one table that progress is measured by.")
    source: Text = Field(description="The document or annex that the figures are from.")
    printed_total: PrintedTotal | None = Field(description="The total below the table.")
    notes: tuple[Text, ...] = Field(default=(), description="What the notice adds to the table.")
    rows: Annotated[tuple[TargetRow, ...], Field(min_length=1)] = Field(description="One row per unit.")

    @model_validator(mode="after")
    def _measure_has_its_values(self) -> TargetTable:
        is_rate = self.measure == "rate"
        if not (is_rate == (self.denominator is not None) == (self.denominator_source is not None)):
            raise refusal(
                "measure 为 rate 时且仅此时写明基数和来源", "a rate, and only it, has a denominator with source"
            )
        wrong = [row.persons if is_rate else row.rate_bp for row in self.rows]
        if any(value is not None for value in wrong):
            raise refusal("比例表写 rate_bp，人数表写 persons", "rows of a rate have rate_bp, others persons")
        if self.is_measured and self.measure != "count":
            raise refusal("据以计算进度的任务表应为人数", "progress is measured by a count")
        return self

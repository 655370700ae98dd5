"""The administrative tree of a pack and the target table of the notice."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, model_validator

from transforms.policy.base import Persons, Rule, Strict, Text, refusal

UnitId = Annotated[str, Field(pattern=r"^[a-z]{2}-[a-z0-9_]+$")]
GbCode = Annotated[str, Field(pattern=r"^[0-9]{6}$")]


class Unit(Strict):
    """One place with our own identifier; the national code where there is one, and the days it existed."""

    unit_id: UnitId
    name: Text
    aliases: tuple[Text, ...] = ()
    gb_code: GbCode | None = None
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[UnitId, ...] = ()

    @model_validator(mode="after")
    def _validity_is_ordered(self) -> Unit:
        if self.valid_from is not None and self.valid_to is not None and self.valid_from > self.valid_to:
            raise refusal("valid_from 不得晚于 valid_to", "valid_from is not after valid_to")
        if self.successors and self.valid_to is None:
            raise refusal("有 successors 的单位应给出 valid_to", "a unit with successors has a valid_to")
        return self


class UnitTree(Rule):
    """The root (the county or city itself, which has no target of its own) and its units in the notice's order."""

    root: Unit
    children: Annotated[tuple[Unit, ...], Field(min_length=1)]

    def all(self) -> tuple[Unit, ...]:
        """Root first, then the units in order."""
        return (self.root, *self.children)


class TargetRow(Strict):
    """What the notice prints for one unit; null where it prints nothing, never 0."""

    unit_id: UnitId
    persons: Persons | None


class PrintedTotal(Strict):
    """The total the notice prints. One that differs from its parts needs the text that says we know."""

    persons: Persons
    total_acknowledged: Text | None = None


class TargetTable(Rule):
    """The notice's table of target persons per unit; `printed_total` is null where the notice prints none."""

    status: Literal["草案", "预下达", "正式", "未下达"]  # the words that delivered tables use too
    source: Text
    printed_total: PrintedTotal | None
    notes: tuple[Text, ...] = ()
    rows: Annotated[tuple[TargetRow, ...], Field(min_length=1)]

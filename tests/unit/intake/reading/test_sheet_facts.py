"""Facts of a sheet start empty, and each sheet has its own."""

from __future__ import annotations

from transforms.intake.reading.sheet_facts import Inside, SheetFacts


def test_facts_are_not_shared() -> None:
    first, second = SheetFacts(), SheetFacts()
    first.errors.append((1, "A"))
    first.months["A"] = [1]
    assert second == SheetFacts() != first
    assert Inside().sheets is not Inside().sheets

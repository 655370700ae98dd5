"""The part of the figures that a page shows: own units, parts of a unit, the way up."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.support import sample_report
from transforms.board.tree import UnknownUnit, focus, parents, path_to, restrict, with_ranks
from transforms.report.progress.compose import progress_report
from transforms.report.progress.content import Report

SNAPSHOT, FACTS = sample_report.snapshot(), sample_report.facts()


def _focused(unit_id: str) -> Report:
    snapshot, facts, _ = focus(SNAPSHOT, FACTS, unit_id)
    return progress_report(sample_report.SLOT, 0, snapshot, facts)


def test_without_a_limit_nothing_is_left_out() -> None:
    assert restrict(SNAPSHOT, FACTS, None) == (SNAPSHOT, FACTS)


def test_a_reader_gets_the_units_targets_and_sums_of_own_units() -> None:
    snapshot, facts = restrict(SNAPSHOT, FACTS, frozenset({"a", "a1"}))
    assert [unit["unit_id"] for unit in snapshot.units] == ["a", "a1"]
    assert [target["unit_id"] for target in snapshot.targets] == ["a"]
    assert {row["unit_id"] for row in (*facts.progress, *facts.coverage)} == {"a", "a1"}
    (line,) = progress_report(sample_report.SLOT, 0, snapshot, facts).units
    assert (line.label, line.enrolled_persons, line.target_persons) == ("甲镇", 196, 200)


def test_persons_of_no_known_unit_are_a_right_of_their_own() -> None:
    _, without = restrict(SNAPSHOT, FACTS, frozenset({"a"}))
    _, with_them = restrict(SNAPSHOT, FACTS, frozenset({"a", ""}))
    assert not [row for row in without.progress if row["unit_id"] == ""]
    assert [row["enrolled_persons"] for row in with_them.progress if row["unit_id"] == ""] == [2]


def test_a_reader_of_some_units_gets_the_ranks_among_all() -> None:
    """丁乡 alone has 98 of 100 and would be the first of one; with 30 of 100 it is the third of three."""
    facts = replace(FACTS, progress=[row for row in FACTS.progress if row["unit_id"] != "d"])
    facts = replace(facts, progress=[*facts.progress, sample_report.progress("d", 30, sample_report.money(750_000))])
    own, sums = restrict(SNAPSHOT, facts, frozenset({"d", "c"}))
    alone = progress_report(sample_report.SLOT, 0, own, sums)
    whole = progress_report(sample_report.SLOT, 0, SNAPSHOT, facts)
    ranked = with_ranks(alone, own.units, whole, SNAPSHOT.units)
    assert [(line.label, line.rank) for line in alone.units] == [("丙乡", None), ("丁乡", 1)]
    assert [(line.label, line.rank) for line in ranked.units] == [("丙乡", None), ("丁乡", 3)]


def test_a_village_without_its_town_is_listed_itself() -> None:
    own, sums = restrict(SNAPSHOT, FACTS, frozenset({"a1", "b"}))
    report = progress_report(sample_report.SLOT, 0, own, sums)
    assert [(line.label, line.enrolled_persons) for line in report.units] == [("乙镇", 49), ("甲村", 46)]
    above, _ = restrict(SNAPSHOT, FACTS, frozenset({"county", "a", "a1"}))
    assert [unit["is_progress_unit"] for unit in above.units] == [False, True, False]


def test_the_parts_of_the_place_are_the_report() -> None:
    report = sample_report.report()
    focused = _focused("county")
    assert (focused.units, focused.total, focused.categories) == (report.units, report.total, report.categories)


def test_a_unit_is_listed_by_its_parts_and_what_belongs_to_none() -> None:
    lines = [(line.label, line.enrolled_persons, line.target_persons) for line in _focused("a").units]
    assert lines == [("甲村", 46, None), ("（单位待定）", 150, None)]


def test_a_unit_without_parts_is_listed_itself() -> None:
    assert [(line.label, line.enrolled_persons) for line in _focused("b").units] == [("乙镇", 49)]


@pytest.mark.parametrize(("missing", "summed"), [(None, None), (30, 380)])
def test_a_part_above_the_units_of_the_notice_has_the_sum_of_their_targets(
    missing: int | None, summed: int | None
) -> None:
    """A city above the county: the county's target is the sum of its towns', if none is missing."""
    city = sample_report.unit("city", "某市", 0, None, False)
    units = [city, *({**u, "parent_unit_id": u["parent_unit_id"] or "city"} for u in SNAPSHOT.units)]
    targets = [{**t, "persons": missing if t["persons"] is None else t["persons"]} for t in SNAPSHOT.targets]
    snapshot, facts, _ = focus(replace(SNAPSHOT, units=units, targets=targets), FACTS, "city")
    report = progress_report(sample_report.SLOT, 0, snapshot, facts)
    assert next((line.label, line.target_persons) for line in report.units) == ("试点县", summed)


def test_an_unknown_unit_is_refused() -> None:
    with pytest.raises(UnknownUnit):
        focus(SNAPSHOT, FACTS, "x")


def test_the_way_up_and_the_units_with_parts() -> None:
    assert [unit["name"] for unit in path_to(SNAPSHOT.units, "a1")] == ["试点县", "甲镇", "甲村"]
    assert path_to(SNAPSHOT.units, "x") == []
    assert parents(SNAPSHOT.units) == {"county", "a"}
    circle = [sample_report.unit("p", "甲", 1, "q"), sample_report.unit("q", "乙", 2, "p")]
    assert [unit["unit_id"] for unit in path_to(circle, "p")] == ["q", "p"]

"""A ratio that falls behind is seen; a better ratio, a busy machine's wall seconds and a new place are no fall."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.bench.figures import ratios
from tests.bench.figures.ratios import Fall

COMMITTED: ratios.Ratios = {"wall": {"merge / COPY": 4.0}, "steady": {"day / rebuild": 0.05, "memory": 2.0}}


def _measured(merge: float | None = 4.0, day: float | None = 0.05, memory: float | None = 2.0) -> ratios.Ratios:
    return {"wall": {"merge / COPY": merge}, "steady": {"day / rebuild": day, "memory": memory, "new": 9.0}}


@pytest.mark.parametrize("share, is_behind", [(0.5, False), (1.0, False), (1.149, False), (1.151, True), (3.0, True)])
def test_more_than_15_percent_above_falls_behind(share: float, is_behind: bool) -> None:
    behind = ratios.falls(COMMITTED, _measured(day=0.05 * share), with_wall=True)
    assert behind == ([Fall("day / rebuild (steady)", 0.05, 0.05 * share)] if is_behind else [])


def test_wall_seconds_of_a_busy_machine_are_not_compared() -> None:
    assert ratios.falls(COMMITTED, _measured(merge=9.0), with_wall=True) == [Fall("merge / COPY (wall)", 4.0, 9.0)]
    assert ratios.falls(COMMITTED, _measured(merge=9.0), with_wall=False) == []


def test_a_committed_ratio_that_is_no_longer_measured_falls_behind() -> None:
    assert ratios.falls(COMMITTED, _measured(memory=None), with_wall=True) == [Fall("memory (steady)", 2.0, None)]
    gone: ratios.Ratios = {"wall": {"merge / COPY": 4.0}, "steady": {"memory": 2.0}}
    assert ratios.falls(COMMITTED, gone, with_wall=True) == [Fall("day / rebuild (steady)", 0.05, None)]


def test_a_place_without_committed_ratios_has_nothing_to_fall_behind(tmp_path: Path) -> None:
    path = tmp_path / "ratios.json"
    assert ratios.committed_ratios("heyuan-2020, scale 1", path) == {}
    assert ratios.falls({}, _measured(), with_wall=True) == []


def test_accepted_ratios_are_the_committed_ones_of_their_place_alone(tmp_path: Path) -> None:
    path = tmp_path / "ratios.json"
    ratios.accept("a, scale 1", _measured(merge=3.14159), with_wall=True, path=path)
    ratios.accept("b, scale 1", _measured(day=None), with_wall=False, path=path)
    ratios.accept("a, scale 1", _measured(merge=99.0, day=0.01), with_wall=False, path=path)
    first, second = (ratios.committed_ratios(place, path) for place in ("a, scale 1", "b, scale 1"))
    assert first == {"wall": {"merge / COPY": 3.14}, "steady": {"day / rebuild": 0.01, "memory": 2.0, "new": 9.0}}
    assert second == {"steady": {"memory": 2.0, "new": 9.0}}


def test_the_committed_file_has_ratios_of_known_labels_only() -> None:
    places = json.loads(ratios.COMMITTED.read_text("utf-8"))
    assert "dongan-2020, scale 0.1" in places
    for place, groups in places.items():
        assert set(groups["steady"]) == {*ratios.STEADY, ratios.MEMORY}, place
        assert set(groups.get("wall", {})) <= set(ratios.WALL), place


@pytest.mark.parametrize("load, cores, busy", [(0.9, 2, False), (1.1, 2, True), (7.0, 2, True), (3.0, 8, False)])
def test_a_machine_is_busy_above_half_of_its_cores(load: float, cores: int, busy: bool) -> None:
    assert ratios.is_busy({"load_before": load, "cores": cores}) is busy


def test_names_of_places() -> None:
    assert ratios.place_name("heyuan-2020", 1.0) == "heyuan-2020, scale 1"

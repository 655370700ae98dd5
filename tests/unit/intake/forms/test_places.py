"""Places of real forms: each row has its unit and its village, and a town of another county is none of ours."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.files.builders import LAYOUTS, FakeSource
from tests.support.files.real_forms.places import ENTITLED, HIGHER_PLACES, PERSONS
from tests.support.files.real_forms.tables import Form
from transforms.intake.values.context import GateResult

CIVIL = FakeSource(
    categories={"低保对象": "minimum_living", "农村低保": "minimum_living", "城市低保": "minimum_living"}
)
VETERANS = replace(CIVIL, source="veterans", layout="veterans", categories={"重点优抚对象": "entitled_group"})


@pytest.mark.parametrize(
    ("form", "source", "layout", "loaded", "faults"),
    [
        (
            ENTITLED,
            VETERANS,
            "veterans_entitled_export",
            [("u1", None), ("u2", "红星村"), ("u3", None), ("u1", "新村")],
            {"unit_unknown": 1},
        ),
        (
            PERSONS,
            CIVIL,
            "civil_affairs_persons",
            [("u1", "红星村"), ("u2", "红星村"), ("u3", "某社区"), (None, "红星村")],
            {"unit_unknown": 1},
        ),
    ],
)
def test_each_row_has_its_unit_and_its_village(
    form: Form,
    source: FakeSource,
    layout: str,
    loaded: list[tuple[str | None, str | None]],
    faults: dict[str, int],
    tmp_path: Path,
    gate: Callable[..., GateResult],
) -> None:
    alternatives = tuple(known for known in LAYOUTS.values() if known.alternative_to == source.layout)
    seen = 0
    for name, path in form.variants(tmp_path):
        result = gate(path, source=source, alternatives=alternatives, higher_places=HIGHER_PLACES)
        assert (result.layout, result.decision) == (layout, "accept"), name
        rows = result.clean.sort_by("row_no").to_pylist()
        assert [(row["unit_id"], row["village"]) for row in rows] == loaded, name
        assert Counter(result.quarantine["reason_code"].to_pylist()) == faults, name
        seen += 1
    assert seen >= 5

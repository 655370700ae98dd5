"""A list waits while its layout asks for categories in a way that the pack does not answer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.intake import run as intake
from pipeline.policy import registry
from pipeline.runtime.settings import Settings
from pipeline.workbench import layouts
from tests.support.files import new_department as bureau
from tests.support.warehouse.campaign import frame
from transforms.policy import PackError

WHOLE_LIST = ("ignored: [序号, 备注]", "ignored: [序号, 备注]\ncategory_from: layout\ncategory: entitled_group")


def take_in(settings: Settings) -> tuple[int, int, int]:
    """Return how many deliveries were committed, held and left waiting."""
    report = intake.run(settings, bureau.PACK, ("special_list",), bureau.DAY)
    return report.committed, report.held, report.layout_wrong


def test_no_row_gets_a_category_that_nobody_meant_and_other_lists_go_on(
    make_warehouse: Callable[..., Settings], tmp_path: Path
) -> None:
    place = make_warehouse(bureau.policies(tmp_path))
    file = bureau.write(tmp_path / "优抚对象花名册.xlsx", bureau.veterans(23))
    sent, other = bureau.hand_in(place, file).delivery_id, bureau.hand_in_other(place, tmp_path)
    bureau.describe(place.policies_dir, *WHOLE_LIST)
    assert take_in(place) == (1, 0, 1)
    states = frame(place, "SELECT delivery_id::text AS id, state FROM landing.delivery")
    assert dict(zip(states["id"], states["state"], strict=True)) == {sent: "landed", other: "committed"}

    registry.layouts(place).check()
    with pytest.raises(PackError) as caught:
        registry.check_layouts(place, bureau.PACK)
    (problem,) = caught.value.problems
    assert problem.expected_zh == "版式 veterans 没有类别列，整份名单是同一类，categories 不起作用"
    assert problem.field.startswith("sources.") and problem.field.endswith(".categories")
    with pytest.raises(PackError):
        layouts.try_file(place, bureau.PACK, file, "veterans", "", bureau.CUT_OFF, bureau.DAY)

    bureau.describe(place.policies_dir, *reversed(WHOLE_LIST))
    assert take_in(place) == (0, 1, 0), "its headers are not described yet"

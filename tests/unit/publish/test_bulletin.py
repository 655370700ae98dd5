"""Addressees, copies, signatures and days of bulletins, as the packs name them."""

from __future__ import annotations

import pytest

from pipeline.publish.bulletin import letters
from tests.support.packs.changed_packs import PACKS, POLICIES
from transforms.policy import load_pack

FRAMES = {
    "dongan-2020": (4, "各乡镇人民政府和舜管局", ["东安县人民政府"], ["东安县人民政府办公室"]),
    "kaijiang-2020": (4, "各镇（乡）人民政府", [], ["县委目标绩效办", "开江县医疗保障局"]),
    "zhaoqing-2021": (
        3, "各县（市、区）人民政府、管委会", ["国家税务总局肇庆市税务局", "肇庆市社保基金管理局"], ["肇庆市医疗保障局"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("code", PACKS)
def test_the_frame_of_each_bulletin_is_the_packs(code: str) -> None:
    rows = letters(load_pack(POLICIES / code), "bulletin")
    count, addressed_to, copied_to, signed_by = FRAMES.get(code, (0, "", [], []))
    assert len(rows) == count
    for row in rows:
        assert (row["addressed_to"], row["copied_to"], row["signed_by"]) == (addressed_to, copied_to, signed_by)
        assert row["cadence"] == "month" and row["period_to"] < row["due_on"]

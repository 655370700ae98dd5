"""A malformed file, an unknown column, another county's file, an empty one: clear reasons, and the run goes on."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.runtime.settings import Settings
from simulation import simulate
from tests.support.warehouse import campaign
from tests.support.warehouse.campaign import scale_of

pytestmark = pytest.mark.long  # tests/bad_inputs reads each kind of bad file alone

PACK = "dongan-2020"
# kind of bad file (part of its name) -> what its reason must tell the sender
MUST_SAY = {
    "empty": "空",
    "truncated": "不完整|损坏|打不开",
    "unknown_columns": "列|表头",
    "other_place": "其他|外|本地|单位",
}
# a form that nobody has described waits for a person, with what it is most like
HELD = {"unknown_columns"}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory, make_warehouse: Callable[..., Settings]) -> tuple[Settings, Path]:
    folder = tmp_path_factory.mktemp("bad")
    place = simulate(PACK, scale_of(PACK, 1500), 5, folder, mistakes=0.0, bad_files=True)
    settings = make_warehouse()
    campaign.run_pipeline(settings, PACK, folder, place.business_date)
    return settings, folder


def _fates(settings: Settings) -> list[tuple[str, str, list[dict[str, object]]]]:
    rows = campaign.frame(settings, "SELECT file_name, state, reasons FROM landing.delivery ORDER BY file_name")
    return [(r.file_name, r.state, r.reasons) for r in rows.itertuples()]


@pytest.mark.parametrize("kind", sorted(MUST_SAY))
def test_each_bad_file_is_rejected_with_a_clear_reason(bad: tuple[Settings, Path], kind: str) -> None:
    found = [(state, reasons) for name, state, reasons in _fates(bad[0]) if re.search(rf"_{kind}\.", name)]
    assert len(found) == 1
    state, reasons = found[0]
    assert state == ("held" if kind in HELD else "rejected")
    text = "".join(str(reason["message_zh"]) for reason in reasons)
    assert re.search(MUST_SAY[kind], text), text
    assert len(text) > 10


def test_nothing_of_the_other_deliveries_is_lost(bad: tuple[Settings, Path]) -> None:
    fates = _fates(bad[0])
    assert len([f for f in fates if f[1] == "rejected"]) == len(MUST_SAY) - len(HELD)
    assert len([f for f in fates if f[1] == "held"]) == len(HELD)
    assert len([f for f in fates if f[1] == "committed"]) == len(fates) - len(MUST_SAY) > 100
    assert campaign.differences(bad[0], PACK, bad[1]) == []


def test_the_analyst_sees_why(bad: tuple[Settings, Path]) -> None:
    import psycopg

    with psycopg.connect(bad[0].warehouse_url("analyst")) as conn:
        rows = conn.execute("SELECT * FROM mart.delivery WHERE state IN ('rejected', 'held')").fetchall()
    assert len(rows) == len(MUST_SAY)
    assert all(
        isinstance(value, (str, int, dt.date, dt.datetime, list, type(None))) or value is not None for value in rows[0]
    )

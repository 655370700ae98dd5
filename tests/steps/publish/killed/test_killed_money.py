"""Kill −9 right before every side effect of settlements, refunds and what confirms them; then once more: all equal.

Four funded persons, one of whom leaves the list; one person who pays twice, and is refunded; transfers of the funds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.landing.deliver import Announcement
from pipeline.runtime.settings import Settings
from tests.steps.intake.test_fund_transfers import HEADER
from tests.steps.publish.killed.killing import kill_everywhere
from tests.support.files.builders import write_xlsx
from tests.support.files.reversal_feeds import Till, back, paid
from tests.support.files.small_deliveries import PACK
from tests.support.session import with_key_files
from warehouse.embedded.server import Server

NEW_YEAR, FEBRUARY, JULY = dt.date(2020, 1, 1), dt.date(2020, 2, 1), dt.date(2020, 7, 1)
SETTLEMENTS = ["settlement", "settlement_list"]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Till:
    return Till(tmp_path_factory.mktemp("desk"), "2019-12-31")


@pytest.fixture(scope="module")
def place(make_warehouse: Callable[..., Settings], desk: Till) -> Settings:
    """Dong'an on New Year's Day: lists and payments of the window are taken in and assessed, nothing is sent yet."""
    settings = make_warehouse()
    with_key_files(settings)
    rows = [*(paid(who, f"R{who}", 120) for who in range(3)), paid(3, "R3"), paid(4, "R4"), paid(4, "R5")]
    announced = [desk.full(range(4), "2019-11", "2019-11-30"), desk.feed(rows, "2019-10-08")]
    landing.deliver(settings, PACK, announced)
    intake.run(settings, PACK, ["special_list", "tax_feed"], NEW_YEAR)
    assess.run(settings, PACK, NEW_YEAR)
    return settings


def stated(file: Announcement) -> dict[str, Any]:
    """Return an announcement as the killing process takes it."""
    return {
        "path": str(file.file), "source": file.source, "period": file.period, "mode": file.list_mode,
        "cut_off": str(file.cut_off_on), "version": file.version,
    }  # fmt: skip


def steps_of(desk: Till) -> list[dict[str, Any]]:
    """Return the steps: first batches, what confirms them and changes them, second batches."""
    transfer = ["1", "财政", "", "第1批", "390.00", dt.date(2020, 1, 15), ""]
    sent = write_xlsx(desk.folder / "transfer.xlsx", [["资金划转确认表"], HEADER, transfer])
    answers = [
        Announcement(sent, "fund_transfer", "2020-01", "change", FEBRUARY, FEBRUARY),
        desk.feed([back(4, "V1", "R5", on="2020-01-10")], "2020-01-10"),
        desk.full(range(1, 4), "2019-11", "2019-11-30", version=2),
    ]
    return [
        {"do": "publish", "reports": [*SETTLEMENTS, "refund_list"], "as_of": "2019-12-31"},
        {"do": "take_in", "on": str(FEBRUARY), "files": [stated(file) for file in answers]},
        {"do": "assess", "on": str(FEBRUARY)},
        {"do": "publish", "reports": ["refund_list"], "as_of": "2020-01-31"},
        {"do": "assess", "on": str(JULY)},
        {"do": "publish", "reports": SETTLEMENTS, "as_of": "2020-06-30"},
    ]


def test_first_batches_killed_and_run_again(place: Settings, desk: Till, server: Server, tmp_path: Path) -> None:
    result = kill_everywhere(place, server, tmp_path, steps_of(desk)[:1], 80)
    assert result["numbers"] == {"settlement fiscal": [1], "settlement medical_aid": [1], "refund_list": [1]}


@pytest.mark.parametrize("stride", [pytest.param(11, marks=pytest.mark.long), pytest.param(1, marks=pytest.mark.fuzz)])
def test_killed_at_every_side_effect_and_run_again(
    place: Settings, desk: Till, server: Server, tmp_path: Path, stride: int
) -> None:
    """Half an hour and more with each of the 400 side effects, so that they are among the long ones one by eleven."""
    result = kill_everywhere(place, server, tmp_path, steps_of(desk), stride)
    assert result["numbers"] == {"settlement fiscal": [1, 2], "settlement medical_aid": [1, 2], "refund_list": [1, 2]}
    kinds = result["kinds"]
    assert kinds["sql"] >= 40 and kinds["commit"] >= 8 and kinds["fsync"] >= 10

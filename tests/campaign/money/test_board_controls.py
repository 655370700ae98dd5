"""The page 资金 of a simulated campaign with statements: the tables of controls are filled and fit the screen."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from pipeline.assess import run as assess
from pipeline.board.pages import Request, make_page
from pipeline.board.rights import Reader
from pipeline.intake import run as intake
from pipeline.landing import folder as landing_folder
from pipeline.runtime.settings import Settings
from simulation import simulate

pytestmark = pytest.mark.long  # takes in a whole campaign; tests/unit/board has the tables

PACK = "dongan-2020"


def test_the_page_shows_open_days_and_differences_by_cause(settings: Settings, tmp_path: Path) -> None:
    place = simulate(PACK, 0.004, 3, tmp_path, mistakes=0.02, statements=True)
    landing_folder.deliver_all(settings, PACK, tmp_path)
    intake.run(settings, PACK, ["target_table", "roll", "tax_feed", "tax_statement"], place.business_date)
    assess.run(settings, PACK, place.business_date)
    request = Request("money", Reader("admin", is_administrator=True), PACK, f"{place.business_date}")
    page = make_page(settings.warehouse_url("board"), request, (PACK,), place.business_date + dt.timedelta(days=1))
    for text in ("每日缴费流水对账", "日未平。", "有未入账的行", "与税务月度对账单的差异", "对账单重复列", "人员不同"):
        assert text in page, text
    (tmp_path / "money.html").write_text(page, encoding="utf-8")

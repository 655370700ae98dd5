"""The page 资金 of a simulated campaign with statements, audits and cash: its tables are filled and fit the screen."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.board.pages import Request, make_page
from pipeline.board.rights import Reader
from pipeline.intake import run as intake
from pipeline.landing import folder as landing_folder
from pipeline.runtime.settings import REPOSITORY, Settings
from simulation import simulate
from simulation.deliveries.audits import add_audits_and_cash
from simulation.localities import PLACES
from tests.support.browser import TOFU_SCRIPT, chromium

pytestmark = pytest.mark.long  # takes in a whole campaign; tests/unit/board has the tables

PACK = "dongan-2020"
SCREENSHOTS = REPOSITORY / "build" / "screenshots"


TEXTS = (
    *("每日缴费流水对账", "日未平。", "有未入账的行", "与税务月度对账单的差异", "对账单重复列", "人员不同"),
    *("代收现金", "税务审核时限"),
)


@pytest.fixture()
def money_page(settings: Settings, tmp_path: Path) -> Path:
    """Make the page for who sees all units, at the end of the campaign."""
    place = simulate(PACK, 0.004, 3, tmp_path, mistakes=0.02, statements=True)
    add_audits_and_cash(PLACES[PACK], tmp_path, 3)
    landing_folder.deliver_all(settings, PACK, tmp_path)
    intake.run(settings, PACK, ["target_table", "roll", "tax_feed", "tax_statement"], place.business_date)
    assess.run(settings, PACK, place.business_date)
    with psycopg.connect(settings.warehouse_url("owner").replace("+psycopg", "", 1)) as conn:
        (day,) = conn.execute("SELECT max(on_date) FROM mart.cash_held").fetchone() or (None,)
    request = Request("money", Reader("admin", is_administrator=True), PACK, f"{day}")
    page = make_page(settings.warehouse_url("board"), request, (PACK,), place.business_date + dt.timedelta(days=1))
    path = tmp_path / "money.html"
    path.write_text(page, encoding="utf-8")
    return path


def test_the_page_shows_all_controls_in_a_browser(money_page: Path, tmp_path: Path) -> None:
    page = money_page.read_text(encoding="utf-8")
    assert [text for text in TEXTS if text not in page] == []
    if shutil.which("chromium") is None:
        pytest.skip("no Debian Chromium here: apt-get install chromium")
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    with chromium(tmp_path / "profile") as browser:
        for width in (1280, 390):
            browser.resize(width)
            browser.open(money_page.as_uri())
            browser.screenshot(SCREENSHOTS / f"money-controls-{width}.png")
            assert browser.evaluate("document.documentElement.scrollWidth") <= width
            letters, missing = browser.evaluate(TOFU_SCRIPT)
            assert letters > 40 and missing == ""

"""On finished campaigns of all packs, every figure of the board is the ledger's, and every page is complete."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Callable

import psycopg
import pytest

from pipeline.board.connection import connect
from pipeline.board.figures import ASSESSED, read_figures, show
from pipeline.board.pages import Request, make_page
from pipeline.board.rights import Reader
from pipeline.publish import inputs
from tests.campaign.conftest import Finished
from tests.steps.publish.test_township_answers import EXPLAINED
from tests.support.warehouse import campaign
from transforms.board.render import PAGES
from transforms.policy import campaign_id
from transforms.report.progress import rollup

pytestmark = pytest.mark.long  # simulates five campaigns; tests/steps/board has the small case
ADMIN = Reader("admin", is_administrator=True)


@pytest.mark.parametrize("pack_code", campaign.PACKS)
def test_the_boards_figures_are_the_ledgers(finished: Callable[[str], Finished], pack_code: str) -> None:
    """Compare the last day and three earlier ones with the marts, which other tests compare with the truth."""
    place = finished(pack_code)
    compared = 0
    for back in (0, 10, 40, 80):
        as_of = place.business_date - dt.timedelta(days=back)
        with connect(place.settings.warehouse_url("board")) as conn:
            row = inputs.campaign(conn, pack_code)
            known = ASSESSED.single(conn, campaign_id=row.campaign_id)
            shown = show(read_figures(conn, row, known, as_of, None))
            root = show(read_figures(conn, row, known, as_of, None), _root(shown.snapshot.units))
        enrolled: dict[str, int] = defaultdict(int)
        for (unit, _), (persons, _, _) in campaign.progress(place.settings, pack_code, as_of).items():
            enrolled[unit] += persons
        assert shown.report.total.enrolled_persons == root.report.total.enrolled_persons == sum(enrolled.values())
        unit_of = rollup.progress_units(shown.snapshot.units)
        names = {unit["unit_id"]: unit["name"] for unit in shown.snapshot.units}
        by_unit: dict[str, int] = defaultdict(int)
        for unit in shown.snapshot.units:
            by_unit[names.get(unit_of[unit["unit_id"]], "")] += enrolled[unit["name"]]
        for line in shown.report.units:
            if line.label in names.values():
                assert line.enrolled_persons == by_unit[line.label], line.label
                compared += 1
        special = campaign.special(place.settings, pack_code, as_of)
        members = sum(values[0] for (_, category), values in special.items() if category == "")
        assert (shown.report.total.special.member_persons if shown.report.total.special else 0) == members
    assert compared > 20


@pytest.mark.parametrize("pack_code", campaign.PACKS)
def test_the_explained_of_the_board_are_those_of_the_report(
    finished: Callable[[str], Finished], pack_code: str
) -> None:
    """The board sums lines up to a day; the report looks at each member of that day."""
    place = finished(pack_code)
    with psycopg.connect(place.settings.warehouse_url("owner")) as conn:
        number = campaign_id(pack_code)
        last = "SELECT max(assess_no) FROM ledger.assessment WHERE campaign_id = %s"
        (known,) = conn.execute(last, (number,)).fetchone() or ()
        for back in (0, 10, 40, 80):
            day = place.business_date - dt.timedelta(days=back)
            assert conn.execute(EXPLAINED.format(number, known, day)).fetchone() == (0,)
        lines = conn.execute("SELECT count(*) FROM mart.explained_lines(%s, %s)", (number, known)).fetchone()
    assert lines and lines[0] > 5


@pytest.mark.parametrize("pack_code", campaign.PACKS)
def test_every_page_is_complete(finished: Callable[[str], Finished], pack_code: str) -> None:
    place = finished(pack_code)
    url = place.settings.warehouse_url("board")
    for page in PAGES.keys() - {"why"}:  # no administrator looks persons up; tests/steps/board/test_lookup.py does
        html = make_page(url, Request(page, ADMIN, pack_code), (pack_code,), place.business_date)
        assert html.rstrip().endswith("</html>") and 3_000 < len(html) < 500_000, page


def _root(units: object) -> str:
    assert isinstance(units, list)
    return next(unit["unit_id"] for unit in units if not unit["parent_unit_id"])

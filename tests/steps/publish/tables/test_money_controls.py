"""Tables of money controls: from the feed to the sheet of the county and of each town; made once."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import openpyxl
import psycopg
import pytest

from pipeline.policy import registry
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.steps.assess.test_cash_held import KAIJIANG, Paid, Till
from transforms.policy import publications_due

DUE, AS_OF = date(2019, 11, 1), "2019-10-31"


def publish_tables(settings: Settings) -> dict[str, str]:
    """Publish the tables that are due; return their ids by recipient."""
    pack = registry.load(settings, KAIJIANG)
    slots = [slot for slot in publications_due(pack, DUE) if slot.report == "money_controls"]
    made = publish.run(settings, KAIJIANG, DUE, slots)
    with psycopg.connect(settings.warehouse_url("publisher")) as conn:
        rows = conn.execute("SELECT publication_id::text, recipient FROM ledger.publication").fetchall()
    return {recipient: publication for publication, recipient in rows if publication in made}


def data(settings: Settings, publication_id: str) -> dict[tuple[str, str], tuple[int, int]]:
    """Return unit and subject -> items and fen, of the rows for programs that are not 0."""
    (content,) = publish.remake(settings, publication_id).values()
    book = openpyxl.load_workbook(io.BytesIO(content))
    rows = book["数据"].iter_rows(min_row=2, values_only=True)
    return {(str(unit), str(code)): (int(str(items)), int(str(fen))) for unit, code, items, fen in rows if items}


@pytest.fixture()
def till(settings: Settings, tmp_path: Path) -> Till:
    held = [Paid(at, "2019-10-29") for at in range(10, 95)]
    late = [Paid(1, "2019-10-20", collector="C-02")]
    place = Till(settings, tmp_path)
    place.send(
        [*held, *late, Paid(2, "2019-10-08", "2019-10-09"), Paid(3, "2019-10-08", "2019-10-09", yuan=300)], AS_OF
    )
    return place


def test_the_county_and_the_town_see_what_is_to_be_checked(till: Till) -> None:
    till.ask("SELECT 1", AS_OF)
    of = publish_tables(till.settings)
    assert len(of) == 21 and of.keys() >= {"", "townships@kj-xinning"}
    expected = {
        ("新宁镇", "over"): (1, 5_000),
        ("新宁镇", "cash_held"): (86, 2_150_000),
        ("新宁镇", "cash_overdue"): (1, 25_000),
        ("新宁镇", "cash_over_limit"): (1, 2_125_000),
    }
    assert data(till.settings, of[""]) == data(till.settings, of["townships@kj-xinning"]) == expected
    others = [publication for recipient, publication in of.items() if recipient not in ("", "townships@kj-xinning")]
    assert not any(data(till.settings, publication) for publication in others[:3])


def test_a_table_is_made_once_and_says_what_was_open_then(till: Till) -> None:
    till.ask("SELECT 1", AS_OF)
    of = publish_tables(till.settings)
    before = publish.remake(till.settings, of[""])
    till.send([Paid(1, "2019-10-20", "2019-11-01", collector="C-02")], "2019-11-01")
    till.ask("SELECT 1", "2019-11-01")
    assert publish.correct(till.settings, KAIJIANG) == [] and set(publish_tables(till.settings).values()) == set(
        of.values()
    )
    assert publish.remake(till.settings, of[""]) == before
    faults = {finding.invariant for finding in invariants.run(till.settings, KAIJIANG) if finding.problems}
    assert not faults & {"published_equals_ledger", "published_by_its_version"}

"""Requests for the fiscal subsidy: enrolled persons × share, numbered, made once, later differences in the next."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date

import docx
import openpyxl
import psycopg
import pytest

from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.warehouse import ledger
from transforms.policy import Pack, publications_due

HEFEI, SHARE = "hefei-2020", 55_000
NEW_YEAR, NEXT_YEAR = date(2021, 1, 1), date(2022, 1, 1)


@dataclass
class Office:
    """Hefei with sums of enrolled persons by hand."""

    settings: Settings
    pack: Pack
    assess_no: int = 0

    def post(self, on: date, business_date: date, *persons: int, plan_year: int = 2021) -> None:
        """Post enrolled persons of the first units, one number a unit, as one assessment."""
        self.assess_no += 1
        with ledger.owner(self.settings) as conn:
            ledger.assess(conn, self.pack, self.assess_no, business_date)
            for unit, number in zip(self.pack.units.children, persons, strict=False):
                ledger.event(conn, self.assess_no, on, unit.unit_id, number, plan_year=plan_year)

    def publish(self, on: date) -> list[str]:
        slots = [slot for slot in publications_due(self.pack, on) if slot.report == "fiscal_subsidy"]
        return publish.run(self.settings, HEFEI, on, slots)

    def data(self, publication_id: str) -> list[tuple[object, ...]]:
        """Return the rows for programs of a request."""
        return list(book(self.settings, publication_id)["数据"].iter_rows(min_row=2, values_only=True))


def book(settings: Settings, publication_id: str) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(made(settings, publication_id, "xlsx")))


def made(settings: Settings, publication_id: str, ending: str) -> bytes:
    files = publish.remake(settings, publication_id)
    return next(content for name, content in files.items() if name.endswith(ending))


@pytest.fixture()
def office(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Office:
    monkeypatch.setattr(ledger, "PACK", HEFEI)
    place = Office(settings, ledger.load_policy(settings))
    place.post(date(2020, 10, 1), NEW_YEAR, 3, 4)
    place.post(date(2020, 10, 1), NEW_YEAR, 100, plan_year=2020)
    return place


def test_a_request_is_enrolled_times_share_in_every_form(office: Office) -> None:
    (publication,) = office.publish(NEW_YEAR)
    level, *units = office.data(publication)
    assert level[2:] == ("各级财政", SHARE, 7, 7 * SHARE, 0, 7 * SHARE)
    assert [row[4] for row in units if row[4]] == [3, 4] and sum(int(str(row[7])) for row in units) == 7 * SHARE
    text = "\n".join(
        paragraph.text for paragraph in docx.Document(io.BytesIO(made(office.settings, publication, "docx"))).paragraphs
    )
    assert text.startswith("关于申请拨付合肥市2021年度城乡居民基本医疗保险财政补助资金（第1次）的函")
    assert "合肥市财政局：" in text and "本次申请拨付3,850.00元（大写：人民币叁仟捌佰伍拾元整）" in text
    with psycopg.connect(office.settings.warehouse_url("analyst")) as conn:
        (sums,) = conn.execute("SELECT sum(subsidy_fen) FROM mart.fiscal_subsidy WHERE pack_code = %s", (HEFEI,))
    assert sums == (7 * SHARE,)
    faults = {finding.invariant for finding in invariants.run(office.settings, HEFEI) if finding.problems}
    assert not faults & {"published_equals_ledger", "published_by_its_version"}


def test_a_request_is_made_once_and_differences_are_in_the_next(office: Office) -> None:
    (first,) = office.publish(NEW_YEAR)
    before = publish.remake(office.settings, first)
    office.post(date(2020, 11, 2), NEXT_YEAR, 0, -1, 2)  # a day of the first request: the first request stays
    assert publish.correct(office.settings, HEFEI) == []
    (second,) = office.publish(NEXT_YEAR)
    assert publish.remake(office.settings, first) == before and office.publish(NEW_YEAR) == [first]
    level, *units = office.data(second)
    assert level[0] == 2 and level[4:] == (8, 8 * SHARE, 7 * SHARE, SHARE)
    assert [row[7] for row in units if row[7]] == [-SHARE, 2 * SHARE]
    assert office.data(first)[0][7] + level[7] == 8 * SHARE  # type: ignore[operator]
    assert publish.correct(office.settings, HEFEI) == []

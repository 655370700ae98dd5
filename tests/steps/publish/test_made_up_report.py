"""A made-up report with content per recipient: published, mailed, repeated, corrected, confirmed; and a failing one."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time
from typing import Any

import pytest
from sqlalchemy import text

from pipeline.commands.publish import publish_due
from pipeline.publish import inputs, publications, reports
from pipeline.publish import run as publish
from pipeline.publish.definition import ConfirmationRefused
from pipeline.publish.failures import PublishFailures
from pipeline.publish.inputs import PublishError
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.fixtures.month_of_events import DUE, OCTOBER, Campaign, number_due
from tests.support.made_up_report import BrokenReport, HeadcountReport
from tests.support.postbox import Postbox
from tests.support.warehouse import ledger
from transforms.policy import Slot
from transforms.report.publication import View

RECIPIENTS = ("county_tax", "townships")
STEM = "dongan-2020_headcount_month_20191001_20191031"


def _slot(report: str, *recipients: str) -> Slot:
    return Slot(DUE, report, "month", date(2019, 10, 1), OCTOBER, OCTOBER, recipients, ())


@pytest.fixture()
def slot(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> Slot:
    """A slot of the registered report: the tax office sees the first unit with money, the towns the second without."""
    first, second = campaign.units[:2]
    views = {
        "county_tax": View("county_tax", (first,), ("enrolled_persons", "received_fen")),
        "townships": View("townships", (second,), ("enrolled_persons",)),
    }
    monkeypatch.setitem(reports.REPORTS, "headcount", HeadcountReport(views))
    return _slot("headcount", *RECIPIENTS)


def _published(campaign: Campaign) -> list[dict[str, Any]]:
    with ledger.owner(campaign.settings) as conn:
        rows = conn.execute(
            text("SELECT * FROM ledger.publication WHERE report = 'headcount' ORDER BY recipient, correction_no")
        )
        return [dict(row) for row in rows.mappings()]


def _late_payment(campaign: Campaign) -> None:
    """A second assessment learns of ten more persons of the first unit who paid in October."""
    with ledger.owner(campaign.settings) as conn:
        ledger.assess(conn, campaign.pack, 2, date(2019, 11, 3))
        ledger.event(conn, 2, OCTOBER, campaign.units[0], 10, received=250_000)


def _csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def test_each_recipient_gets_what_it_may_see(campaign: Campaign, slot: Slot) -> None:
    postbox = Postbox()
    ids = publish.run(campaign.settings, ledger.PACK, DUE, [slot])
    postbox.collect(campaign.settings, ledger.PACK)
    rows = _published(campaign)
    assert [(row["recipient"], row["correction_no"]) for row in rows] == [("county_tax", 0), ("townships", 0)]
    assert ids == [str(row["publication_id"]) for row in rows] and len(set(ids)) == 2
    first, second = campaign.units[:2]
    made = {
        name: _csv(content) for number in ids for name, content in publish.remake(campaign.settings, number).items()
    }
    assert made == {
        f"{STEM}_county_tax.csv": [{"unit_id": first, "enrolled_persons": "100", "received_fen": "2500000"}],
        f"{STEM}_townships.csv": [{"unit_id": second, "enrolled_persons": "50"}],
    }
    assert [(mail["To"], mail["Subject"], mail.get_body(("plain",)).get_content()) for mail in postbox.messages] == [
        ("county_tax@example.test", "参保人数 county_tax 首次发布", "100人\r\n"),
        ("townships@example.test", "参保人数 townships 首次发布", "50人\r\n"),
    ]
    attached = [[part.get_filename() for part in mail.iter_attachments()] for mail in postbox.messages]
    assert attached == [[f"{STEM}_county_tax.csv"], [f"{STEM}_townships.csv"]]


def test_a_second_run_publishes_and_sends_nothing_again(campaign: Campaign, slot: Slot) -> None:
    postbox = Postbox()
    first = publish.run(campaign.settings, ledger.PACK, DUE, [slot])
    assert publish.run(campaign.settings, ledger.PACK, DUE, [slot]) == first
    for _ in range(2):
        postbox.collect(campaign.settings, ledger.PACK)
    assert len(postbox.messages) == len(_published(campaign)) == 2


def test_only_the_recipient_whose_figures_changed_gets_a_numbered_correction(campaign: Campaign, slot: Slot) -> None:
    postbox = Postbox()
    first = publish.run(campaign.settings, ledger.PACK, DUE, [slot])
    _late_payment(campaign)
    assert publish.run(campaign.settings, ledger.PACK, DUE, [slot]) == first
    (corrected,) = publish.correct(campaign.settings, ledger.PACK)
    assert publish.correct(campaign.settings, ledger.PACK) == []
    assert [(row["recipient"], row["correction_no"]) for row in _published(campaign)] == [
        ("county_tax", 0), ("county_tax", 1), ("townships", 0),
    ]  # fmt: skip
    postbox.collect(campaign.settings, ledger.PACK)
    assert [mail["Subject"] for mail in postbox.messages if "更正" in mail["Subject"]] == [
        "参保人数 county_tax 更正第1号"
    ]
    ((name, content),) = publish.remake(campaign.settings, corrected).items()
    assert name.endswith("_county_tax_更正1.csv") and [row["enrolled_persons"] for row in _csv(content)] == ["110"]


def test_published_files_of_every_report_can_be_verified(campaign: Campaign, slot: Slot) -> None:
    publish.run(campaign.settings, ledger.PACK, DUE, slots=[slot])
    findings = {finding.invariant: finding.problems for finding in invariants.run(campaign.settings, ledger.PACK)}
    assert findings["published_equals_ledger"] == findings["published_by_its_version"] == 0


def test_a_report_that_fails_keeps_no_other_back(
    campaign: Campaign, slot: Slot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(reports.REPORTS, "broken", BrokenReport({"county_tax": View("county_tax")}))
    postbox = Postbox()
    slots = [_slot("broken", "county_tax"), _slot("unheard_of", "county_tax"), _slot("progress", "county_tax"), slot]
    with pytest.raises(PublishFailures) as failed:
        publish.run(campaign.settings, ledger.PACK, DUE, slots)
    assert [failure.report for failure in failed.value.failures] == [
        "unheard_of month 2019-10-31", "broken month 2019-10-31 county_tax",
    ]  # fmt: skip
    assert "nobody to divide by" in str(failed.value) and "unheard_of" in str(failed.value)
    postbox.collect(campaign.settings, ledger.PACK)
    assert len(postbox.messages) == 3  # the progress report, and the two of the made-up one
    assert len(_published(campaign)) == 2


def test_a_failing_day_keeps_no_other_day_back(campaign: Campaign, slot: Slot, monkeypatch: pytest.MonkeyPatch) -> None:
    due = publish.publications_due
    monkeypatch.setattr(
        publish, "publications_due", lambda pack, on: [_slot("unheard_of")] if on == OCTOBER else due(pack, on)
    )
    with pytest.raises(PublishFailures, match="unheard_of"):
        publish.run_days(campaign.settings, ledger.PACK, [OCTOBER, DUE])
    with ledger.owner(campaign.settings) as conn:
        published = conn.execute(text("SELECT count(*) FROM ledger.publication")).scalar_one()
    assert published == number_due(campaign.pack, DUE) > 1


def test_a_failing_report_keeps_no_correction_back(
    campaign: Campaign, slot: Slot, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`campaign publish --correct` with one report that fails; and the counts that it prints if none fails."""
    monkeypatch.setattr(Settings, "from_environment", lambda: campaign.settings)
    publish.run(campaign.settings, ledger.PACK, DUE, slots=[slot])
    _late_payment(campaign)
    with monkeypatch.context() as patch, pytest.raises(PublishFailures, match="unheard_of"):
        patch.setattr(publish, "publications_due", lambda pack, on: [_slot("unheard_of")])
        publish_due(ledger.PACK, datetime.combine(DUE, time()), correct=True)
    numbers = [(row["recipient"], row["correction_no"]) for row in _published(campaign)]
    assert numbers == [("county_tax", 0), ("county_tax", 1), ("townships", 0)]
    monkeypatch.setattr(publish, "publications_due", lambda pack, on: [slot])
    with ledger.owner(campaign.settings) as conn:
        ledger.assess(conn, campaign.pack, 3, date(2019, 11, 4))
        ledger.event(conn, 3, OCTOBER, campaign.units[0], 1, received=25_000)
    publish_due(ledger.PACK, datetime.combine(DUE, time()), correct=True)
    assert "当天应发 2 份，更正 1 份" in capsys.readouterr().out


def test_a_returned_confirmation_is_read_back(campaign: Campaign, slot: Slot) -> None:
    number = publish.run(campaign.settings, ledger.PACK, DUE, slots=[slot])[0]
    with inputs.connect(campaign.settings) as conn:
        returned = f"{number},county_tax,2019-11-05,yes,无误".encode()
        confirmation = publications.confirmation_of(conn, number, returned)
        assert (confirmation.recipient, confirmation.is_agreed) == ("county_tax", True)
        assert confirmation.confirmed_on == date(2019, 11, 5) and confirmation.remark == "无误"
        for wrong in (f"{number},townships,2019-11-05,yes,", f"{slot.report}", f"{'0' * 32},county_tax,2019-11-05,no,"):
            with pytest.raises(ConfirmationRefused):
                publications.confirmation_of(conn, number, wrong.encode())


def test_the_progress_report_takes_no_confirmation(campaign: Campaign) -> None:
    number = publish.run(campaign.settings, ledger.PACK, DUE)[0]
    with inputs.connect(campaign.settings) as conn, pytest.raises(ConfirmationRefused, match="takes no confirmation"):
        publications.confirmation_of(conn, number, b"")


@pytest.mark.parametrize("stem", [STEM, f"{STEM}_townships", f"{STEM}_county_tax_office", f"county_tax_{STEM}"])
def test_a_file_that_two_recipients_could_share_is_refused(
    campaign: Campaign, slot: Slot, monkeypatch: pytest.MonkeyPatch, stem: str
) -> None:
    """The name must end with the recipient's whole code: `county_tax` is also a part of `county_tax_office`."""
    monkeypatch.setattr("tests.support.made_up_report.file_stem", lambda pack_code, edition: stem)
    with pytest.raises(PublishError, match=r"\.csv: .* must contain .*_county_tax' before its first dot"):
        publish.run(campaign.settings, ledger.PACK, DUE, slots=[_slot("headcount", "county_tax")])
    assert _published(campaign) == []

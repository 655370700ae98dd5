"""A bulletin's figures are the ledger's, in document, workbook and mail; it is remade and corrected."""

from __future__ import annotations

import hashlib
import io
import re
from datetime import date, timedelta
from typing import Any

import docx
import openpyxl
import pytest
from sqlalchemy import text

from pipeline.policy import registry
from pipeline.publish import publications, reports
from pipeline.publish import run as publish
from pipeline.publish.inputs import PublishError
from tests.support.fixtures.month_of_events import DUE, OCTOBER, Campaign
from tests.support.postbox import Postbox
from tests.support.warehouse import ledger
from transforms.policy import Slot, publications_due

STEM = "dongan-2020_bulletin_month_20191001_20191031"


def _slots(campaign: Campaign) -> list[Slot]:
    return [slot for slot in publications_due(campaign.pack, DUE) if slot.report == "bulletin"]


def _publish(campaign: Campaign, **options: bool) -> str:
    (publication_id,) = publish.run(campaign.settings, ledger.PACK, DUE, _slots(campaign), **options)
    return publication_id


def _manifest(campaign: Campaign, publication_id: str) -> dict[str, Any]:
    with ledger.owner(campaign.settings) as conn:
        query = "SELECT manifest FROM ledger.publication WHERE publication_id = :id"
        manifest: dict[str, Any] = conn.execute(text(query), {"id": publication_id}).scalar_one()
        return manifest


def _document(content: bytes) -> tuple[str, dict[str, list[str]]]:
    """Return all paragraphs as one text, and the rows of the table by unit."""
    document = docx.Document(io.BytesIO(content))
    rows = [[cell.text for cell in row.cells] for row in document.tables[0].rows]
    return "\n".join(part.text for part in document.paragraphs), {row[1]: row for row in rows}


def _ledger_figures(campaign: Campaign) -> dict[str, tuple[int, int, int]]:
    """Return enrolled persons, those of October, and fen received of each unit, straight from the events."""
    with ledger.owner(campaign.settings) as conn:
        rows = conn.execute(
            text(
                "SELECT unit_id, sum(enrolled_persons), sum(enrolled_persons) FILTER (WHERE on_date >= '2019-10-01'),"
                " sum(received_fen) FROM ledger.event_total WHERE on_date <= :on AND plan_year = 2020 GROUP BY unit_id"
            ),
            {"on": OCTOBER},
        )
        return {row[0]: (int(row[1]), int(row[2] or 0), int(row[3])) for row in rows}


def test_the_figures_of_document_workbook_and_mail_are_the_ledgers(campaign: Campaign) -> None:
    with ledger.owner(campaign.settings) as conn:  # before the period: enrolled, but no increment
        ledger.event(conn, 1, date(2019, 9, 20), campaign.units[0], 11, received=275_000)
    publication_id, postbox = _publish(campaign), Postbox()
    made = publish.remake(campaign.settings, publication_id)
    figures = _ledger_figures(campaign)
    assert figures[campaign.units[0]] == (111, 100, 2_775_000) and figures[campaign.units[1]][:2] == (50, 50)
    words, rows = _document(made[f"{STEM}.docx"])
    sheet = openpyxl.load_workbook(io.BytesIO(made[f"{STEM}.xlsx"]))["数据"]
    cells = {row[4]: row for row in sheet.iter_rows(min_row=2, values_only=True)}
    assert len(cells) == len(campaign.pack.units.children)
    for unit in campaign.pack.units.children:
        persons, increment, _ = figures.get(unit.unit_id, (0, 0, 0))
        assert rows[unit.name][3:5] == [f"{persons:,}", f"{increment:,}"]
        assert cells[unit.name][6:8] == (persons, increment)
    total = [sum(column) for column in zip(*figures.values(), strict=True)]
    assert rows["合计"][3:5] == [str(total[0]), str(total[1])] == ["161", "150"]
    assert f"已参保{total[0]}人" in words and f"新增{total[1]}人" in words
    assert f"个人缴费到账{total[2] / 100:,.2f}元" in words and "33,750.00元" in words
    postbox.collect(campaign.settings, ledger.PACK)
    for line in ("\u3000".join(rows[unit.name]) for unit in campaign.pack.units.children):
        assert line in postbox.messages[0].get_body(("plain",)).get_content()


def test_every_office_that_the_pack_names_gets_documents_and_workbook(campaign: Campaign) -> None:
    postbox = Postbox()
    _publish(campaign)
    postbox.collect(campaign.settings, ledger.PACK)
    assert {message["To"] for message in postbox.messages} == {
        "townships@example.test", "county_government@example.test",
    }  # fmt: skip
    for message in postbox.messages:
        attached = [(part.get_filename(), part.get_content_type()) for part in message.iter_attachments()]
        assert [name for name, _ in attached] == [f"{STEM}.docx", f"{STEM}.pdf", f"{STEM}.xlsx"]
        assert attached[0][1].endswith("wordprocessingml.document") and attached[1][1] == "application/pdf"


def test_the_mail_shows_the_published_chart_in_its_text(campaign: Campaign) -> None:
    postbox = Postbox()
    made = publish.remake(campaign.settings, _publish(campaign))
    postbox.collect(campaign.settings, ledger.PACK)
    for message in postbox.messages:
        (picture,) = (part for part in message.walk() if part.get_content_type() == "image/png")
        assert picture.get_content() == made[f"{STEM}.png"] and picture["Content-Disposition"].startswith("inline")
        html = message.get_body(("html",)).get_content()
        assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html and 'alt="条形图' in html


def test_the_bulletin_states_missing_senders_and_held_deliveries(campaign: Campaign) -> None:
    with ledger.owner(campaign.settings) as conn:
        ledger.delivery(
            conn, "civil_affairs", "held", date(2019, 10, 30), reasons=[{"code": "shrunk", "message_zh": "人数骤减"}]
        )
    publication_id = _publish(campaign)
    manifest = _manifest(campaign, publication_id)
    words, _ = _document(publish.remake(campaign.settings, publication_id)[f"{STEM}.docx"])
    assert "整份暂存，待经办机构核定：人数骤减。" in words
    missing = manifest["open"]["missing"]
    assert missing and any(row["last_due_on"] == (OCTOBER + timedelta(1)).isoformat() for row in missing), "due today"
    for row in missing:
        assert re.search(
            rf"{row['sender']}（.+?）：(.+?{row['deliveries']}批|{row['first_period']} .+?)尚未报送", words
        )
    assert f"版本{campaign.pack.version[:12]}" in words


def test_it_is_published_once_remade_and_corrected_with_its_reason(campaign: Campaign) -> None:
    first = _publish(campaign)
    assert _publish(campaign) == first == _publish(campaign, correct=True), "no figure has changed"
    with ledger.owner(campaign.settings) as conn:
        ledger.assess(conn, campaign.pack, 2, date(2019, 11, 3))
        ledger.event(conn, 2, date(2019, 10, 30), campaign.units[0], 10, received=250_000)
    files = _manifest(campaign, first)["files"]
    remade = publish.remake(campaign.settings, first)
    assert {name: hashlib.sha256(content).hexdigest() for name, content in remade.items()} == {
        file["name"]: file["sha256"] for file in files
    }
    corrected = _publish(campaign, correct=True)
    assert corrected != first
    words, rows = _document(publish.remake(campaign.settings, corrected)[f"{STEM}_更正1.docx"])
    assert rows["合计"][3] == "160" and "更正说明" in words and "（更正第1号）" in words


def test_the_pack_in_the_warehouse_must_be_the_pack_of_the_files(campaign: Campaign) -> None:
    with ledger.owner(campaign.settings) as conn:
        conn.execute(text("UPDATE policy.campaign SET pack_version = 'older'"))
        conn.execute(text("UPDATE ledger.assessment SET pack_version = 'older'"))
    with pytest.raises(PublishError, match="load it first"):
        _publish(campaign)


def test_a_corrected_office_or_day_asks_for_a_correction(campaign: Campaign) -> None:
    publication_id = _publish(campaign)
    with ledger.owner(campaign.settings) as conn:
        row = publications.by_id(conn, publication_id)
    report, snapshot = reports.find("bulletin"), row.manifest["snapshot"]
    other = [letter | {"signed_by": ["别的单位"]} for letter in snapshot["letters"]]
    assert not report.is_changed_by_pack(row, snapshot) and report.agrees_with_pack(snapshot, campaign.pack)
    assert report.is_changed_by_pack(row, snapshot | {"letters": other})
    assert not report.agrees_with_pack(snapshot | {"letters": other}, campaign.pack)
    assert not report.is_changed_by_pack(row, snapshot | {"letters": []}), "the corrected pack has no such bulletin"


def test_a_bulletin_that_the_corrected_pack_has_no_more_stays_as_it_is(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _publish(campaign)
    series = tuple(row for row in campaign.pack.publications if row.report != "bulletin")
    without = campaign.pack.model_copy(update={"publications": series})
    monkeypatch.setattr(registry, "load", lambda settings, pack_code: without)
    with ledger.owner(campaign.settings) as conn:
        ledger.assess(conn, campaign.pack, 2, date(2019, 11, 3))
        ledger.event(conn, 2, OCTOBER, campaign.units[0], 10, received=250_000)
    assert publish.correct(campaign.settings, ledger.PACK) == []
    monkeypatch.undo()
    assert len(publish.correct(campaign.settings, ledger.PACK)) == 1, f"{first}: with the demand it is corrected"

"""One publication per slot, the same bytes again, corrections only when asked, one mail."""

from __future__ import annotations

import csv
import hashlib
import io
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from sqlalchemy import text

from pipeline.publish import run as publish
from pipeline.publish.inputs import PublishError
from tests.support.fixtures.month_of_events import DUE, OCTOBER, Campaign, number_due
from tests.support.postbox import Postbox
from tests.support.stores import outbox_folder
from tests.support.warehouse import ledger
from transforms.policy import Slot, all_slots, publications_due

EARLIER = date(2019, 10, 30)


def _publications(campaign: Campaign) -> list[dict[str, Any]]:
    with ledger.owner(campaign.settings) as conn:
        rows = conn.execute(text("SELECT * FROM ledger.publication ORDER BY cadence, period_to, correction_no"))
        return [dict(row) for row in rows.mappings()]


def _late_feed(campaign: Campaign) -> None:
    """A second assessment learns of ten more persons who paid in October."""
    with ledger.owner(campaign.settings) as conn:
        ledger.assess(conn, campaign.pack, 2, date(2019, 11, 3))
        ledger.event(conn, 2, EARLIER, campaign.units[0], 10, received=250_000)


def _csv(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def _slots(campaign: Campaign, cadence: str) -> list[Any]:
    due = publications_due(campaign.pack, DUE)
    return [slot for slot in due if (slot.report, slot.cadence) == ("progress", cadence)]


def test_every_slot_that_is_due_is_published_once(campaign: Campaign) -> None:
    due = publications_due(campaign.pack, DUE)
    assert len(due) >= 2  # a half-month and a month end on the same day
    first = publish.run(campaign.settings, ledger.PACK, DUE)
    again = publish.run(campaign.settings, ledger.PACK, DUE)
    rows = _publications(campaign)
    assert first == again and len(set(first)) == len(rows) == number_due(campaign.pack, DUE)
    assert {(row["cadence"], row["as_of"]) for row in rows} == {(slot.cadence, slot.as_of) for slot in due}


def test_nothing_is_published_on_a_day_without_a_slot(campaign: Campaign) -> None:
    assert publish.run(campaign.settings, ledger.PACK, date(2019, 8, 1)) == []
    assert _publications(campaign) == []


def test_the_figures_stop_at_the_as_of_date(campaign: Campaign) -> None:
    (publication_id,) = publish.run(campaign.settings, ledger.PACK, DUE, slots=_slots(campaign, "month"))
    made = publish.remake(campaign.settings, publication_id)
    rows = _csv(next(content for name, content in made.items() if name.endswith(".csv")))
    assert [(r["unit_id"], r["category"], r["enrolled_persons"], r["received_yuan"]) for r in rows] == [
        (campaign.units[0], "ordinary", "100", "25000.00"),
        (campaign.units[1], "registered_poor", "50", "6000.00"),
    ]
    assert {r["as_of"] for r in rows} == {OCTOBER.isoformat()}


def test_remade_files_are_the_published_bytes_even_after_late_facts(campaign: Campaign) -> None:
    (publication_id,) = publish.run(campaign.settings, ledger.PACK, DUE, slots=_slots(campaign, "month"))
    manifest = _publications(campaign)[0]["manifest"]
    _late_feed(campaign)
    with ledger.owner(campaign.settings) as conn:  # another pack version since then, with other names and goals
        conn.execute(text("UPDATE policy.unit SET name = name || '（更名）'"))
        conn.execute(text("UPDATE policy.campaign SET pack_version = 'other', completion_goal_bp = 1"))
    made = publish.remake(campaign.settings, publication_id)
    assert {name: hashlib.sha256(content).hexdigest() for name, content in made.items()} == {
        file["name"]: file["sha256"] for file in manifest["files"]
    }
    stored = outbox_folder(campaign.settings) / ledger.PACK
    assert {path.name: path.read_bytes() for path in stored.iterdir()} == made


def test_the_manifest_says_what_was_known(campaign: Campaign) -> None:
    publish.run(campaign.settings, ledger.PACK, DUE, slots=_slots(campaign, "month"))
    (row,) = _publications(campaign)
    said = row["manifest"]
    assert (said["as_of"], said["known_no"], said["committed_no"]) == (OCTOBER.isoformat(), 1, 1)
    assert said["pack_version"] == row["pack_version"] == campaign.pack.version
    assert [file["rows"] for file in said["files"]] == [2, 2, 2]
    assert said["files"][0]["name"] == "dongan-2020_progress_month_20191001_20191031.xlsx"


def test_late_facts_keep_what_was_published_unless_a_correction_is_asked_for(campaign: Campaign) -> None:
    slots = _slots(campaign, "month")
    first = publish.run(campaign.settings, ledger.PACK, DUE, slots=slots)
    _late_feed(campaign)
    assert publish.run(campaign.settings, ledger.PACK, DUE, slots=slots) == first
    corrected = publish.run(campaign.settings, ledger.PACK, DUE, slots=slots, correct=True)
    assert corrected != first
    assert publish.run(campaign.settings, ledger.PACK, DUE, slots=slots, correct=True) == corrected  # nothing new
    rows = _publications(campaign)
    assert [(row["correction_no"], row["known_no"]) for row in rows] == [(0, 1), (1, 2)]
    names = [file["name"] for file in rows[1]["manifest"]["files"]]
    assert names[0] == "dongan-2020_progress_month_20191001_20191031_更正1.xlsx"
    table = _csv(publish.remake(campaign.settings, corrected[0])[names[1]])
    assert table[0]["enrolled_persons"] == "110"


def test_a_correction_without_changed_figures_is_none(campaign: Campaign) -> None:
    slots = _slots(campaign, "month")
    first = publish.run(campaign.settings, ledger.PACK, DUE, slots=slots)
    with ledger.owner(campaign.settings) as conn:  # a later assessment that learned nothing about October
        ledger.assess(conn, campaign.pack, 2, date(2019, 11, 3))
    assert publish.run(campaign.settings, ledger.PACK, DUE, slots=slots, correct=True) == first


def test_lost_files_are_made_again(campaign: Campaign) -> None:
    slots = _slots(campaign, "month")
    publish.run(campaign.settings, ledger.PACK, DUE, slots=slots)
    folder = outbox_folder(campaign.settings)
    before = {path.name: path.read_bytes() for path in (folder / ledger.PACK).iterdir()}
    shutil.rmtree(folder)
    publish.run(campaign.settings, ledger.PACK, DUE, slots=slots)
    assert {path.name: path.read_bytes() for path in (folder / ledger.PACK).iterdir()} == before
    assert sorted(Path(name).suffix for name in before) == [".csv", ".png", ".xlsx"]


def test_one_mail_per_publication_and_recipient_with_the_workbook(campaign: Campaign) -> None:
    postbox, slots = Postbox(), _slots(campaign, "month")
    (publication_id,) = publish.run(campaign.settings, ledger.PACK, DUE, slots)
    publish.run(campaign.settings, ledger.PACK, DUE, slots)
    for _ in range(2):
        postbox.collect(campaign.settings, ledger.PACK)
    assert {message["To"]: message["Message-ID"] for message in postbox.messages} == {
        f"{name}@example.test": f"<publication.{publication_id}.{name}@example.test>" for name in slots[0].recipients
    }
    assert len(postbox.messages) == len(slots[0].recipients) > 1
    for message in postbox.messages:
        assert [part.get_filename() for part in message.iter_attachments()] == [
            "dongan-2020_progress_month_20191001_20191031.xlsx"
        ]


def test_a_mail_server_that_is_down_stops_no_publication(campaign: Campaign) -> None:
    postbox, slots = Postbox(), _slots(campaign, "month")
    postbox.fails = True
    assert publish.run(campaign.settings, ledger.PACK, DUE, slots)
    recipients = len(slots[0].recipients)
    assert postbox.collect(campaign.settings, ledger.PACK).delayed == recipients
    postbox.fails = False
    assert publish.run(campaign.settings, ledger.PACK, DUE, slots)
    assert postbox.collect(campaign.settings, ledger.PACK).sent == recipients
    assert len(postbox.messages) == recipients and len(_publications(campaign)) == 1


def test_a_report_that_was_due_and_not_made_is_made_by_the_next_run(campaign: Campaign) -> None:
    today = DUE + timedelta(days=1)
    made = publish.run(campaign.settings, ledger.PACK, today)
    assert {(row["cadence"], row["as_of"]) for row in _publications(campaign)} == {
        (slot.cadence, slot.as_of) for on in (DUE, today) for slot in publications_due(campaign.pack, on)
    }
    of_today = number_due(campaign.pack, today)
    assert len(made) == number_due(campaign.pack, DUE) + of_today > 2
    assert publish.run(campaign.settings, ledger.PACK, today) == made[-of_today:], "once"
    assert publish.run_overdue(campaign.settings, ledger.PACK, today) == []
    assert len(_publications(campaign)) == len(made)


def test_a_late_report_does_not_wait_for_the_next_due_day(campaign: Campaign) -> None:
    assert publish.run_overdue(campaign.settings, ledger.PACK, DUE) == [], "what is due today is not late"
    made = publish.run_overdue(campaign.settings, ledger.PACK, DUE + timedelta(days=1))
    assert len(made) == number_due(campaign.pack, DUE) == len(_publications(campaign))


def test_a_late_report_that_cannot_be_made_is_an_error(campaign: Campaign) -> None:
    with ledger.owner(campaign.settings) as conn:
        conn.execute(text("UPDATE policy.campaign SET pack_version = 'newer'"))
    with pytest.raises(PublishError, match="the pack has changed"):
        publish.run_overdue(campaign.settings, ledger.PACK, DUE + timedelta(days=1))


def test_what_was_due_before_the_first_assessment_is_not_made(campaign: Campaign) -> None:
    earlier = [slot for slot in all_slots(campaign.pack) if slot.due_on < DUE]
    assert earlier
    publish.run(campaign.settings, ledger.PACK, DUE)
    assert len(_publications(campaign)) == number_due(campaign.pack, DUE)


def test_the_mail_names_what_was_open_when_it_was_published(campaign: Campaign) -> None:
    with ledger.owner(campaign.settings) as conn:
        ledger.delivery(conn, "civil_affairs", "held", EARLIER, reasons=[{"code": "shrunk", "message_zh": "人数骤减"}])
        ledger.delivery(conn, "health", "rejected", date(2019, 11, 1))  # after the as-of date: not this report's matter
    postbox = Postbox()
    publish.run(campaign.settings, ledger.PACK, DUE, _slots(campaign, "month"))
    postbox.collect(campaign.settings, ledger.PACK)
    body = postbox.messages[0].get_body(("plain",)).get_content()
    assert "civil_affairs-sender（2019-10，2019-10-30送达）整份暂存，待经办机构核定：人数骤减" in body
    assert "health-sender" not in body


def test_a_delivered_target_counts_from_the_assessment_that_knew_it(campaign: Campaign) -> None:
    with ledger.owner(campaign.settings) as conn:
        known = ledger.delivery(conn, "targets", "committed", EARLIER, kind="target_table", committed_no=1)
        later = ledger.delivery(conn, "targets", "committed", OCTOBER, kind="target_table", committed_no=9, version=2)
        for delivery_id, persons in ((known, 200), (later, 999)):
            conn.execute(text(
                "INSERT INTO core.target_fact VALUES (:n, :unit, 'target', :persons, 'final', '县政府', :on, :id)"
            ), {"n": ledger.number(), "unit": campaign.units[0], "persons": persons, "id": delivery_id,
                "on": OCTOBER if persons == 999 else EARLIER})  # fmt: skip
    (publication_id,) = publish.run(campaign.settings, ledger.PACK, DUE, slots=_slots(campaign, "month"))
    made = publish.remake(campaign.settings, publication_id)
    book = openpyxl.load_workbook(io.BytesIO(next(c for n, c in made.items() if n.endswith(".xlsx"))))
    assert [cell.value for cell in book["打印"][4]][1:5] == [campaign.pack.units.children[0].name, 200, 100, 0.5]


def test_nothing_is_published_before_anything_was_assessed(settings: Any) -> None:
    ledger.load_policy(settings)
    with pytest.raises(PublishError, match="nothing was assessed"):
        publish.run(settings, ledger.PACK, DUE)
    assert not publish.watermark_ready(settings, ledger.PACK, DUE)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        (
            "WITH mark AS (UPDATE landing.watermark SET assessed_on = '2019-10-30')"
            " UPDATE ledger.assessment SET business_date = '2019-10-30'",
            "assessed up to 2019-10-30",
        ),
        ("UPDATE policy.campaign SET pack_version = 'newer'", "the pack has changed"),
    ],
)
def test_what_is_not_assessed_as_it_stands_is_not_published(campaign: Campaign, change: str, complaint: str) -> None:
    with ledger.owner(campaign.settings) as conn:
        conn.execute(text(change))
    with pytest.raises(PublishError, match=complaint):
        publish.run(campaign.settings, ledger.PACK, DUE)
    assert not [row for row in _publications(campaign) if row["as_of"] >= OCTOBER]


def test_a_day_on_which_nobody_changed_is_published(campaign: Campaign) -> None:
    """The assessment of such a day leaves no row of its own, only the watermark."""
    with ledger.owner(campaign.settings) as conn:
        conn.execute(text("UPDATE ledger.assessment SET business_date = '2019-10-30'"))
    assert publish.run(campaign.settings, ledger.PACK, DUE)
    assert {row["manifest"]["assessed_on"] for row in _publications(campaign)} == {DUE.isoformat()}


def test_two_runs_at_once_publish_and_send_once(campaign: Campaign) -> None:
    postbox, slots = Postbox(), _slots(campaign, "month")
    with ThreadPoolExecutor(4) as pool:
        runs = [pool.submit(publish.run, campaign.settings, ledger.PACK, DUE, slots) for _ in range(4)]
        ids = {tuple(run.result()) for run in runs}
        for sent in [pool.submit(postbox.collect, campaign.settings, ledger.PACK) for _ in range(4)]:
            sent.result()
    assert len(ids) == len(_publications(campaign)) == 1
    assert len(postbox.messages) == len(slots[0].recipients)


def test_an_unknown_report_is_refused(campaign: Campaign) -> None:
    unknown = Slot(DUE, "gossip", "day", DUE, DUE, DUE, (), ())
    with pytest.raises(PublishError, match="gossip"):
        publish.run(campaign.settings, ledger.PACK, DUE, slots=[unknown])


def test_the_watermark_waits_for_landed_deliveries_and_for_assessment(campaign: Campaign) -> None:
    def ready() -> bool:
        return publish.watermark_ready(campaign.settings, ledger.PACK, OCTOBER)

    assert ready()
    with ledger.owner(campaign.settings) as conn:
        ledger.delivery(conn, "tax", "landed", date(2019, 11, 1), kind="tax_feed")
    assert ready()  # arrived after the day in question
    with ledger.owner(campaign.settings) as conn:
        late = ledger.delivery(conn, "tax", "landed", OCTOBER, kind="tax_feed", period="2019-10-30")
    assert not ready()
    with ledger.owner(campaign.settings) as conn:
        conn.execute(text("UPDATE landing.delivery SET state = 'held' WHERE delivery_id = :id"), {"id": late})
    assert ready()  # a held delivery is decided: it must not stop the report
    with ledger.owner(campaign.settings) as conn:
        conn.execute(text("UPDATE landing.watermark SET committed_no = committed_no + 1"))
    assert not ready()

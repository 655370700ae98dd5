"""Settlement of what funds pay: numbered batches, nobody twice, late joiners and withdrawn in the next batch."""

from __future__ import annotations

import io
import threading
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

import docx
import openpyxl
import psycopg
import pytest
from sqlalchemy import text

from pipeline.policy import install, registry
from pipeline.progress import campaign_state
from pipeline.publish import publications, reports
from pipeline.publish import run as publish
from pipeline.publish.failures import PublishFailures
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from tests.support.postbox import Postbox
from tests.support.warehouse import ledger
from transforms.policy import Pack, publications_due
from transforms.report.settlement.content import Batch
from warehouse import bulk

YEAR_END, NEW_YEAR = date(2019, 12, 31), date(2020, 1, 1)
JUNE, JULY = date(2020, 6, 30), date(2020, 7, 1)
PERSONS = {name: uuid.UUID(int=number) for number, name in enumerate("ABCDE", start=1)}


@dataclass
class Ledger:
    """Dong'an with events of persons by hand; `sums` is what each fund owes by them."""

    settings: Settings
    pack: Pack
    events: list[tuple[str, str, str, int, int]] = field(default_factory=list)
    assess_no: int = 0

    def post(self, on: date, business_date: date, *events: tuple[str, str, str, int, int]) -> None:
        """Post events of one assessment: person, category, fund, fen, and how much of it goes back to the person."""
        self.assess_no += 1
        self.events += events
        unit_id = self.pack.units.children[0].unit_id
        with ledger.owner(self.settings) as conn:
            ledger.assess(conn, self.pack, self.assess_no, business_date)
            for line_no, (person, category, payer, fen, back) in enumerate(events, start=1):
                money = {"received_fen": back, "fund_fen": fen, "reimbursable_fen": back}
                row = {
                    "campaign_id": ledger.number(),
                    "person_key": PERSONS[person],
                    "plan_year": 2020,
                    "assess_no": self.assess_no,
                    "line_no": line_no,
                    "on_date": on,
                    "unit_id": unit_id,
                    "category": category,
                    "payer": payer,
                    "channel": "",
                    "enrolled_persons": 0,
                    "refundable_fen": 0,
                    "suspense_fen": 0,
                    "contribution_fen": fen,
                    **money,
                }
                bulk.insert(conn, "ledger.event", [row])
                ledger.event(
                    conn,
                    self.assess_no,
                    on,
                    unit_id,
                    category=category,
                    payer=payer,
                    received=back,
                    fund=fen,
                    reimbursable=back,
                    channel=str(line_no),
                )

    def change(self, monkeypatch: pytest.MonkeyPatch, **sections: object) -> None:
        """Change sections of the pack, in mid-campaign."""
        self.pack = self.pack.model_copy(update=sections)
        monkeypatch.setattr(registry, "load", lambda settings, pack_code: self.pack)
        with ledger.owner(self.settings) as conn:
            install.overwrite(conn, self.pack)
            version = {"version": self.pack.version, "n": ledger.number()}
            conn.execute(text("UPDATE ledger.assessment SET pack_version = :version WHERE campaign_id = :n"), version)

    def owed(self, payer: str) -> int:
        return sum(fen for _, _, fund, fen, _ in self.events if fund == payer)

    def publish(self, on: date) -> list[str]:
        slots = [slot for slot in publications_due(self.pack, on) if slot.report.startswith("settlement")]
        return publish.run(self.settings, ledger.PACK, on, slots)

    def book(self, report: str, office: str, until: date) -> openpyxl.Workbook:
        """Return a published workbook."""
        (slot,) = {
            slot
            for slot in publications_due(self.pack, NEW_YEAR) + publications_due(self.pack, JULY)
            if (slot.report, slot.period_to) == (report, until)
        }
        name = f"{ledger.PACK}_{report}_once_{slot.period_from:%Y%m%d}_{until:%Y%m%d}_{office}.xlsx"
        store = self.settings.lists if report == "settlement_list" else self.settings.outbox
        return openpyxl.load_workbook(io.BytesIO(store.read(f"{ledger.PACK}/{name}")))

    def lines(self, office: str, until: date) -> list[tuple[str, str, str, str]]:
        """Return category, change, sum of the batches before and of this batch, of each line of a list."""
        rows = self.book("settlement_list", office, until)["数据"].iter_rows(min_row=2, values_only=True)
        return sorted((row[5], row[7], row[8], row[9]) for row in rows)

    def fen(self, office: str, until: date) -> int:
        """Return the sum of a letter's data."""
        rows = self.book("settlement", office, until)["数据"].iter_rows(min_row=2, values_only=True)
        return sum(row[8] for row in rows)


@pytest.fixture()
def place(settings: Settings) -> Iterator[Ledger]:
    made = Ledger(settings, ledger.load_policy(settings))
    made.post(
        date(2019, 10, 1),
        NEW_YEAR,
        ("A", "registered_poor", "fiscal", 13_000, 0),
        ("B", "minimum_living", "medical_aid", 13_000, 0),
        ("C", "registered_poor", "fiscal", 13_000, 13_000),
    )
    yield made


def test_the_first_batch_is_all_that_each_fund_owes(place: Ledger) -> None:
    place.publish(NEW_YEAR)
    assert place.fen("county_finance", YEAR_END) == place.owed("fiscal") == 26_000
    assert place.fen("medical_aid_office", YEAR_END) == place.owed("medical_aid") == 13_000
    assert place.lines("county_finance", YEAR_END) == [("registered_poor", "added", "0.00", "130.00")] * 2
    # events by hand have neither dues nor receipts; published files and packs have no problem
    faults = {finding.invariant for finding in invariants.run(place.settings, ledger.PACK) if finding.problems}
    assert not faults & {"published_equals_ledger", "published_by_its_version"}


def test_the_letter_states_the_sum_in_capital_figures_and_what_goes_back(place: Ledger) -> None:
    ids = place.publish(NEW_YEAR)
    made = {name: content for number in ids for name, content in publish.remake(place.settings, number).items()}
    (content,) = (made[name] for name in made if name.endswith("county_finance.docx"))
    finance = "\n".join(paragraph.text for paragraph in docx.Document(io.BytesIO(content)).paragraphs)
    assert finance.startswith("关于申请结算东安县2020年度城乡居民基本医疗保险参保资助资金（第1批）的函")
    assert "东安县财政局：" in finance and "财政应拨260.00元（大写：人民币贰佰陆拾元整）" in finance
    assert "应返还参保人130.00元" in finance and "2020年1月1日" in finance


def test_later_differences_are_in_the_next_batch_and_nobody_is_in_two(place: Ledger) -> None:
    place.publish(NEW_YEAR)
    place.post(
        date(2019, 11, 2),  # a day of the first batch: the first batch stays
        JULY,
        ("A", "registered_poor", "fiscal", -13_000, 0),
        ("B", "minimum_living", "medical_aid", 2_000, 0),
        ("D", "registered_poor", "fiscal", 13_000, 0),
    )
    place.publish(JULY)
    assert place.lines("county_finance", JUNE) == [
        ("registered_poor", "added", "0.00", "130.00"),
        ("registered_poor", "withdrawn", "130.00", "-130.00"),
    ]
    assert place.lines("medical_aid_office", JUNE) == [("minimum_living", "changed", "130.00", "20.00")]
    for office, fund in (("county_finance", "fiscal"), ("medical_aid_office", "medical_aid")):
        assert place.fen(office, YEAR_END) + place.fen(office, JUNE) == place.owed(fund)
    with psycopg.connect(place.settings.warehouse_url("analyst")) as conn:
        rows = conn.execute(
            "SELECT payer, unit_id, batch_no, batch_fen, settled_fen FROM mart.settlement ORDER BY 1, 3"
        )
        assert rows.fetchall() == [
            ("fiscal", "", 1, 26_000, 26_000),
            ("fiscal", "", 2, 0, 26_000),
            ("medical_aid", "", 1, 13_000, 13_000),
            ("medical_aid", "", 2, 2_000, 15_000),
        ]
    assert "第2批" in place.book("settlement", "county_finance", JUNE)["汇总"]["A1"].value


def test_a_batch_is_never_corrected_and_its_bytes_stay(place: Ledger) -> None:
    ids = place.publish(NEW_YEAR)
    before = {number: publish.remake(place.settings, number) for number in ids}
    place.post(date(2019, 11, 2), NEW_YEAR, ("A", "registered_poor", "fiscal", -13_000, 0))
    assert publish.correct(place.settings, ledger.PACK) == []
    assert place.publish(NEW_YEAR) == ids
    assert {number: publish.remake(place.settings, number) for number in ids} == before


def test_a_batch_that_was_late_adds_what_came_since_the_batch_of_a_later_day(place: Ledger) -> None:
    place.post(date(2020, 2, 1), JULY, ("E", "registered_poor", "fiscal", 13_000, 0))
    place.publish(JULY)
    place.post(date(2020, 3, 1), JULY, ("D", "registered_poor", "fiscal", 13_000, 0))
    place.publish(NEW_YEAR)
    assert place.lines("county_finance", YEAR_END) == [("registered_poor", "added", "0.00", "130.00")]
    assert place.fen("county_finance", JUNE) + place.fen("county_finance", YEAR_END) == place.owed("fiscal")


def test_the_mail_of_the_list_has_no_file_and_no_person(place: Ledger) -> None:
    place.publish(NEW_YEAR)
    postbox = Postbox()
    postbox.collect(place.settings, ledger.PACK)
    attached = {
        message["Subject"]: [part.get_filename() for part in message.iter_attachments()] for message in postbox.messages
    }
    assert sorted(len(names) for names in attached.values()) in ([0, 3], [0, 0, 3, 3])
    (mail, *_) = [message for message in postbox.messages if "名册" in message["Subject"]]
    assert "在“下载”页面" in mail.get_body(("plain",)).get_content()


def test_two_at_once_open_one_batch(place: Ledger) -> None:
    report = reports.find("settlement")
    slot = next(slot for slot in publications_due(place.pack, NEW_YEAR) if slot.report == "settlement")
    (view, _) = report.views(place.pack, slot)
    found: list[Batch] = []
    meet = threading.Barrier(2)

    def open_batch() -> None:
        with loader(place.settings).begin() as conn:
            meet.wait(10)
            found.append(report.batch(conn, ledger.number(), 1, YEAR_END, view))  # type: ignore[attr-defined]

    threads = [threading.Thread(target=open_batch) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [Batch(1, 1, YEAR_END, 0, None)] * 2
    with ledger.owner(place.settings) as conn:
        assert conn.execute(text("SELECT count(*) FROM ledger.settlement_batch")).scalar_one() == 1


def test_lines_that_are_not_the_difference_of_the_totals_are_not_sent(place: Ledger) -> None:
    with ledger.owner(place.settings) as conn:
        ledger.event(conn, 1, date(2019, 10, 3), place.pack.units.children[1].unit_id, payer="fiscal", fund=1)
    with pytest.raises(PublishFailures, match="campaign verify"):
        place.publish(NEW_YEAR)
    assert not any("county_finance" in key for key in place.settings.outbox.list_keys())


def test_a_list_waits_for_its_letter(place: Ledger) -> None:
    slots = [slot for slot in publications_due(place.pack, NEW_YEAR) if slot.report == "settlement_list"]
    with pytest.raises(PublishFailures, match="letter comes first"):
        publish.run(place.settings, ledger.PACK, NEW_YEAR, slots)


def test_each_publication_states_its_figures(place: Ledger) -> None:
    ids = place.publish(NEW_YEAR)
    with loader(place.settings).connect() as conn:
        for number in ids:
            assert publications.states_its_figures(conn, publications.by_id(conn, number))


def test_an_office_that_takes_a_fund_over_gets_the_next_batch(place: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    place.publish(NEW_YEAR)
    place.post(date(2020, 2, 1), JULY, ("D", "registered_poor", "fiscal", 13_000, 0))
    renamed = [
        row.model_copy(update={"recipient": "new_office"}) if row.recipient == "county_finance" else row
        for row in place.pack.recipients
    ]
    series = [
        row.model_copy(update={"recipients": ("new_office", "medical_aid_office")})
        if row.report.startswith("settlement")
        else row
        for row in place.pack.publications
    ]
    place.change(monkeypatch, recipients=tuple(renamed), publications=tuple(series))
    place.publish(JULY)
    assert place.lines("new_office", JUNE) == [("registered_poor", "added", "0.00", "130.00")]


def test_another_division_of_funds_is_refused_because_it_would_settle_again(
    place: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.publish(NEW_YEAR)
    place.post(date(2020, 2, 1), JULY, ("D", "registered_poor", "fiscal", 13_000, 0))
    joined = [row.model_copy(update={"own_payers": ()}) for row in place.pack.recipients]
    place.change(monkeypatch, recipients=tuple(joined))
    with pytest.raises(PublishFailures, match="another division"):
        place.publish(JULY)
    assert not [key for key in place.settings.outbox.list_keys() if "20200630" in key]


def test_the_summary_of_a_campaign_shows_the_letter_as_the_last_mail(place: Ledger) -> None:
    place.publish(NEW_YEAR)
    state = campaign_state.read_state(place.settings, ledger.PACK, NEW_YEAR)
    assert state.last_mail is not None and "名册" in state.last_mail.text


def test_a_unit_that_the_pack_drops_leaves_its_batches_as_they_were(
    place: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    offices = [
        row.model_copy(update={"own_units": "each"}) if row.recipient == "county_finance" else row
        for row in place.pack.recipients
    ]
    place.change(monkeypatch, recipients=tuple(offices))
    before = {number: publish.remake(place.settings, number) for number in place.publish(NEW_YEAR)}
    dropped = place.pack.units.children[0].unit_id
    place.change(
        monkeypatch,
        units=place.pack.units.model_copy(update={"children": place.pack.units.children[1:]}),
    )
    with ledger.owner(place.settings) as conn:
        conn.execute(text("DELETE FROM policy.unit WHERE unit_id = :unit_id"), {"unit_id": dropped})
    assert {number: publish.remake(place.settings, number) for number in before} == before
    assert any(f"county_finance-{dropped}" in name for files in before.values() for name in files)


def test_a_list_that_was_lost_says_so_when_names_were_corrected_since(
    place: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.publish(NEW_YEAR)
    name = next(name for name in place.settings.lists.list_keys() if "county_finance" in name)
    content_keys = [key for key in place.settings.lists.list_keys() if "sha256" in key or key == name]
    for key in content_keys:
        (place.settings.home / "lists" / key).unlink()
    monkeypatch.setattr("pipeline.publish.settlement.masked", lambda number: "corrected")
    assert len(publish.correct(place.settings, ledger.PACK)) == 2, "of each fund"
    (corrected,) = [key for key in place.settings.lists.list_keys() if "county_finance_更正1" in key]
    sheet = openpyxl.load_workbook(io.BytesIO(place.settings.lists.read(corrected)))["打印"]
    texts = [str(row[0]) for row in sheet.iter_rows(max_row=5, values_only=True)]
    assert texts[0].endswith("（更正第1号）") and any("原名册文件遗失" in line for line in texts)

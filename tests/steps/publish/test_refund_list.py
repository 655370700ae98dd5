"""List of refunds: numbered batches, no receipt twice, withdrawn ones negative; reversals settle lines."""

from __future__ import annotations

import datetime as dt
import io
import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import openpyxl
import psycopg
import pytest
from psycopg.rows import dict_row

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.landing import deliver as landing
from pipeline.policy import registry
from pipeline.publish import run as publish
from pipeline.publish.failures import PublishFailures
from pipeline.publish.inputs import PublishError
from pipeline.publish.lists.refund import RefundList
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from simulation.facts import Employment, Person, Receipt, Roll
from tests.support.files.reversal_feeds import Till, back, paid
from tests.support.postbox import Postbox
from tests.support.quick import quick_and_long
from tests.support.warehouse import facts
from transforms.policy import Slot, all_slots, campaign_id
from transforms.report.refund.content import Batch

PACK = "dongan-2020"
AUTUMN, LATE = dt.date(2019, 10, 8), dt.date(2020, 1, 6)
JANUARY, FEBRUARY, MARCH = dt.date(2020, 1, 1), dt.date(2020, 2, 1), dt.date(2020, 3, 1)
JOB = Employment("永州市", dt.date(2018, 1, 1), None, dt.date(2019, 9, 1))
NAMES = ("exact", "twice", "over", "late", "employed")
PAID = {
    "exact": [(250, AUTUMN)], "twice": [(250, AUTUMN), (250, AUTUMN)], "over": [(300, AUTUMN)],
    "late": [(250, LATE)], "employed": [(250, AUTUMN)],
}  # fmt: skip


def _person(name: str) -> Person:
    receipts = [Receipt(number, 2020, fen * 100, on, on, "微信", None) for number, (fen, on) in enumerate(PAID[name])]
    jobs = [JOB] if name == "employed" else []
    return Person(NAMES.index(name), dt.date(1980, 5, 1), Roll("白牙市镇", True, True), [], receipts, jobs)


def receipt_no(name: str, number: int = 0) -> str:
    return f"{NAMES.index(name):06d}-{number:06d}"


@dataclass
class Place:
    """Dong'an with five persons: the money of four is refundable, the money of one of them from January on."""

    settings: Settings
    deliveries: int = 1
    reversals: list[str] = field(default_factory=list)

    def slot(self, due_on: dt.date) -> Slot:
        pack = registry.load(self.settings, PACK)
        (slot,) = [row for row in all_slots(pack) if row.report == "refund_list" and row.due_on == due_on]
        return slot

    def publish(self, due_on: dt.date) -> list[str]:
        """Assess up to the day before, and publish the list that is due."""
        self.assess(due_on)
        return publish.run(self.settings, PACK, due_on, [self.slot(due_on)])

    def assess(self, on: dt.date) -> None:
        assess.run(self.settings, PACK, on)

    def lines(self, due_on: dt.date) -> list[tuple[str, str, str, str]]:
        """Return receipt, reason, change and amount of each line of a published list."""
        slot = self.slot(due_on)
        name = f"{PACK}_refund_list_month_{slot.period_from:%Y%m%d}_{slot.period_to:%Y%m%d}_county_tax.xlsx"
        book = openpyxl.load_workbook(io.BytesIO(self.settings.lists.read(f"{PACK}/{name}")))
        return sorted((row[6], row[8], row[9], row[11]) for row in book["数据"].iter_rows(min_row=2, values_only=True))

    def reverse(self, name: str, yuan: int, on: dt.date, number: int = 0) -> None:
        """Deliver a reversal of a receipt."""
        self.deliveries += 1
        facts.put(self.settings, PACK, [], self.deliveries)
        with psycopg.connect(self.settings.warehouse_url("owner")) as conn:
            conn.execute(
                "INSERT INTO core.reversal SELECT p.campaign_id, p.person_key, %(no)s, p.receipt_no, p.plan_year,"
                " %(fen)s, %(on)s, %(on)s, p.channel, p.unit_id, d.delivery_id, %(row)s FROM core.payment AS p"
                " INNER JOIN landing.delivery AS d ON d.committed_no = %(delivery)s WHERE p.receipt_no = %(receipt)s",
                {"no": f"V{self.deliveries}", "fen": yuan * 100, "on": on, "row": self.deliveries,
                 "delivery": self.deliveries, "receipt": receipt_no(name, number)},
            )  # fmt: skip
            self.queue(conn, name)

    def queue(self, conn: psycopg.Connection[Any], name: str) -> None:
        conn.execute(
            "INSERT INTO core.changed_person SELECT campaign_id, person_key, %s FROM core.payment"
            " WHERE receipt_no = %s",
            (self.deliveries, receipt_no(name)),
        )

    def marts(self, query: str, role: str = "analyst") -> list[dict[str, Any]]:
        with psycopg.connect(self.settings.warehouse_url(role), row_factory=dict_row) as conn:
            return conn.execute(query).fetchall()

    def check(self) -> None:
        """Check every invariant: one compares the lines of each batch with the ledger."""
        assert not [finding for finding in invariants.run(self.settings, PACK) if finding.problems]


@pytest.fixture()
def place(settings: Settings) -> Iterator[Place]:
    facts.put(settings, PACK, [_person(name) for name in NAMES])
    yield Place(settings)


FIRST = [
    (receipt_no("twice", 1), "paid_twice", "added", "250.00"),
    (receipt_no("over"), "over", "added", "50.00"),
    (receipt_no("employed"), "employee_insured", "added", "250.00"),
]


def test_a_second_batch_lists_what_the_first_does_not(place: Place) -> None:
    place.publish(JANUARY)
    assert place.lines(JANUARY) == sorted(FIRST)
    place.publish(FEBRUARY)
    assert place.lines(FEBRUARY) == [(receipt_no("late"), "out_of_window", "added", "250.00")]
    place.publish(MARCH)
    assert place.lines(MARCH) == []
    place.check()


def test_money_that_is_no_longer_refundable_is_a_negative_line(place: Place) -> None:
    place.publish(JANUARY)
    with psycopg.connect(place.settings.warehouse_url("owner")) as conn:
        conn.execute("DELETE FROM core.employee_fact")
        place.deliveries += 1
        facts.put(place.settings, PACK, [], place.deliveries)
        place.queue(conn, "employed")
    place.publish(FEBRUARY)
    assert (receipt_no("employed"), "employee_insured", "withdrawn", "-250.00") in place.lines(FEBRUARY)
    (first, second) = place.marts(
        "SELECT batch_no, listed_fen, confirmed_fen, moved_fen, open_fen, days_open FROM mart.refund"
        " WHERE reason = 'employee_insured' ORDER BY 1"
    )
    assert tuple(first.values()) == (1, 25_000, 0, 25_000, 0, None)
    assert tuple(second.values()) == (2, -25_000, 0, -25_000, 0, None)
    place.check()


def test_a_reversal_settles_its_line_and_is_not_withdrawn(place: Place) -> None:
    place.publish(JANUARY)
    place.reverse("twice", 250, dt.date(2020, 1, 10), 1)
    place.publish(FEBRUARY)
    assert [line[0] for line in place.lines(FEBRUARY)] == [receipt_no("late")]
    (row,) = place.marts("SELECT * FROM mart.refund WHERE batch_no = 1 AND reason = 'paid_twice'")
    assert (row["listed_fen"], row["confirmed_fen"], row["open_fen"], row["days_open"]) == (25_000, 25_000, 0, None)
    place.check()


def test_a_reversal_of_a_part_leaves_the_rest_open(place: Place) -> None:
    place.publish(JANUARY)
    place.reverse("employed", 100, dt.date(2020, 1, 10))
    place.publish(FEBRUARY)
    place.reverse("employed", 50, dt.date(2020, 2, 10))
    place.publish(MARCH)
    assert place.lines(MARCH) == []
    rows = place.marts("SELECT * FROM mart.refund WHERE reason = 'employee_insured' ORDER BY batch_no")
    assert sum(row["confirmed_fen"] for row in rows) == 15_000 and sum(row["open_fen"] for row in rows) == 10_000
    assert all(row["listed_fen"] == row["confirmed_fen"] + row["moved_fen"] + row["open_fen"] for row in rows)
    place.check()


def test_a_reversal_before_the_list_leaves_nothing_to_list(place: Place) -> None:
    place.reverse("twice", 250, dt.date(2019, 12, 10), 1)
    place.reverse("employed", 100, dt.date(2019, 12, 10))
    place.publish(JANUARY)
    assert place.lines(JANUARY) == sorted(
        [
            (receipt_no("over"), "over", "added", "50.00"),
            (receipt_no("employed"), "employee_insured", "added", "150.00"),
        ]
    )
    place.check()


def test_two_at_once_open_one_batch(place: Place) -> None:
    place.assess(JANUARY)
    found: list[Batch] = []
    meet = threading.Barrier(2)

    def open_batch() -> None:
        with loader(place.settings).begin() as conn:
            meet.wait(10)
            found.append(RefundList().batch(conn, campaign_id(PACK), dt.date(2019, 12, 31)))

    threads = [threading.Thread(target=open_batch) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert len(found) == 2 and found[0] == found[1] and found[0].batch_no == 1
    place.publish(JANUARY)
    assert place.lines(JANUARY) == sorted(FIRST)


def test_a_list_waits_until_all_facts_are_assessed(place: Place) -> None:
    place.assess(JANUARY)
    place.reverse("twice", 250, dt.date(2020, 1, 10), 1)
    with pytest.raises(PublishError, match="assess first"), loader(place.settings).begin() as conn:
        RefundList().batch(conn, campaign_id(PACK), dt.date(2019, 12, 31))
    assert place.marts("SELECT * FROM mart.refund") == []


def test_a_person_whose_facts_all_lie_ahead_holds_no_list_up(place: Place) -> None:
    """The person waits for a later day without a result, so that no money of the person is refundable yet."""
    ahead = dt.date(2020, 2, 20)
    receipt = Receipt(0, 2020, 25_000, ahead, ahead, "微信", None)
    facts.put(place.settings, PACK, [Person(len(NAMES), dt.date(1980, 5, 1), None, [], [receipt], [])], 2)
    place.publish(JANUARY)
    assert place.lines(JANUARY) == sorted(FIRST)
    place.publish(MARCH)
    assert (f"{len(NAMES):06d}-000000", "out_of_window", "added", "250.00") in place.lines(MARCH)
    place.check()


def test_the_mail_has_sums_and_no_file_and_an_office_fetches_the_list(place: Place) -> None:
    place.publish(JANUARY)
    postbox = Postbox()
    postbox.collect(place.settings, PACK)
    (mail,) = [message for message in postbox.messages if "退费清单" in message["Subject"]]
    assert not list(mail.iter_attachments())
    text = mail.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert "本批应退550.00元" in text and "在“下载”页面" in text and receipt_no("over") not in text
    assert place.marts("SELECT recipients FROM mart.published_file WHERE report = 'refund_list'") == [
        {"recipients": ["county_tax"]}
    ]
    assert not [key for key in place.settings.outbox.list_keys() if "refund_list" in key]  # type: ignore[attr-defined]


def test_a_list_that_is_published_again_is_the_same_and_is_never_corrected(place: Place) -> None:
    ids = place.publish(JANUARY)
    place.reverse("employed", 250, dt.date(2020, 1, 10))
    assert place.publish(JANUARY) == ids and place.lines(JANUARY) == sorted(FIRST)
    assert publish.correct(place.settings, PACK) == []
    place.check()


@pytest.mark.parametrize("order", quick_and_long(itertools.permutations(range(3)), {(0, 1, 2), (2, 1, 0)}))
def test_lines_and_open_money_do_not_depend_on_the_order_of_reversals(place: Place, order: tuple[int, ...]) -> None:
    """Deliver three reversals in any order, between two lists; the third is for more than is left and never counts."""
    place.publish(JANUARY)
    steps = [("employed", 100, dt.date(2020, 1, 10)), ("employed", 150, dt.date(2020, 1, 11)),
             ("over", 400, dt.date(2020, 1, 12))]  # fmt: skip
    for step in order:
        place.reverse(*steps[step])
        place.assess(FEBRUARY)
    place.publish(FEBRUARY)
    assert place.lines(FEBRUARY) == [(receipt_no("late"), "out_of_window", "added", "250.00")]
    rows = place.marts(
        "SELECT reason, sum(confirmed_fen) AS c, sum(open_fen) AS o FROM mart.refund GROUP BY 1 ORDER BY 1"
    )
    assert [(row["reason"], row["c"], row["o"]) for row in rows] == [
        ("employee_insured", 25_000, 0),
        ("out_of_window", 0, 25_000),
        ("over", 0, 5_000),
        ("paid_twice", 0, 25_000),
    ]
    place.check()


def test_a_refund_of_another_receipt_of_the_person_withdraws_the_listed_receipt(place: Place) -> None:
    """The tax bureau takes the first of two receipts back, not the second, which is listed."""
    place.publish(JANUARY)
    place.reverse("twice", 250, dt.date(2020, 1, 10), 0)
    place.publish(FEBRUARY)
    assert (receipt_no("twice", 1), "paid_twice", "withdrawn", "-250.00") in place.lines(FEBRUARY)
    place.check()


def test_a_receipt_taken_back_by_more_than_was_listed_can_be_listed_again(place: Place) -> None:
    """Of 300 yuan 50 are listed, 100 are taken back; then the person is insured as an employee, and 200 are listed."""
    place.publish(JANUARY)
    place.reverse("over", 100, dt.date(2020, 1, 10))
    place.publish(FEBRUARY)
    person = _person("over")
    job = {"campaign_id": campaign_id(PACK), "person_key": facts.key_of(person), "insured_from": JOB.insured_from}
    place.deliveries += 1
    facts.put(place.settings, PACK, [], place.deliveries)
    with psycopg.connect(place.settings.warehouse_url("owner")) as conn:
        conn.execute(
            "INSERT INTO core.employee_fact (campaign_id, person_key, insured_from, insured_to, region, cut_off_on,"
            " delivery_id, row_no) SELECT %(campaign_id)s, %(person_key)s, %(insured_from)s, NULL, '永州市',"
            " '2019-09-01', delivery_id, 77 FROM core.employee_fact LIMIT 1",
            job,
        )
        place.queue(conn, "over")
    place.publish(MARCH)
    assert place.lines(MARCH) == [(receipt_no("over"), "employee_insured", "added", "200.00")]
    (row,) = place.marts("SELECT sum(confirmed_fen) AS c, sum(open_fen) AS o FROM mart_case.refund WHERE received_on ="
                         " '2019-10-08' AND receipt_order = 1 AND reason IN ('over', 'employee_insured')"
                         f" AND person_key = '{facts.key_of(person)}'", "caseworker")  # fmt: skip
    assert (row["c"], row["o"]) == (5_000, 20_000)
    place.check()


def test_a_feed_confirms_refunds_once_and_a_reversal_may_come_before_its_receipt(
    settings: Settings, tmp_path: Path
) -> None:
    """Three persons pay twice by files: one is refunded before the list, one after it in two feeds, one never."""
    desk, place = Till(tmp_path / "till", "2019-12-31"), Place(settings)

    def deliver(on: dt.date, *announced: landing.Announcement) -> None:
        landing.deliver(settings, PACK, announced)
        intake.run(settings, PACK, ["tax_feed"], on)

    twice = [paid(who, f"R{who}{number}", on="2019-12-20") for who in range(3) for number in range(2)]
    early = desk.feed([back(0, "V0", "R01", on="2019-12-21")], "2019-12-21", "2019-12-31")
    deliver(JANUARY, early)
    deliver(JANUARY, desk.feed(twice, "2019-12-20", "2019-12-31"))
    place.publish(JANUARY)
    assert [line[0] for line in place.lines(JANUARY)] == ["R11", "R21"]
    confirmed = [back(1, "V1", "R11", on="2020-01-10")]
    deliver(FEBRUARY, desk.feed(confirmed, "2020-01-10", "2020-01-11"))
    deliver(FEBRUARY, desk.feed(confirmed, "2020-01-11", "2020-01-12"))
    place.publish(FEBRUARY)
    assert place.lines(FEBRUARY) == []
    (row,) = place.marts("SELECT sum(confirmed_fen) AS c, sum(open_fen) AS o, max(days_open) AS d FROM mart.refund")
    assert (row["c"], row["o"], row["d"]) == (25_000, 25_000, 31)
    place.check()


def test_a_batch_that_differs_from_the_ledger_is_not_made(place: Place) -> None:
    place.assess(JANUARY)
    with psycopg.connect(place.settings.warehouse_url("owner")) as conn:
        conn.execute(
            "UPDATE ledger.event_total SET refundable_fen = refundable_fen + 1, contribution_fen = contribution_fen - 1"
            " WHERE refundable_fen = (SELECT max(refundable_fen) FROM ledger.event_total)"
        )
    with pytest.raises(PublishFailures, match="campaign verify"):
        publish.run(place.settings, PACK, JANUARY, [place.slot(JANUARY)])
    assert place.marts("SELECT * FROM mart.refund") == []


def test_verify_counts_a_line_that_is_not_the_sum_of_its_receipt(place: Place) -> None:
    place.publish(JANUARY)
    with psycopg.connect(place.settings.warehouse_url("owner")) as conn:
        conn.execute("UPDATE ledger.refund_line SET refundable_fen = refundable_fen + 1 WHERE fen = 5000")
    (found,) = [row for row in invariants.run(place.settings, PACK) if row.invariant == "refunds_equal_ledger"]
    assert found.problems == 1

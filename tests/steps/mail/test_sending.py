"""Mails always arrive: a server at fault at any step loses none, doubles one only after DATA, delays no other."""

from __future__ import annotations

import dataclasses
import datetime as dt
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import text

from pipeline.mail import queue, sending
from pipeline.mail.sending import SendReport
from pipeline.mail.smtp import SmtpMailer
from pipeline.runtime.database import publisher
from pipeline.runtime.settings import Settings, Smtp
from tests.support.postbox import Postbox
from tests.support.quick import quick_and_long
from tests.support.rude_smtp import Manner, RudeServer, Step
from tests.support.warehouse import ledger
from transforms.directory.load import DirectoryError
from transforms.mail.text import MailText

DAY = dt.date(2019, 10, 31)
NOW = dt.datetime(2019, 11, 1, 8, tzinfo=dt.UTC)
OFFICES = ("county_tax", "townships", "county_government")
VICTIM = "townships"
MAILS = ("publication/1", "publication/2")
LIMIT_SECONDS = 1.5
STEPS: tuple[Step, ...] = ("CONNECT", "EHLO", "MAIL", "RCPT", "DATA", "BODY", "QUIT")
MANNERS: tuple[Manner, ...] = ("refuse", "busy", "hang", "tarpit", "drop")
TRIALS = [(step, manner) for step in STEPS for manner in MANNERS]
QUICK = [("MAIL", "drop"), ("RCPT", "refuse"), ("RCPT", "tarpit"), ("BODY", "drop")]
FINAL_STEPS = ("RCPT", "DATA", "BODY")


def enqueue(settings: Settings, *keys: str, recipients: tuple[str, ...] = OFFICES, subject: str = "月报") -> None:
    with publisher(settings).begin() as conn:
        for number, key in enumerate(keys):
            now = NOW + dt.timedelta(seconds=number)
            queue.enqueue(conn, ledger.number(), key, recipients, MailText(subject, "甲镇"), on=DAY, now=now)


def send(settings: Settings, server: RudeServer, after: dt.timedelta = dt.timedelta(0)) -> SendReport:
    smtp = Smtp("127.0.0.1", server.port, "bureau@example.test")
    return sending.send_waiting(settings, ledger.PACK, SmtpMailer(smtp, LIMIT_SECONDS), lambda: NOW + after)


def states(settings: Settings) -> dict[tuple[str, str], Any]:
    with ledger.owner(settings) as conn:
        rows = conn.execute(text("SELECT mail_key, recipient, state, attempts, answer, try_after FROM ledger.mail"))
        return {(row.mail_key, row.recipient): row for row in rows}


def message_id(key: str, office: str) -> str:
    return f"<{key.replace('/', '.')}.{office}@example.test>"


@pytest.fixture()
def place(settings: Settings) -> Settings:
    ledger.load_policy(settings)
    return settings


@dataclasses.dataclass(frozen=True)
class Trial:
    """Figures of one trial: six mails to three offices, on two days, against one fault of the server."""

    first: SendReport
    second: SendReport
    accepted: Counter[str]
    order: list[tuple[str, str]]
    others_seconds: float


def trial(place: Settings, step: Step, manner: Manner) -> Trial:
    """Send on a day on which the server misbehaves at a step, and again a day later."""
    victim = VICTIM if step in ("RCPT", "DATA", "BODY") else ""
    enqueue(place, *MAILS)
    with RudeServer(step, manner, victim) as server:
        first = send(place, server)
        others = [at for address, at in server.accepted_at.items() if not address.startswith(VICTIM)]
        server.mend()
        second = send(place, server, dt.timedelta(days=1))
    return Trial(first, second, server.accepted, server.order, max(others, default=0.0))


@pytest.mark.parametrize("fault", quick_and_long(TRIALS, QUICK), ids=lambda fault: " ".join(fault))
def test_no_mail_is_lost_and_no_other_recipient_waits(place: Settings, fault: tuple[Step, Manner]) -> None:
    step, manner = fault
    result = trial(place, step, manner)
    is_final = manner == "refuse" and step in FINAL_STEPS
    refused = {key for key, row in states(place).items() if row.state == "refused"}
    sent = {message_id(*key) for key, row in states(place).items() if row.state == "sent"}
    assert refused == ({(key, VICTIM) for key in MAILS} if is_final else set())
    assert len(sent) + len(refused) == len(MAILS) * len(OFFICES), "nothing waits for ever"
    assert set(result.accepted) == sent, "what counts as sent was accepted, and nothing else"
    doubles = {name for name, count in result.accepted.items() if count > 1}
    may_double = step == "BODY" and manner in ("hang", "tarpit", "drop")
    assert doubles == ({message_id(MAILS[0], VICTIM)} if may_double else set())
    if step in ("RCPT", "DATA", "BODY"):
        assert result.first.sent >= 4 and result.others_seconds < LIMIT_SECONDS
    in_order = [name for address, name in result.order if address.startswith(OFFICES[0])]
    assert in_order == sorted(in_order), "the oldest first"
    print(f"| {step} | {manner} | {result.first.sent} | {result.second.sent} | {len(refused)} | {len(doubles)} |")


def test_a_server_that_answers_byte_by_byte_is_left_at_the_time_limit(place: Settings) -> None:
    enqueue(place, "publication/1")
    with RudeServer("EHLO", "tarpit") as server:
        started = time.monotonic()
        report = send(place, server)
    assert time.monotonic() - started < 2 * LIMIT_SECONDS and report.delayed == len(OFFICES)
    assert {row.answer for row in states(place).values()} == {"EHLO: no answer within 1.5 s"}


def test_without_any_server_mails_wait_for_another_day(place: Settings) -> None:
    enqueue(place, *MAILS)
    with RudeServer() as server:
        port = server.port
    down = SmtpMailer(Smtp("127.0.0.1", port, "bureau@example.test"), LIMIT_SECONDS)
    report = sending.send_waiting(place, ledger.PACK, down, lambda: NOW)
    assert (report.sent, report.delayed, report.left.waiting) == (0, 3, 6)
    with RudeServer() as server:
        assert send(place, server).sent == 0, "the pause is not over"
        assert send(place, server, dt.timedelta(minutes=1)).sent == 6
    assert set(server.accepted.values()) == {1}


def test_a_delayed_mail_keeps_the_order_of_its_recipient(place: Settings) -> None:
    enqueue(place, *MAILS, recipients=(VICTIM,))
    with RudeServer("RCPT", "busy", VICTIM) as server:
        assert send(place, server).delayed == 1
        server.mend()
        assert send(place, server).sent == 0
        send(place, server, dt.timedelta(minutes=2))
    assert [name for _, name in server.order] == [message_id(key, VICTIM) for key in MAILS]


def test_a_refusal_is_recorded_and_tried_again_only_when_asked(place: Settings) -> None:
    enqueue(place, "publication/1")
    with RudeServer("RCPT", "refuse", VICTIM) as server:
        assert send(place, server).refused == 1
        server.mend()
        assert send(place, server, dt.timedelta(days=1)).sent == 0
        row = states(place)["publication/1", VICTIM]
        assert (row.state, row.answer) == ("refused", "RCPT: 550 not for us")
        with publisher(place).begin() as conn:
            assert queue.retry_refused(conn, ledger.number(), "county_tax") == 0
            assert queue.retry_refused(conn, ledger.number(), VICTIM) == 1
        assert send(place, server).sent == 1


def test_a_mail_that_no_header_may_hold_is_refused_alone(place: Settings) -> None:
    enqueue(place, "reminder/1", recipients=(VICTIM,), subject="月报\r\nBcc: x@y.test")
    enqueue(place, "reminder/2", recipients=(VICTIM,))
    with RudeServer() as server:
        report = send(place, server)
    assert (report.sent, report.refused) == (1, 1)
    assert "control character" in states(place)["reminder/1", VICTIM].answer


def test_a_run_that_died_leaves_its_mail_to_a_later_run(place: Settings) -> None:
    class Killed(BaseException):
        """A kill: nothing of the run goes on."""

    class Dying(Postbox):
        async def send(self, message: Any) -> None:
            await super().send(message)
            raise Killed

    enqueue(place, "publication/1", recipients=(VICTIM,))
    with pytest.raises(BaseExceptionGroup):
        sending.send_waiting(place, ledger.PACK, Dying(), lambda: NOW)
    box = Postbox()
    assert sending.send_waiting(place, ledger.PACK, box, lambda: NOW).sent == 0, "it may still be sending"
    later = NOW + dt.timedelta(seconds=place.mail_seconds) + sending.CLAIM_MARGIN
    assert sending.send_waiting(place, ledger.PACK, box, lambda: later).sent == 1
    assert box.messages[0]["Message-ID"] == message_id("publication/1", VICTIM)
    assert box.messages[0]["Date"] == "Fri, 01 Nov 2019 16:03:00 +0800"


def test_runs_at_once_send_each_mail_once(place: Settings) -> None:
    enqueue(place, *(f"publication/{number}" for number in range(6)))
    with RudeServer() as server, ThreadPoolExecutor(4) as pool:
        reports = [run.result() for run in [pool.submit(send, place, server) for _ in range(4)]]
    assert sum(report.sent for report in reports) == 18 and set(server.accepted.values()) == {1}


def test_a_mail_is_queued_once_and_its_row_names_no_address(place: Settings) -> None:
    enqueue(place, "publication/1")
    enqueue(place, "publication/1", subject="他文")
    with publisher(place).connect() as conn:
        listed = queue.listed(conn, ledger.number())
        rows = conn.execute(text("SELECT m::text FROM ledger.mail AS m")).scalars().all()
    assert {(mail.recipient, mail.subject) for mail in listed} == {(office, "月报") for office in OFFICES}
    assert not [row for row in rows if "@" in row]


def test_without_a_mail_server_nothing_is_sent_and_nothing_is_lost(place: Settings) -> None:
    enqueue(place, *MAILS)
    report = sending.send_waiting(place, ledger.PACK)
    assert (report.has_server, report.sent, report.left.waiting) == (False, 0, 6)


def test_pauses_double_up_to_half_an_hour() -> None:
    minutes = [sending.pause_after(attempts).total_seconds() / 60 for attempts in (1, 2, 3, 5, 6, 60)]
    assert minutes == [1, 2, 4, 16, 30, 30]


DIRECTORY = """
offices:
  - {office: county_tax, label_zh: 税务局, mailbox: tax@example.org}
  - {office: town_one, label_zh: 甲镇, mailbox: one@example.org}
  - {office: town_two, label_zh: 乙镇, mailbox: two@example.org}
  - {office: townships, label_zh: 各镇, members: [town_one, town_two]}
"""


def with_directory(place: Settings, text_of_file: str) -> Settings:
    path = place.home / "offices.yaml"
    path.write_text(text_of_file, encoding="utf-8")
    return dataclasses.replace(place, directory=path)


def test_the_directory_gives_each_member_of_a_group_a_mail_of_its_own(place: Settings) -> None:
    enqueue(place, "publication/1")
    box, listed = Postbox(), with_directory(place, DIRECTORY)
    box.refuses = {"two@example.org"}
    report = box.collect(listed, ledger.PACK)
    assert {mail["To"]: mail["Message-ID"] for mail in box.messages} == {
        "tax@example.org": message_id("publication/1", "county_tax"),
        "one@example.org": message_id("publication/1", "town_one"),
    }
    assert (report.sent, report.refused, report.delayed) == (2, 1, 1)
    found = {office: (row.state, row.answer) for (_, office), row in states(place).items()}
    assert found["townships"] == ("passed_on", None)
    assert found["county_government"] == ("waiting", "not in the directory: county_government")
    assert found["town_two"] == ("refused", "RCPT: 550 no such mailbox")
    assert not [row for row in found.values() if "@" in str(row)]
    corrected = DIRECTORY + "  - {office: county_government, label_zh: 县政府, mailbox: government@example.org}\n"
    assert box.collect(with_directory(place, corrected), ledger.PACK).sent == 1


def test_a_directory_with_errors_stops_mails_and_loses_none(place: Settings) -> None:
    enqueue(place, "publication/1")
    box = Postbox()
    with pytest.raises(DirectoryError):
        box.collect(with_directory(place, DIRECTORY.replace("label_zh: 税务局, ", "")), ledger.PACK)
    assert box.messages == [] and {row.state for row in states(place).values()} == {"waiting"}
    assert box.collect(place, ledger.PACK).sent == 3

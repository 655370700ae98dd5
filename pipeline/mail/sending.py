"""Send the mails that wait, the oldest first for each recipient; what one recipient meets holds no other one up.

Reads and writes ledger.mail as `publisher`. No transaction is open while a mail travels: a run claims a mail for some
minutes and records afterwards how the attempt ended. A run that is killed in between loses nothing; the next run after
the claim sends the mail again, with the same Message-ID.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from email.message import EmailMessage
from typing import Literal

from sqlalchemy import Connection, Engine

from pipeline.mail import queue, smtp
from pipeline.mail.message import MailError, address_of, alias_of, build
from pipeline.mail.queue import MailCounts, QueuedMail
from pipeline.mail.smtp import MailDelayed, Mailer, MailRefused
from pipeline.policy.directory import read_directory
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import publisher
from pipeline.runtime.settings import Settings
from transforms.directory.model import Directory
from transforms.policy import campaign_id
from warehouse import statements
from warehouse.statements import Query

AT_ONCE = 8
"""Recipients that are served at the same time."""
CLAIM_MARGIN = dt.timedelta(minutes=2)
"""How much longer than the time limit of a mail a claim lasts."""
FIRST_PAUSE, LONGEST_PAUSE = dt.timedelta(minutes=1), dt.timedelta(minutes=30)

log = logging.getLogger(__name__)
_CLAIM = Query("mail/claim", QueuedMail)
State = Literal["sent", "waiting", "refused"]


@dataclass(frozen=True)
class SendReport:
    """Outcome of one run. `sent`, `delayed`, `refused` count its attempts; `left`: all mails of the campaign."""

    sent: int
    delayed: int
    refused: int
    left: MailCounts
    has_server: bool

    def as_dict(self) -> dict[str, int]:
        """Return the numbers by name, for a log or a task's result."""
        return {
            "sent": self.sent,
            "delayed": self.delayed,
            "refused": self.refused,
            "waiting_in_all": self.left.waiting,
            "refused_in_all": self.left.refused,
        }


def send_waiting(
    settings: Settings,
    pack_code: str,
    mailer: Mailer | None = None,
    clock: Callable[[], dt.datetime] = technical_now,
    *,
    at_once: bool = False,
) -> SendReport:
    """Send the waiting mails of a campaign; return how many were sent, delayed or refused, and what is left.

    A recipient gets its mails in the order of queuing: one that is delayed (no connection, time limit, answer 4xx)
    holds back the later ones of this recipient only, until a pause is over that doubles with each attempt. A mail
    that the server refuses for good is recorded, and the next one follows. A mail to a group of offices becomes one
    to each of its members; one about a unit goes to those of that unit. An office that the directory lacks waits. If
    `mailer` is None, the mail server of the settings is used; if none is set, nothing is sent and all mails wait.
    `clock` gives the technical time, also of the Date header. `at_once`: do not wait for the end of pauses. Mails
    that another run is sending are left to it. Raises DirectoryError if the directory has errors.
    """
    mailer = mailer or smtp.mailer_of(settings.smtp, settings.mail_seconds)
    number, db = campaign_id(pack_code), publisher(settings)
    outcomes: Counter[State] = Counter()
    if mailer is not None:
        run = _Run(settings, pack_code, db, mailer, read_directory(settings), clock, at_once)
        outcomes = asyncio.run(run.serve_all())
    with db.connect() as conn:
        left = queue.counts(conn, number)
    report = SendReport(outcomes["sent"], outcomes["waiting"], outcomes["refused"], left, has_server=mailer is not None)
    log.log(logging.WARNING if report.delayed or report.refused else logging.INFO, "mails: %s", report.as_dict())
    return report


def pause_after(attempts: int) -> dt.timedelta:
    """Return the pause after the given number of failed attempts: 1 minute, doubled each time, at most 30 minutes."""
    doublings = min(attempts - 1, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


@dataclass(frozen=True)
class _Run:
    """One run of the sending step for one campaign."""

    settings: Settings
    pack_code: str
    db: Engine
    mailer: Mailer
    directory: Directory | None
    clock: Callable[[], dt.datetime]
    at_once: bool

    @property
    def campaign_id(self) -> int:
        """Number of the campaign."""
        return campaign_id(self.pack_code)

    async def serve_all(self) -> Counter[State]:
        """Serve every recipient with a waiting mail, some at the same time."""
        with self.db.begin() as conn:
            for group in self._recipients(conn):
                self._pass_on(conn, group)
            recipients = self._recipients(conn)
        outcomes: Counter[State] = Counter()
        free = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            for recipient in recipients:
                tasks.create_task(self._serve(recipient, free, outcomes))
        return outcomes

    def _recipients(self, conn: Connection) -> list[str]:
        return list(statements.run(conn, "mail/recipients", campaign_id=self.campaign_id).scalars())

    def _pass_on(self, conn: Connection, group: str) -> None:
        """Replace the waiting mails of a group of offices by one mail to each member; a single office keeps its own.

        Mails about one unit go to the offices of that unit only.
        """
        members = self.directory.receivers_of(group, self.pack_code) if self.directory else ()
        if not members:
            return
        of_group = {"campaign_id": self.campaign_id, "recipient": group}
        keys = list(statements.run(conn, "mail/pass_on", **of_group, now=self.clock()).scalars())
        for mail_key in keys:
            for member in members:
                statements.run(conn, "mail/copy", **of_group, mail_key=mail_key, member=member)

    def _address(self, office: str) -> str:
        """Return where the mails of an office go: its mailbox, or without a directory its alias in our mail domain."""
        if self.directory is None:
            return address_of(office, self.mailer.sender)
        mailbox = self.directory.mailbox_of(office, self.pack_code)
        if mailbox is None:
            raise MailDelayed(f"not in the directory: {office}")
        return mailbox

    async def _serve(self, recipient: str, free: asyncio.Semaphore, outcomes: Counter[State]) -> None:
        """Send the mails of one recipient until none is left or one is delayed."""
        async with free:
            while (mail := self._claim(recipient)) is not None:
                state, answer = await self._attempt(mail)
                self._record(mail, state, answer)
                outcomes[state] += 1
                if state == "waiting":
                    return

    def _claim(self, recipient: str) -> QueuedMail | None:
        now = self.clock()
        with self.db.begin() as conn:
            return _CLAIM.first(
                conn,
                campaign_id=self.campaign_id,
                recipient=recipient,
                now=now,
                claimed_until=now + dt.timedelta(seconds=self.settings.mail_seconds) + CLAIM_MARGIN,
                at_once=self.at_once,
            )

    async def _attempt(self, mail: QueuedMail) -> tuple[State, str | None]:
        """Send one mail; return its new state, and what the server answered if it was not sent."""
        try:
            await self.mailer.send(self._message(mail))
        except MailRefused as refused:
            return "refused", str(refused)
        except MailError as error:
            return "refused", f"not sent: {error}"
        except Exception as error:  # a mail that cannot be sent now must not hold the other recipients up
            return "waiting", str(error) if isinstance(error, MailDelayed) else type(error).__name__
        return "sent", None

    def _message(self, mail: QueuedMail) -> EmailMessage:
        return build(
            mail.text,
            message_id=f"{mail.mail_key.replace('/', '.')}.{alias_of(mail.recipient)}",
            sender=self.mailer.sender,
            recipient=self._address(mail.recipient),
            sent_at=self.clock(),
            attachments={file["name"]: self.settings.outbox.read(file["key"]) for file in mail.attachments},
        )

    def _record(self, mail: QueuedMail, state: State, answer: str | None) -> None:
        now = self.clock()
        if answer is not None:
            log.warning("%s to %s: %s: %s", mail.mail_key, mail.recipient, state, answer)
        with self.db.begin() as conn:
            statements.run(
                conn,
                "mail/record",
                campaign_id=self.campaign_id,
                mail_key=mail.mail_key,
                recipient=mail.recipient,
                attempts=mail.attempts,
                state=state,
                answer=answer,
                try_after=now + pause_after(mail.attempts) if state == "waiting" else None,
                ended_at=None if state == "waiting" else now,
            )

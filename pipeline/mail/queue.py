"""The queue of mails: one row per mail and recipient, written in the transaction of what the mail is about.

A row names an office and contains no address, no Date and no person. `pipeline.mail.sending` sends the rows.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from transforms.mail.text import MailText
from warehouse import statements
from warehouse.statements import Query


@dataclass(frozen=True)
class QueuedMail:
    """A mail that this run has claimed: its texts, and its attachments as file name and key in the outbox."""

    mail_key: str
    recipient: str
    subject: str
    plain: str
    html: str | None
    attachments: Sequence[Mapping[str, str]]
    attempts: int

    @property
    def text(self) -> MailText:
        """Return subject and bodies."""
        return MailText(self.subject, self.plain, self.html)


@dataclass(frozen=True)
class ListedMail:
    """A mail for the list of an operator. `answer`: last failure; `try_after`: end of the pause after it."""

    mail_key: str
    recipient: str
    subject: str
    business_date: dt.date
    state: str
    attempts: int
    answer: str | None
    try_after: dt.datetime | None


@dataclass(frozen=True)
class MailCounts:
    """Numbers of mails of a campaign by state; a mail to three recipients counts three times."""

    sent: int
    waiting: int
    refused: int


_LISTED = Query("mail/listed", ListedMail)
_COUNTS = Query("mail/counts", MailCounts)


def enqueue(
    conn: Connection,
    campaign_id: int,
    mail_key: str,
    recipients: Sequence[str],
    text: MailText,
    *,
    on: dt.date,
    now: dt.datetime,
    attachments: Mapping[str, str] | None = None,
) -> None:
    """Queue one mail to each recipient, in the caller's transaction. A mail that is queued already stays as it is.

    `campaign_id`: id of the campaign. `mail_key`: kind and subject of the mail, such as `publication/<id>`.
    `recipients`: codes of offices. `on`: business date; `now`: technical time of queuing. `attachments`: file name ->
    key of the bytes in the outbox.
    """
    files = [{"name": name, "key": key} for name, key in sorted((attachments or {}).items())]
    for recipient in dict.fromkeys(recipients):
        statements.run(
            conn,
            "mail/insert",
            campaign_id=campaign_id,
            mail_key=mail_key,
            recipient=recipient,
            subject=text.subject,
            plain=text.plain,
            html=text.html,
            attachments=json.dumps(files, ensure_ascii=False),
            business_date=on,
            queued_at=now,
        )


def listed(conn: Connection, campaign_id: int, *, all_states: bool = False) -> list[ListedMail]:
    """Return the mails of a campaign that are not sent, the oldest first; with `all_states`, also those that are sent.

    A `ListedMail` has key, recipient, subject, business date, state, number of attempts and the last failure.
    """
    return _LISTED.all(conn, campaign_id=campaign_id, all_states=all_states)


def counts(conn: Connection, campaign_id: int) -> MailCounts:
    """Return the numbers of mails of a campaign that are sent, waiting and refused, each recipient counted."""
    return _COUNTS.single(conn, campaign_id=campaign_id)


def retry_refused(conn: Connection, campaign_id: int, recipient: str | None = None) -> int:
    """Return refused mails to the waiting ones, of one recipient or (None) of all; return how many. Sends nothing."""
    return statements.run(conn, "mail/retry", campaign_id=campaign_id, recipient=recipient).rowcount

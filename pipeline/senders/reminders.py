"""Remind senders of what they owe: on the day after the due day, once for each delivery, one mail per sender and run.

Reads policy, landing and ledger as `publisher`; writes ledger.reminder. Rerun-safe: whoever records a reminder sends
it, and a mail that failed is not recorded.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from itertools import groupby
from typing import Any

from sqlalchemy import Connection

from pipeline.mail import message as mail
from pipeline.policy import registry
from pipeline.publish import inputs
from pipeline.runtime.clock import SHANGHAI, technical_now
from pipeline.runtime.settings import Settings
from transforms.mail import reminder
from transforms.policy import Pack, campaign_id
from warehouse import engine, statements


def run(
    settings: Settings, pack_code: str, on: dt.date, mailer: mail.Mailer | None = None,
    clock: Callable[[], dt.datetime] = technical_now,
) -> list[str]:  # fmt: skip
    """Remind every sender that owes something whose due day is over; returns the sources that got a mail.

    Without a mailer the one of the settings is used; without either nothing is sent or recorded, and a later run does.
    """
    pack = registry.load(settings, pack_code)
    mailer = mailer or mail.mailer_of(settings.smtp)
    if mailer is None:
        return []
    with inputs.connect(settings) as conn:
        owed = [one for one in expected(conn, pack_code, on) if one["state"] == "missing" and not one["reminded_on"]]
    owed.sort(key=lambda one: (one["source"], one["due_on"]))
    reminded = []
    for source, group in groupby(owed, key=lambda one: one["source"]):
        with engine.create(settings.warehouse_url("publisher")).begin() as conn:
            if _remind(conn, pack, list(group), on, mailer, clock()):
                reminded.append(source)
    return reminded


def expected(conn: Connection, pack_code: str, as_of: dt.date) -> list[dict[str, Any]]:
    """Every delivery that the loaded pack expects, with its state as of a day, by due day."""
    return inputs.rows(conn, "senders/expected", campaign_id=campaign_id(pack_code), as_of=as_of)


def _remind(
    conn: Connection, pack: Pack, owed: list[dict[str, Any]], on: dt.date, mailer: mail.Mailer, now: dt.datetime
) -> bool:
    """One mail about what this run is the first to record; the record stands only if the mail was taken."""
    number = campaign_id(pack.pack_code)
    new = [
        one for one in owed
        if statements.run(
            conn, "senders/remind", campaign_id=number, source=one["source"], due_on=one["due_on"],
            period=one["period"], reminded_on=on, mailed_at=now,
        ).rowcount
    ]  # fmt: skip
    if new:
        mailer.send(compose(pack, new, on, mailer.sender))
    return bool(new)


def compose(pack: Pack, owed: list[dict[str, Any]], on: dt.date, sender: str) -> EmailMessage:
    """The mail to one sender; the same input gives the same bytes. Raises MailError for what headers do not take."""
    place, year = pack.campaign.place_name, pack.campaign.plan_year
    message = EmailMessage(policy=policy.SMTP)
    message["Subject"] = mail.checked_text(reminder.subject(place, year, owed))
    message["From"] = mail.checked_address(sender)
    message["To"] = ", ".join(mail.addresses([owed[0]["contact"]], sender))
    message["Date"] = format_datetime(dt.datetime.combine(on, mail.CLOSE_OF_BUSINESS, SHANGHAI))
    key = f"reminder.{campaign_id(pack.pack_code)}.{owed[0]['source']}.{owed[0]['due_on']}.{on}"
    message["Message-ID"] = f"<{key}@{sender.partition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(reminder.body(place, year, owed, on), cte="base64")
    return message

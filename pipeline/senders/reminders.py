"""Remind senders of the deliveries that they owe: on the day after the due day, once for each delivery.

A sender gets one mail per run. Reads policy, landing and ledger as `publisher`; writes ledger.reminder, and queues the
mail in the same transaction. Idempotent: the run that records a reminder first queues its mail.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from itertools import groupby

from sqlalchemy import Connection

from pipeline.mail import queue
from pipeline.policy import registry
from pipeline.publish import inputs
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import publisher
from pipeline.runtime.settings import Settings
from transforms.mail.reminder import ExpectedDelivery, reminder_mail
from transforms.policy import Pack, campaign_id
from warehouse.statements import Query
from warehouse.statements import run as run_statement

EXPECTED = Query("senders/expected", ExpectedDelivery)


def run(
    settings: Settings,
    pack_code: str,
    on: dt.date,
    clock: Callable[[], dt.datetime] = technical_now,
) -> list[str]:
    """Remind senders, once per delivery, of missing deliveries that were due before `on`; return the reminded sources.

    The result has the codes of the sources, sorted; empty if nobody had to be reminded. A sender gets one mail for all
    its missing deliveries; reminders and mails are committed sender by sender. The mails are queued, not sent. If no
    mail server is set, nothing is queued or recorded: sent months later, the mail would be wrong. `clock` gives the
    technical time of queuing.
    """
    pack = registry.load(settings, pack_code)
    if settings.smtp is None:
        return []
    with inputs.connect(settings) as conn:
        deliveries = expected(conn, pack_code, on)
    owed = [delivery for delivery in deliveries if delivery.state == "missing" and not delivery.reminded_on]
    owed.sort(key=lambda delivery: (delivery.source, delivery.due_on))
    reminded = []
    for source, group in groupby(owed, key=lambda delivery: delivery.source):
        with publisher(settings).begin() as conn:
            if _remind(conn, pack, list(group), on, clock()):
                reminded.append(source)
    return reminded


def expected(conn: Connection, pack_code: str, as_of: dt.date) -> list[ExpectedDelivery]:
    """Return every delivery that the installed pack expects, in the order of due days, with its state as of a day.

    `as_of`: the day; deliveries that arrived later have not arrived. An `ExpectedDelivery` has source, sender, mailbox
    (`contact`), list mode, period, due day, day of arrival, days late, the day of its reminder, and the state: on_time,
    late, missing (due and not arrived) or not_due.
    """
    return EXPECTED.all(conn, campaign_id=campaign_id(pack_code), as_of=as_of)


def _remind(
    conn: Connection,
    pack: Pack,
    owed: Sequence[ExpectedDelivery],
    on: dt.date,
    now: dt.datetime,
) -> bool:
    """Queue one mail about the deliveries that no other run has recorded; return whether there were any."""
    number = campaign_id(pack.pack_code)
    new = [delivery for delivery in owed if _record(conn, number, delivery, on, now)]
    if not new:
        return False
    first, campaign = new[0], pack.campaign
    queue.enqueue(
        conn,
        number,
        f"reminder/{first.source}/{first.due_on}/{on}",
        [first.contact],
        reminder_mail(campaign.place_name, campaign.plan_year, new, on),
        on=on,
        now=now,
    )
    return True


def _record(conn: Connection, campaign: int, delivery: ExpectedDelivery, on: dt.date, now: dt.datetime) -> bool:
    """Record a reminder; return False if another run has recorded it."""
    result = run_statement(
        conn,
        "senders/remind",
        campaign_id=campaign,
        source=delivery.source,
        due_on=delivery.due_on,
        period=delivery.period,
        reminded_on=on,
        recorded_at=now,
    )
    return bool(result.rowcount)

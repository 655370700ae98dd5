"""Mail the approvers about held deliveries: what waits, why, and what a release would change. No person is named."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from pipeline.holds import decide
from pipeline.holds.effect import effect_text
from pipeline.holds.presentation import Presentation
from pipeline.mail import queue
from pipeline.policy import registry
from pipeline.policy.directory import read_directory
from pipeline.runtime.clock import technical_now
from pipeline.runtime.database import publisher
from pipeline.runtime.settings import Settings
from transforms.directory.load import DirectoryError
from transforms.mail.held import held_mail
from transforms.policy import campaign_id


def run(settings: Settings, pack_code: str, on: dt.date, clock: Callable[[], dt.datetime] = technical_now) -> int:
    """Queue a mail about each held delivery that could be read and was not announced; return how many are new.

    The mail goes to the offices of the directory's approvers; without any, nothing is queued and nothing is tried. A
    delivery whose content has changed is announced again. `on`: business date; `clock` gives the time of queuing.
    """
    offices = _offices(settings, pack_code, on)
    if not offices:
        return 0
    with publisher(settings).connect() as conn:
        known = {mail.mail_key for mail in queue.listed(conn, campaign_id(pack_code), all_states=True)}
    new = 0
    for waiting in decide.waiting(settings, pack_code):
        shown = decide.show(settings, pack_code, str(waiting.delivery_id))
        if not shown.is_unread and _mail_key(shown) not in known:
            announce(settings, pack_code, shown, effect_text(settings, pack_code, shown.delivery_id, on), on, clock)
            new += 1
    return new


def announce(
    settings: Settings,
    pack_code: str,
    shown: Presentation,
    effect: str,
    on: dt.date,
    clock: Callable[[], dt.datetime] = technical_now,
) -> None:
    """Queue the mail about one held delivery to the offices of the approvers, once for each content.

    `shown`: what the official is shown; `effect`: what a release would change, as text; `on`: business date.
    """
    offices = _offices(settings, pack_code, on)
    if not offices:
        return
    place_name = registry.load(settings, pack_code).campaign.place_name
    text = held_mail(place_name, shown.subject, shown.text_zh(), effect, shown.delivery_id, pack_code)
    with publisher(settings).begin() as conn:
        queue.enqueue(conn, campaign_id(pack_code), _mail_key(shown), offices, text, on=on, now=clock())


def _mail_key(shown: Presentation) -> str:
    return f"held/{shown.delivery_id}/{shown.sha256[:16]}"


def _offices(settings: Settings, pack_code: str, on: dt.date) -> tuple[str, ...]:
    """Return the offices of the approvers; () without a directory, and with a faulty one, which stops no question."""
    try:
        directory = read_directory(settings)
    except DirectoryError:
        return ()
    return () if directory is None else directory.offices_with("approver", pack_code, on)

"""Steps of the reminder DAG: reminders to senders, and pairs of persons for an official to check."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from campaign.checked_dates import checked_date
from campaign.refusals import fail_on_refusal

if TYPE_CHECKING:
    from airflow.sdk import Context

log = logging.getLogger(__name__)


def remind(pack_code: str, context: Context) -> list[str]:
    """Queue a reminder to each sender whose delivery was due before the business date; return the sources reminded.

    A source is given by its code in the pack, such as civil_affairs. Each owed delivery is reminded of once. Without a
    mail server nothing is queued or recorded.
    """
    from campaign.mail import settings_with_mail
    from pipeline.senders import reminders

    date = checked_date(pack_code, context, "remind")
    with fail_on_refusal():
        sources = reminders.run(settings_with_mail(), pack_code, date)
    log.info("reminded: %s", sources)
    return sources


def queue_look_alikes(pack_code: str) -> int:
    """Queue pairs of assessed persons who may be one person with two document numbers; return the number of new pairs.

    An official decides about them (`campaign identity review`). A pair is queued only once; no result of a person
    changes.
    """
    from pipeline.identity import review
    from pipeline.runtime.settings import Settings

    pairs = review.search(Settings.from_environment(), pack_code)
    log.info("%s: %d pairs of persons to check are new", pack_code, pairs)
    return pairs

"""Advisory locks of the warehouse: held until the transaction ends.

All locks share one number space: the numbers of `Lock`, the ids of campaigns (above 2), and 63 bits of a uuid. An equal
number of two locks only makes two steps wait for each other. Take a campaign's lock before `Lock.MERGE`, so that no two
transactions wait for each other.

Nobody waits for the trial of a release, which needs the locks of a release and its assessment: who finds a lock taken
ends the trial that may hold it, again and again, because a cancellation between two statements has no effect.
"""

from __future__ import annotations

import enum
import time
import uuid

from sqlalchemy import Connection

from warehouse import statements

_AGAIN_SECONDS = 0.05  # between two cancellations of a trial that is in the way


class Lock(enum.IntEnum):
    """A lock of the whole warehouse; the value is the number of the lock."""

    TRIAL = 0  # one trial of a release at a time; the step that waits for any other lock cancels it
    ASSESS = 1  # the work tables of an assessment are shared by all campaigns
    MERGE = 2  # so are the staging tables, and persons belong to no campaign


def take(conn: Connection, lock: Lock) -> None:
    """Wait for a lock of the whole warehouse, and hold it until the caller's transaction ends.

    `lock`: ASSESS for the work tables of an assessment, MERGE for the staging tables and persons, or TRIAL for
    the trial of a release; all are shared by all campaigns.
    """
    _take(conn, int(lock))


def take_campaign(conn: Connection, campaign_id: int) -> None:
    """Wait for the lock of one campaign's deliveries, and hold it until the caller's transaction ends.

    `campaign_id`: id of the campaign (`campaign_id(pack_code)`).
    """
    _take(conn, campaign_id)


def take_item(conn: Connection, item_id: uuid.UUID) -> None:
    """Wait for the lock of one item, and hold it until the caller's transaction ends.

    `item_id`: id of a delivery, while its feedback is made.
    """
    statements.run(conn, "runtime/lock", lock_no=item_id.int % 2**63)


def _take(conn: Connection, number: int) -> None:
    if number != Lock.TRIAL:
        while not statements.run(conn, "runtime/try_lock", lock_no=number).scalar_one():
            if not statements.run(conn, "runtime/end_trial", trial_no=int(Lock.TRIAL), wanted_no=number).all():
                break  # a step holds it, and ends by itself
            time.sleep(_AGAIN_SECONDS)
    statements.run(conn, "runtime/lock", lock_no=number)

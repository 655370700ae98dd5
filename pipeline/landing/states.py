"""Change the state of a delivery, by the transitions that `sql/landing/set_state.sql` allows."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Literal

from sqlalchemy import Connection

from warehouse import statements

Event = Literal["reopen", "reread", "reject", "version"]


def set_state(
    conn: Connection,
    campaign_id: int,
    delivery_id: uuid.UUID | str,
    event: Event,
    state: str,
    *,
    decided_on: dt.date | None = None,
    decided_at: dt.datetime | None = None,
) -> bool:
    """Set the state of one delivery; return False, and change nothing, if the event does not allow that change.

    `event` and the present state decide which `state` is allowed: `reopen` held -> landed, `reread` rejected -> landed,
    `reject` held -> rejected, `version` between committed, superseded and revoked. `delivery_id`: the full id.
    `decided_on` (business date) and `decided_at` (technical time) are stored if they are given.
    """
    result = statements.run(
        conn,
        "landing/set_state",
        campaign_id=campaign_id,
        delivery_id=delivery_id,
        event=event,
        state=state,
        decided_on=decided_on,
        decided_at=decided_at,
    )
    return bool(result.rowcount)

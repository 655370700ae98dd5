"""Read deliveries again whose layout or words were not described when they arrived.

Every intake gates again what is held for nothing else; a delivery is pending again as soon as today's layouts give
another result. What was rejected for its header, or held for a
limit of reading, is read again on an official's command (`campaign reread`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from pipeline.landing.delivery import Delivery, DeliveryKey
from pipeline.landing.states import set_state
from pipeline.policy import registry
from pipeline.runtime import locks
from pipeline.runtime.database import loader
from pipeline.runtime.ids import NoSuchId, complete_id
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.intake.base.reasons import ReasonRecord
from transforms.intake.values.context import GateResult
from transforms.policy import Pack, campaign_id
from warehouse import statements

HELD_FOR = ("layout_unknown", "categories_unknown")
REJECTED_FOR = ("header_unknown", "layout_unknown", "other_layout", "column_missing", "column_duplicate")
HELD_FOR_LIMITS = ("file_slow", "file_memory", "file_too_large")
Gate = Callable[[Iterable[Delivery]], Iterable[GateResult]]
"""Return the gate's result of each delivery, in their order."""


class RereadRefused(Refusal):
    """A delivery that is not read again. The text states why, in Chinese."""


@dataclass(frozen=True)
class HeldDelivery(Delivery):
    """One delivery that is held only because its layout or its words are not described."""

    reasons: list[ReasonRecord]


@dataclass(frozen=True)
class RejectedDelivery:
    """One delivery that is read again on command, or waits for a day. `delivered_on` is a business date."""

    delivery_id: uuid.UUID
    source: str
    sender: str
    period: str
    version: int
    delivered_on: dt.date
    reasons: list[ReasonRecord]


HELD = statements.Query("intake/held_for_form", HeldDelivery)
"""Deliveries of `kinds` that are held for nothing but reasons with these `codes`, in a stable order."""
_REJECTED = statements.Query("intake/rejected_for_form", RejectedDelivery)


def reopen(
    database: Engine,
    pack: Pack,
    kinds: Iterable[str],
    business_date: dt.date,
    may_be_read: Callable[[Delivery], bool],
    gate: Gate,
) -> int:
    """Make held deliveries pending again if today's layouts give them other reasons; return the number of deliveries.

    Gated again are only deliveries of `kinds` (kinds of source), arrived by `business_date`, whose only reasons are an
    unknown layout or words that the layout does not know. `database`: engine of the role `loader`; `may_be_read`:
    whether a delivery's layout is valid; `gate`: returns the gate's result of each delivery. If the reasons are equal,
    the delivery stays held: what an official was shown stays valid. Commits each change, and removes the findings of
    the earlier reading.
    """
    number = campaign_id(pack.pack_code)
    with database.begin() as conn:
        held = HELD.all(conn, campaign_id=number, kinds=list(kinds), business_date=business_date, codes=list(HELD_FOR))
    held = [delivery for delivery in held if may_be_read(delivery)]
    if not held:
        return 0
    results = list(gate(held))
    described = [
        delivery
        for delivery, result in zip(held, results, strict=True)
        if {reason["message_zh"] for reason in delivery.reasons} != _reason_texts(result)
    ]
    reopened = 0
    for delivery in described:
        with database.begin() as conn:
            locks.take_campaign(conn, number)
            key = delivery.key(number)
            if set_state(conn, **key, event="reopen", state="landed"):  # False if an official has decided meanwhile
                forget_findings(conn, key)
                reopened += 1
    return reopened


def reopen_awaited(
    database: Engine,
    pack: Pack,
    business_date: dt.date,
    may_be_read: Callable[[Delivery], bool],
    gate: Gate,
    *,
    kind: str,
    code: str,
    is_known: Callable[[Connection, int, GateResult], bool],
) -> int:
    """Make deliveries of a kind pending again that name something of ours that was not made then, and is made now.

    They are held only for the reason `code`; `is_known`: whether all that the clean rows name is made now, from
    connection, campaign id and the gate's result. Other arguments as for `reopen`. Returns the number of deliveries.
    Commits each change.
    """
    number = campaign_id(pack.pack_code)
    with database.begin() as conn:
        held = HELD.all(conn, campaign_id=number, kinds=[kind], business_date=business_date, codes=[code])
    held = [delivery for delivery in held if may_be_read(delivery)]
    reopened = 0
    for delivery, result in zip(held, gate(held), strict=True):
        with database.begin() as conn:
            locks.take_campaign(conn, number)
            key = delivery.key(number)
            if is_known(conn, number, result) and set_state(conn, **key, event="reopen", state="landed"):
                forget_findings(conn, key)
                reopened += 1
    return reopened


def _reason_texts(result: GateResult) -> set[str]:
    return {reason.message_zh for reason in result.reasons}


def forget_findings(conn: Connection, key: DeliveryKey) -> None:
    """Remove findings and feedback of the first reading of a delivery. `key`: its primary key."""
    for statement in ("holds/forget_quarantine", "holds/forget_warnings", "feedback/outdate"):
        statements.run(conn, statement, **key)


def rejected(settings: Settings, pack_code: str) -> list[RejectedDelivery]:
    """Return the deliveries that `reread` accepts, oldest first: rejected by machine for their header alone,
    or held for a limit of reading alone.

    A `RejectedDelivery` has the delivery's id, source, version, reasons and business dates.
    """
    with loader(settings).connect() as conn:
        return _load_rejected(conn, campaign_id(pack_code))


def _load_rejected(conn: Connection, number: int) -> list[RejectedDelivery]:
    return _REJECTED.all(conn, campaign_id=number, codes=list(REJECTED_FOR), limit_codes=list(HELD_FOR_LIMITS))


def reread(settings: Settings, pack_code: str, start: str) -> str:
    """Make a delivery pending again that `rejected` lists; return its full id.

    The next intake gates it by today's layouts and limits. `start`: the id or its beginning. Removes the findings of
    the first reading. Raises RereadRefused for any other delivery: rows that were judged are sent again as a higher
    version.
    """
    pack = registry.load(settings, pack_code)
    with loader(settings).begin() as conn:
        number = campaign_id(pack.pack_code)
        locks.take_campaign(conn, number)
        try:
            delivery_id = complete_id((delivery.delivery_id for delivery in _load_rejected(conn, number)), start)
        except NoSuchId as refused:
            raise RereadRefused(
                f"{refused}。只有因表头或缺列被系统退回、因读取限额暂存的报送可以重新读取（不写编号则列出）；"
                "其余的请报送单位更正后以更高版次报回。因版式未登记而暂存的无须此命令，登记后下次处理时自动读取。"
            ) from None
        key: DeliveryKey = {"campaign_id": number, "delivery_id": uuid.UUID(delivery_id)}
        forget_findings(conn, key)
        if not set_state(conn, **key, event="reread", state="landed"):
            set_state(conn, **key, event="reopen", state="landed")
        return delivery_id


def state_of(settings: Settings, pack_code: str, delivery_id: str) -> str:
    """Return the state of a delivery: landed, held, rejected, committed, superseded or revoked.

    `delivery_id`: full id, as text. Raises sqlalchemy.exc.NoResultFound for an unknown id.
    """
    with loader(settings).connect() as conn:
        key = {"campaign_id": campaign_id(pack_code), "delivery_id": uuid.UUID(delivery_id)}
        return str(statements.run(conn, "intake/state", **key).scalar_one())

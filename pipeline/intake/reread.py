"""Deliveries that wait for a description of their form or words: read again by themselves once somebody has written it.

What is held for nothing else is looked at by each intake; it is pending again as soon as today's layouts give another
answer. What was rejected for its header is read again when an official says so (`campaign reread`).
"""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import Connection, Engine

from pipeline.policy import registry
from pipeline.runtime.database import loader
from pipeline.runtime.ids import NoSuchId, the_one
from pipeline.runtime.refusals import Refusal
from pipeline.runtime.settings import Settings
from transforms.intake.values.context import GateResult
from transforms.policy import Pack, campaign_id
from warehouse import statements

HELD_FOR = ("layout_unknown", "categories_unknown")
REJECTED_FOR = ("header_unknown", "layout_unknown", "other_layout", "column_missing", "column_duplicate")
Gate = Callable[[Iterable[Mapping[str, Any]]], Iterator[GateResult]]


class RereadRefused(Refusal):
    """A delivery that is not read again. The text says why, in Chinese."""


def reopen(
    database: Engine, pack: Pack, kinds: Iterable[str], business_date: dt.date,
    may_be_read: Callable[[Mapping[str, Any]], bool], gate: Gate,
) -> int:  # fmt: skip
    """Make pending again what today's layouts read otherwise than it was read when it was held; returns how many.

    Nothing is touched of a delivery about which the same would be said again: what officials were shown stays valid.
    """
    number = campaign_id(pack.pack_code)
    with database.begin() as conn:
        waiting = statements.run(
            conn, "intake/held_for_form", campaign_id=number, kinds=list(kinds), business_date=business_date,
            codes=list(HELD_FOR),
        ).mappings().all()  # fmt: skip
    waiting = [one for one in waiting if may_be_read(one)]
    if not waiting:
        return 0
    results = list(gate(waiting))
    described = [one for one, result in zip(waiting, results, strict=True) if _words(one["reasons"]) != _said(result)]
    reopened = 0
    for one in described:
        with database.begin() as conn:
            statements.run(conn, "runtime/lock", campaign_id=number)
            key = {"campaign_id": number, "delivery_id": one["delivery_id"]}
            if statements.run(conn, "holds/reopen", **key).rowcount:  # nobody has decided about it meanwhile
                _forget(conn, key)
                reopened += 1
    return reopened


def _forget(conn: Connection, key: Mapping[str, Any]) -> None:
    """What was found, and told the sender, when the delivery was read first."""
    for statement in ("holds/forget_quarantine", "holds/forget_warnings", "feedback/outdate"):
        statements.run(conn, statement, **key)


def _words(reasons: Iterable[Mapping[str, Any]]) -> set[str]:
    return {str(one["message_zh"]) for one in reasons}


def _said(result: GateResult) -> set[str]:
    return {one.message_zh for one in result.reasons}


def rejected(settings: Settings, pack_code: str) -> list[dict[str, Any]]:
    """One row per delivery that `reread` would take, the oldest first: id, sender, period, version, day and reasons."""
    with loader(settings).connect() as conn:
        return [dict(row) | {"delivery_id": str(row["delivery_id"])} for row in _rejected(conn, campaign_id(pack_code))]


def _rejected(conn: Connection, number: int) -> Iterable[Mapping[str, Any]]:
    return (
        statements.run(conn, "intake/rejected_for_form", campaign_id=number, codes=list(REJECTED_FOR)).mappings().all()
    )


def reread(settings: Settings, pack_code: str, start: str) -> str:
    """Make a delivery pending again that was rejected by machine for its header alone. `start`: its id, or how it
    begins. Returns the id.

    Raises RereadRefused for any other: rows that were judged are sent again as a higher version.
    """
    pack = registry.load(settings, pack_code)
    with loader(settings).begin() as conn:
        number = campaign_id(pack.pack_code)
        statements.run(conn, "runtime/lock", campaign_id=number)
        try:
            found = the_one((one["delivery_id"] for one in _rejected(conn, number)), start)
        except NoSuchId as none:
            raise RereadRefused(
                f"{none}。只有因表头或缺列被系统退回的报送可以重新读取（不写编号则列出）；"
                "其余的请报送单位更正后以更高版次报回。因版式未登记而暂存的无须此命令，登记后下次处理时自动读取。"
            ) from None
        key = {"campaign_id": number, "delivery_id": uuid.UUID(found)}
        _forget(conn, key)
        statements.run(conn, "intake/read_again", **key)
        return found


def state_of(settings: Settings, pack_code: str, delivery_id: str) -> str:
    """The state of a delivery that was landed."""
    with loader(settings).connect() as conn:
        key = {"campaign_id": campaign_id(pack_code), "delivery_id": uuid.UUID(delivery_id)}
        return str(statements.run(conn, "intake/state", **key).scalar_one())

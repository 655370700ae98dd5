"""Compare acknowledgements of due lists with the lists that are made: a reason to hold, and what waits for a list.

An acknowledgement that differs from its list is taken in: the difference is what it states. An acknowledgement of a
list that is not made is held, and taken in by itself as soon as the list is made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from pipeline.intake.reread import Gate, reopen_awaited
from pipeline.landing.delivery import Delivery, DeliveryKey
from transforms.intake.base.raw_table import PERSON_STRIDE, row_words
from transforms.intake.base.reasons import Reason
from transforms.intake.values.context import GateResult
from transforms.policy import Pack
from warehouse import statements

KIND = "due_acknowledgement"
LIST_UNKNOWN = "acknowledged_list_unknown"
_MOST_NAMED = 5


@dataclass(frozen=True)
class _UnknownList:
    """A number that no due list has, and the first row that names it."""

    list_no: int
    row_no: int


_UNKNOWN = statements.Query("intake/history_checks/acknowledged_list", _UnknownList)


def check_acknowledgements(conn: Connection, key: DeliveryKey) -> Iterator[Reason]:
    """Yield a reason to hold staged acknowledgements, at most one: numbers that no due list has.

    `key`: primary key of the delivery. The Chinese text names rows and numbers of lists; no person is in it. A `Reason`
    has a code and a Chinese text.
    """
    unknown = _UNKNOWN.all(conn, **key)
    if unknown:
        places = [f"{row_words(row.row_no)}（第{row.list_no}号）" for row in unknown[:_MOST_NAMED]]
        more = f"等{len(unknown)}处" if len(unknown) > _MOST_NAMED else ""
        yield Reason(
            LIST_UNKNOWN,
            f"{'；'.join(places)}{more}没有这样序号的应缴清单。填错的请退回，更正后以更高版次重报；"
            "清单尚未编制的不必处理，编制后本表自动重新核对。",
            row=unknown[0].row_no % PERSON_STRIDE,
        )


def reopen_acknowledgements(
    database: Engine, pack: Pack, business_date: dt.date, may_be_read: Callable[[Delivery], bool], gate: Gate
) -> int:
    """Make acknowledgements pending again that are held only for unknown lists, if all these lists are made now.

    Returns the number of deliveries. `database`: engine of the role `loader`; `may_be_read`: whether a delivery's
    layout is valid; `gate`: returns the gate's result of each delivery. Commits each change.
    """
    return reopen_awaited(
        database,
        pack,
        business_date,
        may_be_read,
        gate,
        kind=KIND,
        code=LIST_UNKNOWN,
        is_known=_are_lists_made,
    )


def _are_lists_made(conn: Connection, number: int, result: GateResult) -> bool:
    numbers = result.clean.column("list_no").to_pylist()
    return (
        statements.run(conn, "intake/history_checks/unknown_due_list", campaign_id=number, list_nos=numbers).first()
        is None
    )

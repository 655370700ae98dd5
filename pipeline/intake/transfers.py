"""Compare confirmed transfers with batches of settlements: reasons to hold a list, and lists that wait for a letter.

A list is held if a batch is unknown, or if the transfers of a batch do not add up to its claim. It is taken in by
itself as soon as the letters of all its batches are made.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from pipeline.intake.reread import Gate, reopen_awaited
from pipeline.landing.delivery import Delivery, DeliveryKey
from transforms.intake.base.raw_table import PERSON_STRIDE, row_words
from transforms.intake.base.reasons import Reason
from transforms.intake.values.context import GateResult
from transforms.policy import Pack
from transforms.text.figures import yuan_grouped
from warehouse import statements

KIND = "fund_transfer"
BATCH_UNKNOWN = "transfer_batch_unknown"
_DIFFERS = "transfer_differs"
_MOST_NAMED = 5


@dataclass(frozen=True)
class _Transfer:
    """One fund, unit and batch whose confirmed transfers do not make up its claim. `claimed_fen`: None without batch.

    `known_fen`: confirmed by other lists; `new_fen`: confirmed by this list alone.
    """

    row_no: int
    payer_label: str
    unit_name: str
    batch_no: int
    claimed_fen: int | None
    known_fen: int
    new_fen: int

    @property
    def place(self) -> str:
        return f"{row_words(self.row_no)}（{self.unit_name}{self.payer_label}第{self.batch_no}批）"


_TRANSFERS = statements.Query("intake/history_checks/transfer", _Transfer)


def check_transfers(conn: Connection, key: DeliveryKey, source: str, period: str, version: int) -> Iterator[Reason]:
    """Yield reasons to hold a staged list of transfers, at most two: unknown batches, and sums that differ.

    `key`: primary key of the delivery; `source`, `period`, `version`: of the list. Transfers that an effective list
    states already are repeats and give no reason. The Chinese texts name rows, funds, batches and sums; no person is
    in them. A `Reason` has a code and a Chinese text.
    """
    transfers = _TRANSFERS.all(conn, **key, source=source, period=period, version=version)
    unknown = [transfer for transfer in transfers if transfer.claimed_fen is None]
    if unknown:
        yield Reason(
            BATCH_UNKNOWN,
            f"{_places([transfer.place for transfer in unknown])}还没有结算函。请核对资金渠道、地区和批次，"
            "填错的请退回，更正后以更高版次重报；结算函尚未编制的不必处理，编制后本表自动重新核对。",
            row=unknown[0].row_no % PERSON_STRIDE,
        )
    differing = [transfer for transfer in transfers if transfer.claimed_fen is not None]
    if differing:
        yield Reason(
            _DIFFERS,
            f"{_places([_difference(transfer) for transfer in differing])}。请与付款单位核对：金额、日期填错的请退回，"
            "更正以前的确认请按原所属期以更高版次重报；确为分次划转或实拨不同的，请核定后放行，差额计入未结清金额。",
            row=differing[0].row_no % PERSON_STRIDE,
        )


def _difference(transfer: _Transfer) -> str:
    assert transfer.claimed_fen is not None
    sums = [f"结算函{yuan_grouped(transfer.claimed_fen)}元"]
    if transfer.known_fen:
        sums.append(f"其他确认表已确认{yuan_grouped(transfer.known_fen)}元")
    return f"{transfer.place}{'、'.join(sums)}、本表{yuan_grouped(transfer.new_fen)}元，不相符"


def _places(texts: list[str]) -> str:
    named = "；".join(texts[:_MOST_NAMED])
    return named if len(texts) <= _MOST_NAMED else f"{named}等{len(texts)}处"


def reopen_transfers(
    database: Engine, pack: Pack, business_date: dt.date, may_be_read: Callable[[Delivery], bool], gate: Gate
) -> int:
    """Make lists of transfers pending again that are held only for unknown batches, if all batches are known now.

    Returns the number of lists. `database`: engine of the role `loader`; `may_be_read`: whether a delivery's layout is
    valid; `gate`: returns the gate's result of each delivery. Commits each change.
    """
    return reopen_awaited(
        database,
        pack,
        business_date,
        may_be_read,
        gate,
        kind=KIND,
        code=BATCH_UNKNOWN,
        is_known=_are_batches_known,
    )


def _are_batches_known(conn: Connection, number: int, result: GateResult) -> bool:
    rows: Iterable[dict[str, object]] = result.clean.select(["payer", "unit_id", "batch_no"]).to_pylist()
    params = {
        "payers": [row["payer"] for row in rows],
        "unit_ids": [row["unit_id"] or "" for row in rows],
        "batch_nos": [row["batch_no"] for row in rows],
    }
    return statements.run(conn, "intake/history_checks/missing_batch", campaign_id=number, **params).first() is None

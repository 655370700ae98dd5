"""Compare a delivery, whose rows are sound, with earlier deliveries: reasons to hold it for an official.

Each check is one statement over the staged rows. An official who releases the delivery waives the reasons shown.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypedDict

from sqlalchemy import Connection

from pipeline.intake.acknowledgements import check_acknowledgements
from pipeline.intake.transfers import check_transfers
from pipeline.landing.delivery import Delivery, DeliveryKey
from pipeline.merge.other_campaigns import paid_in_other_campaigns
from transforms.intake.base.raw_table import PERSON_STRIDE, row_words
from transforms.intake.base.reasons import RECEIPT_CANCELLED, Reason
from transforms.policy import Pack
from transforms.policy.model.sources import Source
from warehouse import statements

FEED_DAY_MISSING = "feed_day_missing"
_SIZED = ("special_list", "roll", "employee")
_WHOLE_BP = 10_000
_MOST_NAMED = 5


class _Version(TypedDict):
    """Parameters that most checks share: the version of one list, and the delivery that is checked."""

    campaign_id: int
    delivery_id: uuid.UUID
    source: str
    period: str
    version: int


@dataclass(frozen=True)
class _ReplacedParts:
    """The highest lower version that consists of several parts, and how many."""

    version: int
    parts: int


@dataclass(frozen=True)
class _ListSize:
    """Persons on the list before the delivery, persons that the delivery names, and persons in both."""

    known_persons: int
    named_persons: int
    kept_persons: int


_REPLACED_PARTS = statements.Query("intake/history_checks/replaced_parts", _ReplacedParts)
_NO_FIGURE = ("fund_claim", "fund_transfer", "due_acknowledgement", "tax_statement", "correction_request")
"""Kinds of source on which no published figure depends."""
_LIST_SIZE = statements.Query("intake/history_checks/list_size", _ListSize)


def reasons_to_hold(
    conn: Connection,
    pack: Pack,
    delivery: Delivery,
    key: DeliveryKey,
    business_date: dt.date,
    left_out_receipts: Sequence[tuple[int, str]] = (),
) -> list[Reason]:
    """Return the reasons to hold a delivery whose clean rows are staged; empty if no check fails. Changes no state.

    A `Reason` has a code and a Chinese text, which contains counts, days, places and row numbers, but no values of
    rows. The order is that of the checks. `key`: primary key of the delivery (campaign id, delivery id);
    `business_date`: day of the run, up to which feeds are expected. `left_out_receipts`: (row number, receipt number)
    of rows of a tax feed that are not staged because they do not count.
    """
    source = pack.source(delivery.source)
    version: _Version = {
        "campaign_id": key["campaign_id"],
        "delivery_id": key["delivery_id"],
        "source": delivery.source,
        "period": delivery.period,
        "version": delivery.version,
    }
    reasons = [
        *check_same_file_name(conn, delivery, version),
        *(() if delivery.kind in _NO_FIGURE else check_corrects_published(conn, version)),
        *check_replaces_parts(conn, version),
    ]
    if delivery.kind in _SIZED and delivery.list_mode in ("full", "change"):
        reasons += check_list_size(conn, source, delivery, version)
    if delivery.kind == "special_list":
        reasons += check_recognised_after_death(conn, key)
        if delivery.list_mode == "change":
            reasons += check_unit_is_known(conn, key)
    if delivery.kind == "fund_transfer":
        reasons += check_transfers(conn, key, delivery.source, delivery.period, delivery.version)
    if delivery.kind == "due_acknowledgement":
        reasons += check_acknowledgements(conn, key)
    if delivery.kind == "tax_feed":
        reasons += check_paid_elsewhere(conn, key)
        reasons += check_left_out_receipts(conn, key, left_out_receipts)
        if source.gap_is_held:
            reasons += check_missing_feed_days(conn, delivery, key, business_date)
    return reasons


def reopen_gaps(conn: Connection, campaign: int, business_date: dt.date) -> int:
    """Make tax feeds pending again that are held only for missing feeds of earlier days, if those have arrived now.

    `campaign`: id of the campaign; `business_date`: last day of arrival that counts. Returns the number of feeds.
    """
    only = json.dumps([{"code": FEED_DAY_MISSING}])
    filled = statements.run(
        conn, "intake/gap_filled", campaign_id=campaign, only_reason=only, business_date=business_date
    )
    return int(filled.rowcount)


def check_same_file_name(conn: Connection, delivery: Delivery, version: _Version) -> Iterator[Reason]:
    """Yield a reason to hold the delivery, at most one, if other content came under its file name before.

    Only files for the same source, period and version are compared. `version`: these three, with campaign and delivery.
    A `Reason` has a code and a Chinese text.
    """
    if statements.run(conn, "intake/history_checks/same_name", **version, file_name=delivery.file_name).scalar_one():
        yield Reason(
            "same_name_other_content",
            "同一所属期、同一版次已收过同名文件，内容不同。若为更正，请将版次加一重报；若为分批报送，请核定后放行。",
        )


def check_corrects_published(conn: Connection, version: _Version) -> Iterator[Reason]:
    """Yield a reason to hold the delivery, at most one, if a publication used the version of the list that it replaces.

    `version`: source, period and version of the list, with its campaign. A first version replaces none. A `Reason` has
    a code and a Chinese text.
    """
    if version["version"] < 2:  # the first version replaces none
        return
    as_of = statements.run(conn, "intake/history_checks/published_version", **_without_delivery(version)).scalar()
    if as_of is not None:
        yield Reason(
            "corrects_published",
            f"本版更正的名单已用于截至{as_of}的报表。请核定是否按本版更正；放行后，已发布的报表不变，差额以更正报表发布。",
        )


def check_replaces_parts(conn: Connection, version: _Version) -> Iterator[Reason]:
    """Yield a reason to hold the delivery, at most one, if the version that it replaces consists of several parts.

    All those parts would stop being effective. `version`: source, period and version of the list, with its campaign. A
    first version replaces none. A `Reason` has a code and a Chinese text.
    """
    if version["version"] < 2:
        return
    replaced = _REPLACED_PARTS.first(conn, **_without_delivery(version))
    if replaced is not None:
        yield Reason(
            "replaces_parts",
            f"第{replaced.version}版由{replaced.parts}份报送组成，本版放行后各份一并失效。若只更正了其中一份，"
            "请退回，并请报送单位把各份合并为一份后以更高版次重报。",
        )


def _without_delivery(version: _Version) -> dict[str, object]:
    return {name: value for name, value in version.items() if name != "delivery_id"}


def check_list_size(conn: Connection, source: Source, delivery: Delivery, version: _Version) -> Iterable[Reason]:
    """Return a reason to hold the list, at most one, if its size is implausible, or full and change list look mixed up.

    Compares the number of persons with the persons on the list before, by the limits of `source`. `version`: source,
    period and version of the list, with its campaign and delivery. Empty if the sizes are plausible, and as long as the
    source has no earlier full list to compare with. A `Reason` has a code and a Chinese text.
    """
    last_on = statements.run(
        conn,
        "intake/history_checks/last_full",
        campaign_id=version["campaign_id"],
        source=source.source,
        cut_off_on=delivery.cut_off_on,
    ).scalar()
    if last_on is None:
        return []
    size = _LIST_SIZE.single(
        conn,
        **version,
        kind=delivery.kind,
        list_mode=delivery.list_mode,
        cut_off_on=delivery.cut_off_on,
        last_on=last_on,
    )
    if delivery.list_mode == "change":
        return _check_change_list(source, size)
    return _check_full_list(source, size, f"截至{last_on}的名单及其后变动")


def _check_full_list(source: Source, size: _ListSize, before: str) -> Iterator[Reason]:
    """Yield a reason if a full list names far more or far fewer persons than were on the list before."""
    known, named = size.known_persons, size.named_persons
    change = abs(named - known)
    if change <= source.held_above_persons or change * _WHOLE_BP <= known * source.held_above_bp:
        return
    counts = f"本次全量名单{named}人，{before}共{known}人"
    limit = f"超过{source.held_above_bp / 100:g}%的限度"
    if named * _WHOLE_BP < known * source.held_above_bp:
        yield Reason(
            "change_as_full",
            f"{counts}，人数极少，疑为变动名单误作全量报送。请核对：若为变动名单，请按变动方式重报；"
            "若确为全量，放行后不在本次名单上的人员自数据截止日起不再享受资助。",
        )
    elif named < known:
        yield Reason(
            "list_shrank",
            f"{counts}，减少{known - named}人，{limit}。请核对是否漏报或为分批报送；"
            "放行后不在本次名单上的人员自数据截止日起不再享受资助。",
        )
    else:
        yield Reason("list_grew", f"{counts}，增加{named - known}人，{limit}。请核对是否误报后放行。")


def _check_change_list(source: Source, size: _ListSize) -> Iterator[Reason]:
    """Yield a reason if a change list adds nearly all persons who are on the list already."""
    known, kept = size.known_persons, size.kept_persons
    if kept > source.held_above_persons and kept * _WHOLE_BP >= known * (_WHOLE_BP - source.held_above_bp):
        yield Reason(
            "full_as_change",
            f"本次变动名单新增的人员中有{kept}人已在名单上（名单共{known}人），疑为全量名单误作变动报送。"
            "请核对：若为全量名单，请按全量方式重报。",
        )


def check_recognised_after_death(conn: Connection, key: DeliveryKey) -> Iterator[Reason]:
    """Yield a reason to hold the delivery, at most one, if rows recognise persons after their reported death.

    `key`: primary key of the delivery, whose rows are staged. The Chinese text names the rows. A person who was
    recognised before death and is still on the list is no reason to hold it; feedback reports that person. A `Reason`
    has a code and a Chinese text.
    """
    rows = statements.run(conn, "intake/history_checks/recognised_after_death", **key).scalars().all()
    if rows:
        yield Reason(
            "recognised_after_death",
            f"{first_few([row_words(row) for row in rows])}的人员已有报送说明死亡，认定日期却在死亡日期之后。"
            "请核实是否同一人：确已死亡的从名单中减去后重报；放行后仍按已报的死亡日期核定。",
            row=rows[0] % PERSON_STRIDE,
        )


def check_unit_is_known(conn: Connection, key: DeliveryKey) -> Iterator[Reason]:
    """Yield a reason to hold a change list without units, at most one, if it adds persons whose unit nothing states.

    `key`: primary key of the delivery, whose rows are staged. The unit of every other person comes from an earlier
    list, the roll or a payment. The Chinese text names the rows. A `Reason` has a code and a Chinese text.
    """
    rows = statements.run(conn, "intake/history_checks/unit_unstated", **key).scalars().all()
    if rows:
        yield Reason(
            "unit_unstated",
            f"变动名单没有单位，{first_few([row_words(row) for row in rows])}的人员"
            "在以前的名单、底册和缴费明细中也没有单位。请补报所属乡镇后重报；放行后，这些人员暂不计入任何单位。",
            row=rows[0] % PERSON_STRIDE,
        )


def check_paid_elsewhere(conn: Connection, key: DeliveryKey) -> Iterator[Reason]:
    """Yield a reason to hold the feed, at most one, if its persons have paid for the same plan year in another place.

    Another place is another campaign of the warehouse, except those that the pack follows or that follow it: they are
    campaigns of the same place in other years, whose payments the merge reports as warnings. `key`: primary key of the
    delivery, whose rows are staged. The Chinese text names the rows and the places. A `Reason` has a code and a Chinese
    text.
    """
    paid = paid_in_other_campaigns(conn, key, is_same_place=False)
    if paid:
        rows = sorted({payment.row_no for payment in paid})
        places = "、".join(sorted({payment.place_name for payment in paid}))
        yield Reason(
            "paid_elsewhere",
            f"{first_few([row_words(row) for row in rows])}的人员已在{places}缴纳同一年度的费用。请核实参保地后放行。",
            row=rows[0] % PERSON_STRIDE,
        )


def check_left_out_receipts(
    conn: Connection, key: DeliveryKey, left_out_receipts: Sequence[tuple[int, str]]
) -> Iterator[Reason]:
    """Yield a reason to hold the feed, at most one, if rows that do not count name effective receipts.

    A receipt is effective if an earlier delivery loaded it and nothing, in the staged rows either, takes it back whole.
    `key`: primary key of the delivery, whose rows are staged. `left_out_receipts`: (row number, receipt number) of the
    rows that do not count; without any, nothing is queried. The Chinese text names the rows. A `Reason` has a code and
    a Chinese text.
    """
    if not left_out_receipts:
        return
    row_nos, receipt_nos = zip(*left_out_receipts, strict=True)
    effective = statements.run(
        conn, "intake/history_checks/effective_receipt", **key, row_nos=list(row_nos), receipt_nos=list(receipt_nos)
    )
    rows = effective.scalars().all()
    if rows:
        yield Reason(
            RECEIPT_CANCELLED,
            f"按状态列不计入的{len(rows)}行（{first_few([row_words(row) for row in rows])}），凭证号此前已按实收入库，"
            "现仍计为已缴。请税务部门核实：款项确已冲销的，请报送冲正行（填原凭证号，金额为负数）；"
            "确未冲销的，请更正状态。放行后，这些款项仍计为已缴。",
            row=rows[0] % PERSON_STRIDE,
        )


def check_missing_feed_days(
    conn: Connection, delivery: Delivery, key: DeliveryKey, business_date: dt.date
) -> Iterator[Reason]:
    """Yield a reason to hold the feed, at most one, if feeds of earlier days of its source have not arrived.

    `key`: primary key of the delivery; `business_date`: last day of arrival that counts. The Chinese text names the
    days. A `Reason` has a code and a Chinese text.
    """
    days = statements.run(
        conn,
        "intake/history_checks/missing_days",
        campaign_id=key["campaign_id"],
        source=delivery.source,
        cut_off_on=delivery.cut_off_on,
        business_date=business_date,
    )
    missing = [day.isoformat() for day in days.scalars()]
    if missing:
        yield Reason(
            FEED_DAY_MISSING,
            f"此前的流水尚未收到：{first_few(missing)}。请补报；补齐后本日流水自动入库，也可核定后先行放行。",
        )


def first_few(words: list[str]) -> str:
    """Join words with 、 for a Chinese text; of more than five words, only the first five, and the number of all.

    For example `甲、乙` for two words, `甲、乙、丙、丁、戊等7处` for seven.
    """
    named = "、".join(words[:_MOST_NAMED])
    return named if len(words) <= _MOST_NAMED else f"{named}等{len(words)}处"

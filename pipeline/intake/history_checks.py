"""What looks wrong in a delivery beside those before it, though its rows are sound: reasons to hold it for a person.

Each check is a question to the warehouse about the staged rows; a person who accepts has answered for the codes.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Connection

from transforms.intake.base.raw_table import PERSON_STRIDE, row_words
from transforms.intake.base.reasons import Reason
from transforms.policy import Pack
from transforms.policy.model.sources import Source
from warehouse import statements

FEED_DAY_MISSING = "feed_day_missing"
_SIZED = ("special_list", "roll", "employee")
_WHOLE_BP = 10_000
_MOST_NAMED = 5


def doubts(
    conn: Connection, pack: Pack, delivery: dict[str, Any], key: dict[str, Any], business_date: dt.date
) -> list[Reason]:
    """Why a delivery whose rows are staged should wait for a person; empty if nothing speaks against it.

    `delivery` is a row of intake/pending. Texts are Chinese, hold counts, days, places and row numbers, and no values.
    """
    source = pack.source(delivery["source"])
    scope = {name: delivery[name] for name in ("source", "period", "version")} | key
    found = [*_same_name(conn, delivery, scope), *_published(conn, delivery, scope), *_parts(conn, delivery, scope)]
    if delivery["kind"] in _SIZED and delivery["list_mode"] in ("full", "change"):
        found += _size(conn, source, delivery, scope)
    if delivery["kind"] == "special_list":
        found += _deceased(conn, key)
    if delivery["kind"] == "tax_feed":
        found += _elsewhere(conn, key)
        if source.gap_is_held:
            found += _gap(conn, delivery, key, business_date)
    return found


def reopen_gaps(conn: Connection, campaign: int, business_date: dt.date) -> int:
    """Feeds that waited only for an earlier day are pending again where that has come; returns how many."""
    only = json.dumps([{"code": FEED_DAY_MISSING}])
    params = {"campaign_id": campaign, "only_reason": only, "business_date": business_date}
    return int(statements.run(conn, "intake/gap_filled", **params).rowcount)


def _same_name(conn: Connection, delivery: dict[str, Any], scope: dict[str, Any]) -> Iterable[Reason]:
    if statements.run(conn, "intake/history_checks/same_name", **scope, file_name=delivery["file_name"]).scalar_one():
        yield Reason(
            "same_name_other_content",
            "同一所属期、同一版次已收过同名文件，内容不同。若为更正，请将版次加一重报；若为分批报送，请核定后放行。",
        )


def _published(conn: Connection, delivery: dict[str, Any], scope: dict[str, Any]) -> Iterable[Reason]:
    if delivery["version"] < 2:  # the first version replaces none
        return
    params = {name: scope[name] for name in ("campaign_id", "source", "period", "version")}
    as_of = statements.run(conn, "intake/history_checks/published_version", **params).scalar()
    if as_of is not None:
        yield Reason(
            "corrects_published",
            f"本版更正的名单已用于截至{as_of}的报表。请核定是否按本版更正；放行后，已发布的报表不变，差额以更正报表发布。",
        )


def _parts(conn: Connection, delivery: dict[str, Any], scope: dict[str, Any]) -> Iterable[Reason]:
    """A mended part must not put the other parts out of force without a word."""
    if delivery["version"] < 2:
        return
    params = {name: scope[name] for name in ("campaign_id", "source", "period", "version")}
    replaced = statements.run(conn, "intake/history_checks/replaced_parts", **params).mappings().first()
    if replaced is not None:
        yield Reason(
            "replaces_parts",
            f"第{replaced['version']}版由{replaced['parts']}份报送组成，本版放行后各份一并失效。若只更正了其中一份，"
            "请退回，并请报送单位把各份合并为一份后以更高版次重报。",
        )


SIZE_STATEMENTS = {
    "special_list": "intake/history_checks/size_special_list",
    "roll": "intake/history_checks/size_roll",
    "employee": "intake/history_checks/size_employee",
}


def _size(conn: Connection, source: Source, delivery: dict[str, Any], scope: dict[str, Any]) -> Iterable[Reason]:
    dated = {"cut_off_on": delivery["cut_off_on"]}
    last_on = statements.run(
        conn, "intake/history_checks/last_full", campaign_id=scope["campaign_id"], source=source.source, **dated
    ).scalar()
    if last_on is None:
        return []
    mode = {"list_mode": delivery["list_mode"]} if delivery["kind"] == "special_list" else {}
    row = (
        statements.run(conn, SIZE_STATEMENTS[delivery["kind"]], **scope, **dated, **mode, last_on=last_on)
        .mappings()
        .one()
    )
    known, named, kept = row["known_persons"], row["named_persons"], row["kept_persons"]
    if delivery["list_mode"] == "change":
        return _whole_list_as_change(source, known, kept)
    return _jump(source, known, named, f"截至{last_on}的名单及其后变动")


def _jump(source: Source, known: int, named: int, before: str) -> Iterable[Reason]:
    """A full list that names far more or far fewer persons than were on the list."""
    if (
        abs(named - known) <= source.held_above_persons
        or abs(named - known) * _WHOLE_BP <= known * source.held_above_bp
    ):
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


def _whole_list_as_change(source: Source, known: int, kept: int) -> Iterable[Reason]:
    if kept > source.held_above_persons and kept * _WHOLE_BP >= known * (_WHOLE_BP - source.held_above_bp):
        yield Reason(
            "full_as_change",
            f"本次变动名单新增的人员中有{kept}人已在名单上（名单共{known}人），疑为全量名单误作变动报送。"
            "请核对：若为全量名单，请按全量方式重报。",
        )


def _deceased(conn: Connection, key: dict[str, Any]) -> Iterable[Reason]:
    """Who was recognised before they died and is still on a list is told (mart.after_death, feedback) and not held."""
    rows = statements.run(conn, "intake/history_checks/recognised_after_death", **key).scalars().all()
    if rows:
        yield Reason(
            "recognised_after_death",
            f"{_some([row_words(row) for row in rows])}的人员已有报送说明死亡，认定日期却在死亡日期之后。"
            "请核实是否同一人：确已死亡的从名单中减去后重报；放行后仍按已报的死亡日期核定。",
            row=rows[0] % PERSON_STRIDE,
        )


def _elsewhere(conn: Connection, key: dict[str, Any]) -> Iterable[Reason]:
    found = statements.run(conn, "intake/history_checks/paid_elsewhere", **key).mappings().all()
    if found:
        rows = sorted({row["row_no"] for row in found})
        places = "、".join(sorted({row["place_name"] for row in found}))
        yield Reason(
            "paid_elsewhere",
            f"{_some([row_words(row) for row in rows])}的人员已在{places}缴纳同一年度的费用。请核实参保地后放行。",
            row=rows[0] % PERSON_STRIDE,
        )


def _gap(conn: Connection, delivery: dict[str, Any], key: dict[str, Any], business_date: dt.date) -> Iterable[Reason]:
    found = statements.run(
        conn, "intake/history_checks/missing_days", campaign_id=key["campaign_id"], source=delivery["source"],
        cut_off_on=delivery["cut_off_on"], business_date=business_date,
    ).scalars().all()  # fmt: skip
    if found:
        yield Reason(
            FEED_DAY_MISSING,
            f"此前的流水尚未收到：{_some([day.isoformat() for day in found])}。"
            "请补报；补齐后本日流水自动入库，也可核定后先行放行。",
        )


def _some(things: list[str]) -> str:
    """The first few of them, and how many there are if there are more."""
    named = "、".join(things[:_MOST_NAMED])
    return named if len(things) <= _MOST_NAMED else f"{named}等{len(things)}处"

"""Content of the deliveries: headers of the contract, totals and rows that agree with the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date

import pyarrow.parquet as pq
import pytest

from simulation import Locality
from simulation.localities import PLACES
from tests.campaign.simulation.read_deliveries import cells, deliveries, dicts
from transforms.report.appraisal import measures

PACKS = sorted(PLACES)
HEADERS = {
    "civil_affairs": "序号 姓名 身份证号码 人员类别 所属乡镇 认定日期 是否本县户籍 备注",
    "poverty_relief": "乡镇 行政村 户主姓名 姓名 证件号码 人口类别 识别时间 是否本县户籍",
    "disabled_federation": "序号 姓名 性别 公民身份号码 残疾类别 残疾等级 户籍乡镇 发证日期 是否本县户籍",
    "veterans": "姓名 身份证号 优抚类别 乡镇(街道) 认定时间 是否本县户籍",
    "health": "姓名 证件号 对象类别 所在乡镇 确认日期 是否本县户籍",
    "education": "学校名称 学生姓名 身份证件号 学段 乡镇 入学日期",
    "roll": "姓名 证件号码 出生日期 性别 乡镇 村居 户号 是否本县户籍 上年是否参保",
    "employee": "姓名 证件号码 统筹区 参保开始日期 参保终止日期",
    "tax": "凭证号 姓名 证件号码 缴费年度 缴费金额(元) 缴费日期 入库日期 缴费渠道 乡镇",
    "targets": "单位 指标 人数 状态 来源",
    "late_entry": "乡镇 姓名 证件号码 中途参保原因 证明材料 撤销标志",
}
NUMBER = {
    "civil_affairs": "身份证号码",
    "poverty_relief": "证件号码",
    "disabled_federation": "公民身份号码",
    "veterans": "身份证号",
    "health": "证件号",
    "education": "身份证件号",
    "roll": "证件号码",
}
RECOGNISED = {
    "civil_affairs": "认定日期",
    "poverty_relief": "识别时间",
    "disabled_federation": "发证日期",
    "veterans": "认定时间",
    "health": "确认日期",
    "education": "入学日期",
}


def truth(locality: Locality, name: str) -> list[dict[str, object]]:
    """Return the rows of a table of the truth."""
    return pq.read_table(locality.out_dir / "truth" / f"{name}.parquet").to_pylist()


def day(value: object) -> date | None:
    """Return a cell as a date, None if it is blank or ambiguous."""
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    text = str(value)
    if not text or text.startswith("01/02"):
        return None
    if text.isdigit():
        return date(int(text[:4]), int(text[4:6]), int(text[6:]))
    year, month, of_month = text.replace("/", "-").split("-")
    return date(int(year), int(month), int(of_month))


@pytest.mark.parametrize("pack_code", PACKS)
def test_headers_are_the_contracts(made: Callable[[str], Locality], pack_code: str) -> None:
    locality = made(pack_code)
    for delivery in deliveries(locality):
        header = [str(c) for c in cells(locality.out_dir / "deliveries" / delivery["file"], delivery["source"])[0]]
        is_change = delivery["list_mode"] == "change" and delivery["source"] != "late_entry"
        changes = ["变动类型", "变动日期"] if is_change else []
        assert header == HEADERS[delivery["source"]].split() + changes
    senders = {d["source"] for d in deliveries(locality)}
    towns = {"late_entry"} if PLACES[pack_code].late_entry_cut_offs else set()
    assert senders == {s.source for s in PLACES[pack_code].senders} | {"roll", "employee", "tax", "targets"} | towns


@pytest.mark.parametrize("pack_code", PACKS)
def test_order_of_arrival_and_one_feed_a_day(made: Callable[[str], Locality], pack_code: str) -> None:
    locality, place = made(pack_code), PLACES[pack_code]
    every = deliveries(locality)
    arrived = [d["delivered_on"] for d in every]
    assert arrived == sorted(arrived)
    assert arrived[-1] == locality.business_date.isoformat()
    assert all(d["cut_off_on"] <= d["delivered_on"] for d in every)
    assert len({(d["source"], d["period"], d["version"]) for d in every}) == len(every)
    feeds = [date.fromisoformat(d["period"]) for d in every if d["source"] == "tax"]
    assert len(feeds) == (place.business_date - place.feeds_from).days + 1
    assert (min(feeds), max(feeds)) == (place.feeds_from, place.business_date)


@pytest.mark.parametrize("pack_code", PACKS)
def test_feeds_and_their_control_rows_agree_with_the_receipts(made: Callable[[str], Locality], pack_code: str) -> None:
    locality, rules = made(pack_code), PLACES[pack_code].rules
    expected = Counter((r["document_number"], r["received_on"], r["amount_fen"]) for r in truth(locality, "receipt"))
    known = {key[0] for key in expected}
    counted: Counter[tuple[object, ...]] = Counter()
    numbers: set[str] = set()
    for delivery in deliveries(locality, "tax"):
        _, *rows, control = cells(locality.out_dir / "deliveries" / delivery["file"], "tax")
        assert (control[0], control[1]) == ("合计", f"{len(rows)}笔")
        readable = [round(float(str(r[4])) * 100) for r in rows if str(r[4]) != "1,23"]
        assert round(float(str(control[4])) * 100) == sum(readable)
        for row in {tuple(map(str, r)) for r in rows}:  # a duplicate is the same receipt
            assert row[0] not in numbers
            numbers.add(row[0])
            if row[2] in known and int(row[3]) in rules.payable_years:
                assert day(row[6]) == date.fromisoformat(delivery["period"])
                counted[(row[2], day(row[6]), round(float(row[4]) * 100))] += 1
    assert sum(expected.values()) == locality.receipts > 500
    assert counted == expected


@pytest.mark.parametrize("pack_code", PACKS)
def test_nobody_is_recognised_after_the_lists_cut_off(made: Callable[[str], Locality], pack_code: str) -> None:
    locality, checked = made(pack_code), 0
    for delivery in deliveries(locality):
        if delivery["source"] not in RECOGNISED:
            continue
        for row in dicts(locality.out_dir / "deliveries" / delivery["file"], delivery["source"]):
            for column in (RECOGNISED[delivery["source"]], "变动日期"):
                stated = day(row.get(column, ""))
                checked += stated is not None
                assert stated is None or stated <= date.fromisoformat(delivery["cut_off_on"])
    assert checked > 300


@pytest.mark.parametrize("pack_code", PACKS)
def test_every_membership_begins_with_a_row(made: Callable[[str], Locality], pack_code: str) -> None:
    """A row names each member on the day the membership begins (if left blank, on the list's cut-off)."""
    locality, listed = made(pack_code), set()
    for delivery in deliveries(locality):
        source = delivery["source"]
        if source in RECOGNISED:
            for row in dicts(locality.out_dir / "deliveries" / delivery["file"], source):
                begins = day(row[RECOGNISED[source]]) or date.fromisoformat(delivery["cut_off_on"])
                listed.add((row[NUMBER[source]], begins))
    members = truth(locality, "membership")
    assert len(members) > 200
    assert [m for m in members if (m["document_number"], m["from_on"]) not in listed] == []


@pytest.mark.parametrize("pack_code", PACKS)
def test_roll_names_everybody_of_the_truth_but_newcomers(made: Callable[[str], Locality], pack_code: str) -> None:
    locality = made(pack_code)
    rows = [
        row
        for delivery in deliveries(locality, "roll")
        for row in dicts(locality.out_dir / "deliveries" / delivery["file"], "roll")
    ]
    known = {str(p["document_number"]) for p in truth(locality, "person")}
    on_roll = {str(row["证件号码"]) for row in rows} & known
    assert 0.98 < len(on_roll) / len(known) < 1
    births = {str(row["证件号码"]): str(row["出生日期"]).replace("-", "") for row in rows}
    assert all(number[6:14] == births[number] for number in on_roll)


def test_heyuan_sends_a_roll_per_county(made: Callable[[str], Locality]) -> None:
    periods = [d["period"] for d in deliveries(made("heyuan-2020"), "roll")]
    assert sorted(periods) == sorted(f"2019-07/{name}" for name, _ in PLACES["heyuan-2020"].units)


@pytest.mark.parametrize("pack_code", PACKS)
def test_targets_are_scaled_like_the_population(made: Callable[[str], Locality], pack_code: str) -> None:
    locality = made(pack_code)
    delivery, *further = deliveries(locality, "targets")
    assert len(further) == (PLACES[pack_code].appraised_on is not None)
    rows = dicts(locality.out_dir / "deliveries" / delivery["file"], "targets")
    assert {(r["状态"], r["指标"]) for r in rows} == {("正式", "参保任务数"), ("正式", "常住人口")}
    target = sum(int(float(str(r["人数"]))) for r in rows if r["指标"] == "参保任务数")
    residents = len({p["document_number"] for p in truth(locality, "person")})
    assert 0.93 < target / residents < 0.97


def test_the_figures_of_the_appraisal_arrive_last_one_of_each_measure_and_unit(
    made: Callable[[str], Locality],
) -> None:
    locality, place = made("dongan-2020"), PLACES["dongan-2020"]
    last = deliveries(locality)[-1]
    assert (last["source"], last["delivered_on"], last["cut_off_on"]) == ("targets", "2020-12-31", "2020-12-31")
    rows = dicts(locality.out_dir / "deliveries" / last["file"], "targets")
    asked = set(measures.LABELS) - {measures.TARGET}
    words = {measures.LABELS[measure] for measure in asked}
    assert Counter((r["单位"], r["指标"]) for r in rows) == Counter((name, w) for name, _ in place.units for w in words)
    assert all(float(str(r["人数"])) >= 0 for r in rows)


def test_names_hold_rare_and_minority_characters(made: Callable[[str], Locality]) -> None:
    locality = made("dongan-2020")
    (delivery,) = deliveries(locality, "roll")
    names = [str(r["姓名"]) for r in dicts(locality.out_dir / "deliveries" / delivery["file"], "roll")]
    assert any("·" in name for name in names)
    assert any(len(c.encode("gb18030")) == 4 for name in names for c in name)

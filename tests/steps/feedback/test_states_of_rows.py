"""Rows by their state in the feedback: what is left out is shown, and what is undecided is settled in three ways."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from pipeline.holds import decide
from pipeline.intake import run as intake
from pipeline.runtime.settings import Settings
from tests.support.files.damaged_list import (
    DAY,
    HEAD_ROW,
    NOW,
    PACK,
    book_of,
    file_of,
    hand_in,
    place_of,
    query,
    saved,
)
from tests.support.files.poverty_list import UNITS, person

EXPORT = [
    "乡(镇)", "行政村", "户编号", "姓名", "证件号码", "人员识别时间", "户类型", "监测对象类型",
    "风险是否消除", "是否本县户籍",
]  # fmt: skip
CARDS = ["姓名", "证件号码", "区县", "街道", "状态", "残疾类别", "残疾等级", "初次申领日期", "是否本县户籍"]
KINDS = ("脱贫户", "", ""), ("脱贫户", "", ""), ("一般农户", "脱贫不稳定户", "是"), ("脱贫户", "", "")
UNDECIDED = "4"


def write(path: Path, rows: list[list[str]]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        csv.writer(stream).writerows(rows)
    return path


def poverty(path: Path, answer: str = "是") -> Path:
    """Four persons, of whom the third was monitored; `answer`: whether the risk is over."""
    rows = []
    for at, (household, monitored, state) in enumerate(KINDS):
        name, number = person(at)
        cells = [UNITS[1], "东村", f"H{at}", name, number, "20190601", household, monitored]
        rows.append([*cells, answer if state else "", "是"])
    return write(path, [EXPORT, *rows])


def cards(path: Path, states: list[str]) -> Path:
    rows = []
    for at, state in enumerate(states):
        name, number = person(at)
        rows.append([name, f"{number}42", "东安县", UNITS[1], state, "肢体", "二级", "2019-03-01", "是"])
    return write(path, [CARDS, *rows])


def take_in(settings: Settings) -> intake.IntakeReport:
    return intake.run(settings, PACK, ["special_list"], DAY, clock=lambda: NOW)


def cell(sheet: Any, key: str, heading: str) -> Any:
    return sheet.cell(*place_of(sheet, key, heading))


def loaded(settings: Settings) -> int:
    return int(query(settings, "SELECT count(*) FROM core.membership_fact JOIN landing.delivery USING (delivery_id)"
                               " WHERE state = 'committed'")[0][0])  # fmt: skip


def test_an_undecided_row_is_settled_in_the_returned_workbook(settings: Settings, tmp_path: Path) -> None:
    first = hand_in(settings, poverty(tmp_path / "名单.csv"))
    assert take_in(settings).quarantined == 1 and loaded(settings) == 3
    book = book_of(file_of(settings, first))
    sheet = book["逐行结果"]
    assert cell(sheet, UNDECIDED, "处理结果").value == "不合格，未入库"
    reason = cell(sheet, UNDECIDED, "原因和更正办法").value
    assert "【风险是否消除】" in reason and "改写该列后报回" in reason and "放行后也不计入" in reason
    assert "“否”" in reason and "删除" in reason
    assert cell(sheet, UNDECIDED, "风险是否消除").value == "是"
    cell(sheet, UNDECIDED, "风险是否消除").value = "否"
    hand_in(settings, saved(book, tmp_path / "报回.xlsx"), 2)
    report = take_in(settings)
    assert (report.committed, report.clean, report.quarantined) == (1, 4, 0) and loaded(settings) == 4


@pytest.mark.parametrize(("answer", "quarantined"), [("是", 1), ("大概", 1), ("", 0)])
def test_the_state_in_the_returned_workbook_is_judged_again(
    settings: Settings, tmp_path: Path, answer: str, quarantined: int
) -> None:
    first = hand_in(settings, poverty(tmp_path / "名单.csv"))
    take_in(settings)
    book = book_of(file_of(settings, first))
    cell(book["逐行结果"], UNDECIDED, "风险是否消除").value = answer
    cell(book["逐行结果"], "2", "行政村").value = "西村"
    hand_in(settings, saved(book, tmp_path / "报回.xlsx"), 2)
    report = take_in(settings)
    assert (report.committed, report.quarantined) == (1, quarantined) and loaded(settings) == 4 - quarantined


def test_an_undecided_row_is_taken_out_or_settled_by_a_corrected_list(settings: Settings, tmp_path: Path) -> None:
    first = hand_in(settings, poverty(tmp_path / "名单.csv"))
    take_in(settings)
    book = book_of(file_of(settings, first))
    cell(book["逐行结果"], UNDECIDED, "标记").value = "删除"
    hand_in(settings, saved(book, tmp_path / "报回.xlsx"), 2)
    report = take_in(settings)
    assert (report.committed, report.quarantined) == (1, 0) and loaded(settings) == 3
    hand_in(settings, poverty(tmp_path / "更正.csv", "否"), 3)
    assert take_in(settings).quarantined == 0 and loaded(settings) == 4


def test_a_release_leaves_the_undecided_row_out(settings: Settings, tmp_path: Path) -> None:
    # three of four cards are frozen: most rows are faulty, so that the whole list is held
    held = hand_in(settings, cards(tmp_path / "证.csv", ["有效", "冻结", "冻结", "冻结"]), source="disabled_federation")
    assert take_in(settings).held == 1
    shown = decide.show(settings, PACK, held)
    assert "放行后也不计入" in shown.text_zh()
    done = decide.decide(settings, PACK, held, "accept", "王科长", "核实", shown.sha256, DAY, clock=lambda: NOW)
    assert done.state == "committed" and loaded(settings) == 1


def test_rows_that_do_not_count_are_shown_with_their_state(settings: Settings, tmp_path: Path) -> None:
    states = ["有效", "注销", "有效", "死亡", "有效"]
    first = hand_in(settings, cards(tmp_path / "证.csv", states), source="disabled_federation")
    report = take_in(settings)
    assert (report.rows, report.quarantined) == (3, 0)
    book = book_of(file_of(settings, first))
    sheet = book["逐行结果"]
    keys = [sheet.cell(at, 1).value for at in range(HEAD_ROW + 1, sheet.max_row + 1)]
    assert [key for key in keys if key] == ["2", "3", "4", "5", "6"]
    for key, state in zip("23456", states, strict=True):
        result, reason = cell(sheet, key, "处理结果").value, cell(sheet, key, "原因和更正办法").value or ""
        assert cell(sheet, key, "状态").value == state
        assert result == ("已入库" if state == "有效" else "不计入")
        assert (f"（状态：{state}）" in reason) == (state != "有效") and "合格，请" not in reason
    assert cell(sheet, "3", "姓名").value == person(1)[0]
    cover = [row[1].value or "" for row in book["封面"].iter_rows(max_col=2)]
    assert any("按状态列" in text and "第3行、第5行" in text for text in cover)


def test_a_row_that_did_not_count_counts_if_its_state_is_corrected(settings: Settings, tmp_path: Path) -> None:
    states = ["有效", "注销", "有效", "死亡", "有效"]
    first = hand_in(settings, cards(tmp_path / "证.csv", states), source="disabled_federation")
    take_in(settings)
    book = book_of(file_of(settings, first))
    cell(book["逐行结果"], "3", "状态").value = "有效"
    cell(book["逐行结果"], "4", "状态").value = "迁出"
    cell(book["逐行结果"], "6", "状态").value = "有郊"
    second = hand_in(settings, saved(book, tmp_path / "报回.xlsx"), 2, source="disabled_federation")
    report = take_in(settings)
    assert (report.committed, report.clean, report.quarantined) == (1, 2, 1) and loaded(settings) == 2
    sheet = book_of(file_of(settings, second))["逐行结果"]
    results = {key: cell(sheet, key, "处理结果").value for key in "23456"}
    assert results == {"2": "已入库", "3": "已入库", "4": "不计入", "5": "不计入", "6": "不合格，未入库"}

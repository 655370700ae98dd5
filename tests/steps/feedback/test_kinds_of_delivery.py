"""The round trip for the other kinds: a feed with a control total and a broken line, workbooks, a change list."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path
from typing import Any

from pipeline.assess import run as assess
from pipeline.intake import run as intake
from pipeline.runtime.settings import Settings
from tests.support.files.builders import write_xlsx
from tests.support.files.damaged_list import (
    DAY,
    NOW,
    PACK,
    TAX_HEAD,
    book_of,
    file_of,
    hand_in,
    place_of,
    query,
    receipt,
    saved,
)
from tests.support.files.poverty_list import HEAD, UNITS, person, row

TAX = {"source": "tax", "period": "2019-10-08", "list_mode": "feed", "cut_off_on": dt.date(2019, 10, 8),
       "delivered_on": dt.date(2019, 10, 9)}  # fmt: skip
COUNTS = "SELECT row_count, clean_count, duplicate_count, quarantine_count FROM landing.delivery WHERE version = 2"
LATE = dt.date(2019, 10, 10)


def take_in(settings: Settings, kind: str, day: dt.date = DAY) -> intake.IntakeReport:
    return intake.run(settings, PACK, [kind], day, clock=lambda: NOW)


def tax_file(path: Path, rows: list[list[str]], total: str) -> Path:
    with path.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows([TAX_HEAD, *rows, ["合计", f"{len(rows)}笔", "", "", total, "", "", "", ""]])
    return path


def put(book: Any, key: str, cells: dict[str, str]) -> None:
    sheet = book["逐行结果"]
    for heading, value in cells.items():
        at, column = place_of(sheet, key, heading)
        sheet.cell(at, column).value = value


def payments(settings: Settings) -> list[tuple[Any, ...]]:
    return query(
        settings,
        "SELECT person_key, receipt_no, plan_year, amount_fen, collected_on, received_on, channel, unit_id"
        " FROM core.payment ORDER BY receipt_no",
    )


def test_a_feed_with_a_wrong_amount_and_a_broken_line(settings: Settings, tmp_path: Path, make_warehouse: Any) -> None:
    other = make_warehouse()
    good = [receipt(n) for n in range(6)]
    hand_in(other, tax_file(tmp_path / "good.csv", good, "1500.00"), **TAX)
    assert take_in(other, "tax_feed", LATE).clean == 6

    bad = [list(one) for one in good]
    bad[2][4], bad[4] = "二百五", bad[4][:5]
    wanted = hand_in(settings, tax_file(tmp_path / "bad.csv", bad, "1500.00"), **TAX)
    report = take_in(settings, "tax_feed", LATE)
    assert (report.clean, report.quarantined) == (4, 2)
    book = book_of(file_of(settings, wanted, LATE))
    sheet = book["逐行结果"]
    at, column = place_of(sheet, "6", "原因和更正办法")
    assert "列数与表头不一致" in sheet.cell(at, column).value and sheet.cell(at, 2).value is None
    assert sheet.cell(place_of(sheet, "8", "处理结果")[0], place_of(sheet, "8", "处理结果")[1]).value == "合计行"
    put(book, "4", {"缴费金额(元)": "250.00"})
    put(book, "6", dict(zip(TAX_HEAD, good[4], strict=True)))
    hand_in(settings, saved(book, tmp_path / "报回.xlsx"), 2, **TAX)
    report = take_in(settings, "tax_feed", LATE)
    assert (report.committed, report.quarantined) == (1, 0)
    assert query(settings, COUNTS) == [(6, 2, 4, 0)]
    assert payments(settings) == payments(other)
    for one in (settings, other):
        assess.run(one, PACK, LATE)
    dues = "SELECT person_key, status, paid_fen, due_fen, unit_id FROM core.dues ORDER BY 1"
    assert query(settings, dues) == query(other, dues)


def test_a_row_taken_out_of_a_feed_needs_its_total_corrected(settings: Settings, tmp_path: Path) -> None:
    """The control total is the sender's own: without it a line lost on the way would go unseen."""
    rows = [receipt(n) for n in range(5)] + [receipt(9, "二百五")]
    wanted = hand_in(settings, tax_file(tmp_path / "a.csv", rows, "1500.00"), **TAX)
    take_in(settings, "tax_feed", LATE)
    book = book_of(file_of(settings, wanted, LATE))
    put(book, "7", {"标记": "删除"})
    hand_in(settings, saved(book, tmp_path / "b.xlsx"), 2, **TAX)
    assert take_in(settings, "tax_feed", LATE).rejected == 1
    put(book, "8", {"姓名": "5笔", "缴费金额(元)": "1250.00"})
    hand_in(settings, saved(book, tmp_path / "c.xlsx"), 3, **TAX)
    report = take_in(settings, "tax_feed", LATE)
    assert report.committed == 1
    assert query(settings, COUNTS.replace("2", "3")) == [(5, 0, 5, 0)]


def test_a_workbook_with_titles_and_real_dates(settings: Settings, tmp_path: Path) -> None:
    heads = ["序号", "姓名", "身份证号码", "人员类别", "所属乡镇", "认定日期", "是否本县户籍", "备注"]
    lines: list[list[Any]] = [
        [n + 1, *person(n), "特困人员", UNITS[n % len(UNITS)], dt.date(2019, 8, 1), "是", ""] for n in range(8)
    ]
    lines[3][4] = "无此镇"
    file = write_xlsx(tmp_path / "民政.xlsx", [["名册"], [], heads, *lines, ["合计", "8"], ["制表人：某"]])
    wanted = hand_in(settings, file, source="civil_affairs")
    assert take_in(settings, "special_list").quarantined == 1
    book = book_of(file_of(settings, wanted))
    put(book, "7", {"所属乡镇": UNITS[3]})
    hand_in(settings, saved(book, tmp_path / "b.xlsx"), 2, source="civil_affairs")
    report = take_in(settings, "special_list")
    assert (report.committed, report.clean, report.quarantined) == (1, 8, 0)
    rows = query(
        settings,
        "SELECT f.row_no, f.effective_on FROM core.membership_fact AS f JOIN landing.delivery AS d"
        " USING (delivery_id) WHERE d.state = 'committed' ORDER BY 1",
    )
    assert rows == [(n, dt.date(2019, 8, 1)) for n in range(4, 12)]


def test_a_table_of_targets(settings: Settings, tmp_path: Path) -> None:
    lines = [[unit, "参保任务数", 100 + n, "正式", "某文"] for n, unit in enumerate(UNITS)]
    lines[2][2] = "一百"
    file = write_xlsx(tmp_path / "任务.xlsx", [["任务表"], ["单位", "指标", "人数", "状态", "来源"], *lines])
    said = {"source": "targets", "period": "2019"}
    wanted = hand_in(settings, file, **said)
    assert take_in(settings, "target_table").quarantined == 1
    book = book_of(file_of(settings, wanted))
    assert book.sheetnames == ["封面", "逐行结果"]
    put(book, "5", {"人数": "102"})
    hand_in(settings, saved(book, tmp_path / "b.xlsx"), 2, **said)
    report = take_in(settings, "target_table")
    assert (report.committed, report.clean, report.quarantined) == (1, len(UNITS), 0)


def test_a_change_list(settings: Settings, tmp_path: Path) -> None:
    path = tmp_path / "变动.csv"
    heads = [*HEAD, "变动类型", "变动日期"]
    lines = [[*row(n), "新增", ""] for n in range(4)] + [
        [*row(5), "减少", "2019-08-20"],
        [*row(6), "没有", "2019-08-20"],
    ]
    with path.open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows([heads, *lines])
    wanted = hand_in(settings, path, list_mode="change")
    assert take_in(settings, "special_list").quarantined == 1
    book = book_of(file_of(settings, wanted))
    put(book, "7", {"变动类型": "死亡"})
    hand_in(settings, saved(book, tmp_path / "b.xlsx"), 2, list_mode="change")
    report = take_in(settings, "special_list")
    assert (report.committed, report.clean, report.quarantined) == (1, 6, 0)

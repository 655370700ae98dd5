"""Columns of the printed sheet: which there are, which lines they speak of, and what they show."""

import io
from dataclasses import replace

import openpyxl

from tests.support import sample_report
from transforms.report.progress.content import Coverage, Line, Money
from transforms.report.progress.files import xlsx_bytes
from transforms.report.progress.print_sheet import CATEGORIES, ENROLLED, TOTAL, UNITS, YEARS, Field, fields, sheets
from transforms.report.progress.titles import source_note

REPORT = sample_report.report()
BOOK = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(REPORT)))


def columns(report: object = REPORT) -> dict[str, Field]:
    """Return the columns by heading, without line breaks."""
    return {field.heading.replace("\n", ""): field for field in fields(report)}  # type: ignore[arg-type]


def test_the_columns_in_their_order() -> None:
    assert list(columns()) == [
        "目标任务（人）", "参保人数（人）", "完成率", "完成率排名", "参保率", "特殊人群（人）", "其中已参保（人）",
        "特殊人群参保率", "金额未定（人）", "未定中已缴费（人）", "个人缴费到账（元）", "财政资助（元）",
        "救助资金资助（元）", "待退（元）", "挂账（元）",
    ]  # fmt: skip


def test_an_account_that_is_zero_everywhere_has_no_column_but_every_fund_has() -> None:
    none = Money(100, 0, 100)
    lines = tuple(replace(line, money=none, fund_fen_by_payer={}) for line in REPORT.units)
    total, years = replace(REPORT.total, money=none), tuple(replace(line, money=none) for line in REPORT.plan_years)
    by_heading = list(columns(replace(REPORT, units=lines, total=total, plan_years=years)))
    assert by_heading[10:] == ["个人缴费到账（元）", "财政资助（元）", "救助资金资助（元）"]
    late = replace(years[0], money=Money(100, 0, 99, 0, 1))
    assert "待报销（元）" in columns(replace(REPORT, units=lines, total=total, plan_years=(late,)))


def test_open_amounts_have_columns_only_if_there_are_any() -> None:
    def settled(line: Line) -> Line:
        return replace(line, special=Coverage(5, 5))

    units, total = tuple(map(settled, REPORT.units)), settled(REPORT.total)
    by_heading = columns(replace(REPORT, units=units, total=total, categories=(), tracked=()))
    assert "金额未定（人）" not in by_heading and "未定中已缴费（人）" not in by_heading


def test_a_column_speaks_of_its_kinds_of_line() -> None:
    by_heading = columns()
    assert by_heading["完成率排名"].kinds == {UNITS}
    assert by_heading["参保人数（人）"].kinds == {UNITS, TOTAL, YEARS}
    assert by_heading["特殊人群参保率"].kinds == {UNITS, TOTAL, CATEGORIES}
    assert by_heading["个人缴费到账（元）"].kinds == {UNITS, TOTAL, YEARS}


def test_what_a_line_shows() -> None:
    line = REPORT.units[0]
    shown = {heading: field.value(line) for heading, field in columns().items()}
    assert (shown["目标任务（人）"], shown["参保人数（人）"], shown["完成率"]) == (200, 196, 0.98)
    # in 甲 and its village 37500 + 5520 yuan came in, and the fund owes 5980
    assert (shown["个人缴费到账（元）"], shown["财政资助（元）"], shown["救助资金资助（元）"]) == (43020.0, 5980.0, 0.0)


def test_what_is_not_known_is_no_figure() -> None:
    assert {field.value(Line("空")) for field in fields(REPORT)} == {None}


def test_a_missed_goal_is_that_of_its_own_column() -> None:
    by_heading = columns()
    line = Line("甲镇", misses_special=True)
    missed = [heading for heading, field in by_heading.items() if field.is_missed is not None and field.is_missed(line)]
    assert missed == ["特殊人群参保率"]


def test_a_column_of_money_is_as_wide_as_its_longest_figure() -> None:
    rich = replace(REPORT.total, money=Money(10**15, 0, 10**15))
    narrow, wide = (
        columns()["个人缴费到账（元）"].width,
        columns(replace(REPORT, total=rich))["个人缴费到账（元）"].width,
    )
    assert wide == len("10,000,000,000,000.00") + 2 > narrow


def test_units_total_categories_and_years_follow_each_other_under_one_header() -> None:
    sheet = BOOK["打印"]
    labels = [sheet.cell(row, 2).value for row in range(3, 3 + 1 + len(REPORT.units) + 1)]
    assert labels == ["乡镇", *(line.label for line in REPORT.units), REPORT.total.label]
    total = 4 + len(REPORT.units)
    assert [sheet.cell(row, 2).font.bold for row in (total - 1, total)] == [False, True]
    assert [sheet.cell(row, 1).value for row in (4, 5, total)] == [1, 2, None]
    first = sheet.cell(total + 1, 1).value
    assert first == "特殊人群分类（同一人可属多类，各类不相加）"
    assert sheet.cell(total + 2, 2).value == REPORT.categories[0].label
    tracked = total + 2 + len(REPORT.categories)
    assert sheet.cell(tracked, 1).value == "另行跟踪（不计入特殊人群合计）"
    assert [sheet.cell(tracked + 1 + at, 2).value for at in range(2)] == [line.label for line in REPORT.tracked]
    notes = tracked + 1 + len(REPORT.tracked)
    assert sheet.cell(notes, 1).value == f"注1．{REPORT.notes[0]}"
    assert sheet.cell(notes + len(REPORT.notes), 1).value.endswith("．红字：未达到通知要求。")
    assert sheet.print_title_rows == "$1:$3"
    last = notes + len(REPORT.notes) + 1
    assert str(sheet.cell(last, 1).value).endswith(f"．{source_note(REPORT)}")
    assert sheet.print_area.split("$")[-1] == str(last) == str(sheet.max_row)


def test_columns_that_would_be_too_small_on_paper_are_on_a_further_sheet_with_the_units_again() -> None:
    assert list(sheets(REPORT)) == ["打印", "打印（续）"]
    first, further = sheets(REPORT).values()
    assert [field.heading for field in first + further[1:]] == [field.heading for field in fields(REPORT)]
    assert further[0].heading == ENROLLED and further[1].heading == "个人缴费\n到账（元）"
    sheet = BOOK["打印（续）"]
    assert sheet["A1"].value == f"{BOOK['打印']['A1'].value}（续）"
    labels = [sheet.cell(row, 2).value for row in range(3, 3 + 1 + len(REPORT.units) + 1)]
    assert labels == ["乡镇", *(line.label for line in REPORT.units), REPORT.total.label]
    years = 5 + len(REPORT.units)
    assert sheet.cell(years, 1).value == "资金（按参保年度，全部单位）"
    assert sheet.cell(years + 1, 2).value == REPORT.plan_years[0].label
    assert sheet.cell(years + 1 + len(REPORT.plan_years), 1).value == "注1．说明见工作表“打印”。"
    assert sheet.print_title_rows == "$1:$3"


def test_few_columns_are_on_the_same_sheet() -> None:
    def small(line: Line) -> Line:
        return replace(line, money=Money(100, 0, 100), special=Coverage(5, 5))

    report = replace(
        REPORT, units=tuple(map(small, REPORT.units)), total=small(REPORT.total), categories=(), tracked=(),
        plan_years=(), payers={"fiscal": "财政"},
    )  # fmt: skip
    assert list(sheets(report)) == ["打印"] and len(sheets(report)["打印"]) == len(fields(report))

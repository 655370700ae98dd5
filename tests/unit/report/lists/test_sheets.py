"""The sheets of a list: their rows, columns and pages; no text becomes a formula."""

import io
from dataclasses import replace

import openpyxl
import pytest

from tests.support.reports.sample_person_list import sample
from transforms.report.lists.content import PastFigures
from transforms.report.lists.files import xlsx_bytes
from transforms.report.lists.kinds import COVERAGE, MISSING, POSTED, ROSTER, ListKind
from transforms.report.lists.sheets import FONT, NUMBER_WIDTH
from transforms.report.publication import View
from transforms.spreadsheet.paper import Orientation, percent_of


def test_the_three_sheets_have_the_persons_and_a_repeated_header() -> None:
    content = sample()
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(content, content.persons)))
    printed, data, summary = book["打印"], book["数据"], book["汇总"]
    assert printed.print_title_rows == "$4:$4" and printed.page_setup.paperSize == 9
    assert [cell.value for cell in printed[4]][1:] == [column.heading for column in MISSING.columns]
    assert [row[0] for row in printed.iter_rows(min_row=5, values_only=True)] == [1, 2, 3, 4, 5]
    assert [cell.value for cell in data[1]] == [column.name for column in MISSING.columns]
    assert data.max_row == 6 and "&P" in printed.oddFooter.center.text
    sizes = {cell.font.size for row in printed.iter_rows(min_row=4) for cell in row}
    assert sizes == {FONT["font_size"]} and FONT["font_size"] >= 9
    assert [row[1] for row in summary.iter_rows(min_row=5, values_only=True)][:4] == ["3", "1", "1", "5"]


def test_days_are_in_the_middle_of_their_cells_and_amounts_on_the_right() -> None:
    """A day on the right and an amount on the left would touch."""
    content = sample()
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(content, content.persons)))["打印"]
    header = [cell.value for cell in sheet[4]]
    of_person = {heading: cell.alignment.horizontal for heading, cell in zip(header, sheet[5], strict=True)}
    assert {of_person[heading] for heading in ("序号", "最近缴费日", "上年参保")} == {"center"}
    assert of_person["已缴（元）"] == "right" and of_person["姓名"] == "left"


def test_a_name_that_looks_like_a_formula_stays_text() -> None:
    content = sample()
    persons = (content.persons[0]._replace(name="=1+1"), *content.persons[1:])
    sheet = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(replace(content, persons=persons), persons)))["打印"]
    assert sheet["D5"].value == "=1+1" and sheet["D5"].data_type == "s" and sheet["D5"].quotePrefix


def test_a_note_of_a_township_is_in_the_list_of_all_units_only() -> None:
    for view, is_shown in ((View(), True), (View("townships@a", units=("a", "b")), False)):
        content = sample(view)
        persons = tuple(person._replace(note="随子女外出") for person in content.persons)
        book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(replace(content, persons=persons), persons)))
        cells = [str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row]
        assert persons and ("随子女外出" in cells) is is_shown and ("乡镇备注" in cells) is is_shown


def test_a_roster_has_figures_of_past_years_and_a_page_for_each_village() -> None:
    figures = tuple(PastFigures(name, 2031, None, 2, is_counted=False) for name in ("甲镇", "乙镇"))
    persons = tuple(person._replace(state="insured") for person in sample().persons)
    content = replace(sample(), kind=ROSTER.code, past=figures, persons=persons)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(content, content.persons)))
    assert book.sheetnames == ["汇总", "往年", "打印", "数据", "分村"]
    summary = [row[:3] for row in book["往年"].iter_rows(values_only=True)]
    assert book["往年"].print_title_rows == book["汇总"].print_title_rows == "$4:$4"
    start = summary.index(("单位", "2031年实际人口数", "2031年度参保人数"))
    assert summary[start + 1 : start + 4] == [("甲镇", "缺", "2"), ("乙镇", "缺", "2"), ("合计", "缺", "4")]
    villages = list(book["分村"].iter_rows(values_only=True))
    assert villages[0] == ("单位", "村（社区）", "人数", "上年参保", "上年未参保", "上年未载明")
    assert sum(row[2] for row in villages[1:]) == 5 and villages[1][:2] == ("甲镇", "北村")
    assert len(book["打印"].row_breaks.brk) == len(villages) - 2
    assert xlsx_bytes(content, content.persons, part=2).count(b"sheet5") == 0


def test_a_row_is_high_enough_for_its_longest_text_and_others_stay() -> None:
    person = sample().persons[0]._replace(state="enrolled")
    rows = [person, person._replace(name="买买提·艾合买提江·吐尔逊"), person]
    content = replace(sample(), kind=POSTED.code, persons=tuple(rows))
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(content, rows)))
    heights = [book["打印"].row_dimensions[row].height for row in (5, 6, 7)]
    assert heights[0] is None is heights[2] and heights[1] > 40


@pytest.mark.parametrize(
    ("kind", "years", "orientation"),
    [(POSTED, 0, "portrait"), (ROSTER, 0, "portrait"), (ROSTER, 2, "portrait"), (COVERAGE, 0, "landscape")],
)
def test_pages_by_village_leave_room_for_programs_without_the_default_font(
    kind: ListKind, years: int, orientation: Orientation
) -> None:
    past = tuple(PastFigures("甲镇", 2032 - back, None, None, is_counted=False) for back in range(1, years + 1))
    persons = tuple(person._replace(state=next(iter(kind.states))) for person in sample().persons)
    content = replace(sample(), kind=kind.code, past=past, persons=persons)
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(content, content.persons)))
    sheet = book["打印"]
    assert sheet.page_setup.orientation == orientation and not sheet.page_setup.fitToHeight
    # plans with the room that such a program leaves
    widths = [NUMBER_WIDTH, *(column.width for column in kind.columns_of(content))]
    assert 90 <= int(sheet.page_setup.scale or 100) <= percent_of(widths, orientation)

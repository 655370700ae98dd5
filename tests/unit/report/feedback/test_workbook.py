"""The workbook: its sheets follow the content, its bytes follow from it, and its mark is read back."""

import io
from typing import Any

import openpyxl

from tests.support.feedback_content import content, delivery
from transforms.report.feedback.content import Finding, Funded, Line
from transforms.report.feedback.cover import mark_row
from transforms.report.feedback.marks import MARK_HEADERS
from transforms.report.feedback.workbook import workbook

KEY = b"k" * 32
FINDING = Finding("2", "张三", "1101**1234", "重复报送", "请核对", "民政名单")


def book(**changes: Any) -> Any:
    """Write a workbook and open it."""
    return openpyxl.load_workbook(io.BytesIO(workbook(content(**changes), KEY)))


def texts(sheet: Any) -> list[list[Any]]:
    """Return the cells of a sheet below its first line."""
    return [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2)]


def test_equal_content_gives_equal_bytes_and_another_key_other_ones() -> None:
    assert workbook(content(), KEY) == workbook(content(), KEY)
    assert workbook(content(), KEY) != workbook(content(), b"o" * 32)
    assert workbook(content(), KEY) != workbook(content(edition=2), KEY)


def test_the_sheets_follow_the_content() -> None:
    assert book().sheetnames == ["封面", "逐行结果"]
    assert book(columns=(), lines=()).sheetnames == ["封面"]
    assert book(is_compared=True, to_fund=()).sheetnames == ["封面", "逐行结果", "比对结果", "去重名单"]


def test_the_cover_has_the_mark_under_its_headers() -> None:
    rows = [[cell.value for cell in row] for row in book()["封面"].iter_rows()]
    at = rows.index(list(MARK_HEADERS))
    assert rows[at + 1] == list(mark_row(content(), KEY))


def test_a_row_of_the_sender_has_key_cells_result_reasons_and_an_empty_mark() -> None:
    head, row = texts(book()["逐行结果"])[:2]
    assert head == ["原行号", "姓名", "身份证号码", "处理结果", "原因和更正办法", "标记"]
    assert row == ["2", "张三", "1101**1234", "不合格，未入库", "证件号码有误", None]


def test_cells_of_the_sender_are_text_without_a_colour() -> None:
    line = Line("2", ("=1+1", "00012"), "已入库", ())
    sheet = book(lines=(line,))["逐行结果"]
    cells = next(sheet.iter_rows(min_row=3, max_row=3))
    assert all(cell.fill.fill_type is None for cell in cells) and {cell.data_type for cell in cells} <= {"s", "n"}
    assert cells[1].value.endswith("=1+1") and cells[1].data_type == "s" and cells[2].value == "00012"


def test_rows_to_be_corrected_come_first_in_bold_and_can_be_filtered() -> None:
    lines = (
        Line("2", ("甲", "1"), "已入库", ()),
        Line("3", ("乙", "2"), "已入库", ("提示：姓名有空格",)),
        Line("4", ("丙", "3"), "不合格，未入库", ("证件号码有误",)),
        Line("5", ("丁", "4"), "不合格，未入库", ("乡镇为空",)),
        Line("6", ("戊", "5"), "已入库", ()),
    )
    sheet = book(lines=lines)["逐行结果"]
    assert [row[0] for row in texts(sheet)[1:]] == ["4", "5", "3", "2", "6"]
    assert sheet.auto_filter.ref == "A2:F7"
    bold = [[bool(cell.font.b) for cell in row] for row in sheet["A3:F7"]]
    assert bold == [[False, False, False, True, True, False]] * 2 + [[False] * 6] * 3
    assert {cell.fill.fill_type for row in sheet["A3:F7"] for cell in row} == {None}


def test_findings_are_listed_or_the_sheet_states_that_there_are_none() -> None:
    sheet = book(is_compared=True, findings=(FINDING,))["比对结果"]
    assert texts(sheet)[1] == ["2", "张三", "1101**1234", "重复报送", "民政名单", "请核对"]
    nothing = book(is_compared=True, not_compared=("职工参保",))["比对结果"]
    assert nothing["A1"].value == "本次报送的人员未发现需要核对的情况。尚未收到职工参保，未作相应比对。"


def test_the_deduplicated_list_states_persons_and_money() -> None:
    people = Funded(("2", "张三", "1101**1234", "特困", "甲镇"), 13000, True), Funded(("3",) * 5, None, False)
    sheet = book(to_fund=people)["去重名单"]
    assert "后共 2 人；其中核定资助（人 / 元）：1 / 130.00（另有待核定 1 人）。" in sheet["A1"].value
    assert [row[-1] for row in texts(sheet)[1:3]] == ["130.00", "待核定"]


def test_a_sheet_is_printed_on_a4_with_its_head_on_each_page() -> None:
    for sheet in book(of=delivery(state="held"), is_compared=True):
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.print_title_rows and "第 &P 页" in sheet.oddFooter.center.text
        assert sheet.oddFooter.right.text == "处理日 2019-10-02" and sheet.oddFooter.right.size == 10

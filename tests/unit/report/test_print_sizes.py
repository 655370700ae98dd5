"""Every sheet for people is on A4 with letters of at least 9 points: of each pack and each report with a workbook."""

from __future__ import annotations

import pytest

from tests.support.feedback_content import full_content
from tests.support.files.builders import LAYOUTS
from tests.support.packs.changed_packs import POLICIES
from tests.support.reports.of_packs import KINDS, workbook_of
from tests.support.reports.printed import printed_sheets, smallest_points
from tests.support.warehouse.campaign import PACKS
from transforms.policy import load_pack
from transforms.report.bulletin.sheets import PRINT_WIDTHS, PRINT_WIDTHS_WITH_ENROLMENT
from transforms.report.feedback.workbook import workbook
from transforms.report.fiscal_subsidy import sheets as subsidy_sheets
from transforms.report.lists.kinds import KINDS as LISTS
from transforms.report.lists.sheets import NUMBER_WIDTH
from transforms.report.money_controls import sheets as controls_sheets
from transforms.report.refund import sheets as refund_sheets
from transforms.report.settlement import sheets as settlement_sheets
from transforms.spreadsheet.paper import is_readable

WORKBOOKS = tuple(code for code in KINDS if code != "village_poster")


@pytest.mark.parametrize("pack_code", PACKS)
def test_letters_have_at_least_nine_points_on_paper(pack_code: str) -> None:
    pack = load_pack(POLICIES / pack_code)
    made = {code: workbook_of(pack, code, factor=10) for code in WORKBOOKS}
    assert [code for code, content in made.items() if content is None] == ([] if pack.appraisal else ["appraisal"])
    sizes = {
        (code, name): smallest_points(sheet)
        for code, content in made.items()
        if content is not None
        for name, sheet in printed_sheets(content).items()
    }
    assert len(sizes) > 10 and {("progress", "打印"), ("progress", "特殊人群"), ("start_roster", "往年")} <= set(sizes)
    assert {key: size for key, size in sizes.items() if size < 9} == {}


@pytest.mark.parametrize("name", sorted(LAYOUTS))
def test_feedback_of_every_layout_has_nine_points_and_all_columns(name: str) -> None:
    """A wide list goes on on a further page of paper, with the first column repeated; the sheet stays whole."""
    content = full_content(name)
    sheets = printed_sheets(workbook(content, b"k" * 32))
    assert list(sheets) == ["封面", "逐行结果", "比对结果", "去重名单"]
    assert {sheet.title: size for sheet in sheets.values() if (size := smallest_points(sheet)) < 9} == {}
    rows = sheets["逐行结果"]
    headings = [cell.value for cell in rows[2]]
    assert headings == ["原行号", *(heading for _, heading in content.columns), "处理结果", "原因和更正办法", "标记"]
    if rows.col_breaks.brk:
        assert rows.print_title_cols == "$A:$A" and rows["A1"].value is None and "原行号留空" in rows["B1"].value


def test_a_column_too_wide_for_its_page_is_found() -> None:
    rows = printed_sheets(workbook(full_content("civil_affairs"), b"k" * 32))["逐行结果"]
    assert len(rows.col_breaks.brk) > 1
    rows.column_dimensions["C"].width = 150
    with pytest.raises(AssertionError, match="do not fit"):
        smallest_points(rows)


def test_columns_of_fixed_width_are_readable_also_where_programs_make_them_wider() -> None:
    for kind in LISTS.values():
        assert is_readable([NUMBER_WIDTH, *(column.width for column in kind.columns)], "landscape"), kind.code
    settled = (("序号", settlement_sheets.NUMBER_WIDTH), *settlement_sheets.LIST_COLUMNS)
    for columns in (refund_sheets.LIST_COLUMNS, settled):
        assert is_readable([width for _, width in columns], "landscape"), columns
    for widths in (controls_sheets.SUMMARY_WIDTHS, controls_sheets.COLLECTOR_WIDTHS):
        assert is_readable(widths, "portrait"), widths
    for widths in (refund_sheets.SUMMARY_WIDTHS, subsidy_sheets.LEVEL_WIDTHS, subsidy_sheets.UNIT_WIDTHS):
        assert is_readable(widths, "portrait"), widths
    assert is_readable(PRINT_WIDTHS, "portrait") and is_readable(PRINT_WIDTHS_WITH_ENROLMENT, "portrait")

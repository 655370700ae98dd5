"""B. Workbook structure: kinds 23 to 35."""

from __future__ import annotations

from tests.bad_inputs.files.forms import CIVIL, DISABLED, POOR, ROLL, TAX
from tests.bad_inputs.files.grid import Line
from tests.bad_inputs.files.make import both, in_csv, in_xls, in_xlsx
from tests.bad_inputs.files.workbook_damages import (
    FILTER,
    MERGED,
    SECOND_TABLE,
    TWO_ROWS,
    blank_line,
    emptied,
    header_again,
    header_rows,
    serials,
    several_sheets,
    shared_unit,
    shift_right,
    side_by_side,
    titles,
    with_column,
)
from tests.bad_inputs.kinds.model import Kind, kind, loads, quarantines, rejects, warns
from tests.support.files.raw_xls import Looks

KINDS: tuple[Kind, ...] = (
    kind(
        23, "title rows above the header", "N",
        ("three more titles", in_xlsx(CIVIL, titles("附件1", "单位:人", "2019年度")), loads()),
        ("a title and a blank row", in_xlsx(CIVIL, titles("附件2", "")), loads()),
        ("titles of a csv", in_csv(ROLL, titles("某县城乡居民花名册", "填报日期:2019-12-01")), loads()),
        ("a title of the tax feed", in_csv(TAX, titles("入库明细")), loads()),
    ),
    kind(
        24, "two- or three-row merged headers", "N by template, else R",
        ("groups above the names, whole names below", in_xlsx(CIVIL, header_rows(
            ["基本信息", None, None, "认定信息", None, None, None, None], list(CIVIL.header))), loads()),
        ("by template: names in either row", in_xlsx(CIVIL, header_rows(
            ["序号", "姓名", "身份证", "人员类别", "乡镇", "认定信息", None, "备注"],
            [None, None, None, None, None, "认定日期", "是否本县户籍", None]), layout=TWO_ROWS), loads()),
        ("by template: a name split over two rows", in_xlsx(CIVIL, header_rows(
            ["序号", "姓名", "身份证", "人员", "所属", "认定", "是否本县户籍", "备注"],
            [None, None, "号码", "类别", "乡镇", "日期", None, None]), layout=TWO_ROWS), loads()),
        ("a split name without a template", in_xlsx(CIVIL, header_rows(
            ["序号", "姓名", "身份证", "人员类别", "所属乡镇", "认定", "是否本县户籍", "备注"],
            [None, None, "号码", None, None, "日期", None, None])), rejects("column_missing")),
        ("names in either row without a template", in_xlsx(CIVIL, header_rows(
            ["序号", "姓名", "身份证号码", "人员类别", "认定信息", None, None, "备注"],
            [None, None, None, None, "所属乡镇", "认定日期", "是否本县户籍", None])), rejects("column_missing")),
        decided="`header_rows` of the layout says over how many rows it may be spread; all names in one row: N anyway",
    ),
    kind(
        25, "merged body cells", "N only for whitelisted columns",
        ("one unit over three rows", in_xlsx(CIVIL, shared_unit(3), book_after=MERGED.format("E4:E6")), loads()),
        ("one unit over all rows", in_xlsx(CIVIL, shared_unit(6), book_after=MERGED.format("E4:E9")), loads()),
        ("one name over two rows", in_xlsx(CIVIL, emptied("name", slice(1, 2)), book_after=MERGED.format("B4:B5")),
         quarantines("cell_merged", "name_blank")),
        ("one number over three rows", in_xlsx(CIVIL, emptied("document_number", slice(3, 5)),
                                               book_after=MERGED.format("C6:C8")),
         quarantines("cell_merged", "document_blank")),
        ("one date over two rows", in_xlsx(CIVIL, emptied("effective_on", slice(1, 2)),
                                           book_after=MERGED.format("F4:F5")), quarantines("cell_merged")),
        decided="`fill_down` of the layout (unit, household number); every other column: the rows go to quarantine",
    ),
    kind(
        26, "hidden first sheet", "R",
        ("the only data is hidden", several_sheets("hidden", "visible", filled=[True, False]), rejects("sheet_hidden")),
        ("hidden so that no menu shows it", several_sheets("veryHidden", "visible", filled=[True, False]),
         rejects("sheet_hidden")),
        ("a hidden list before a visible one", several_sheets("hidden", "visible"), rejects("sheet_hidden")),
    ),
    kind(
        27, "hidden rows or a filter", "W",
        ("a hidden row", in_xlsx(CIVIL, book_row_attributes={5: ' hidden="1"'}), loads("hidden_rows")),
        ("three hidden rows", in_xlsx(CIVIL, book_row_attributes=dict.fromkeys((4, 6, 7), ' hidden="true"')),
         loads("hidden_rows")),
        ("an active filter", in_xlsx(CIVIL, book_after=FILTER), loads("hidden_rows")),
        ("two hidden rows of an old workbook", in_xls(CIVIL, looks=Looks(hidden_rows=(4, 5))), loads("hidden_rows")),
        ("an active filter of an old workbook", in_xls(CIVIL, looks=Looks(is_filtered=True)), loads("hidden_rows")),
    ),
    kind(
        28, "hidden columns", "W",
        ("the number's column", in_xlsx(CIVIL, book_before='<cols><col min="3" max="3" width="9" hidden="1"/></cols>'),
         loads("hidden_columns")),
        ("two columns", in_xlsx(CIVIL, book_before='<cols><col min="5" max="6" hidden="true"/></cols>'),
         loads("hidden_columns")),
        ("a column of an old workbook", in_xls(CIVIL, looks=Looks(hidden_columns=(2,))), loads("hidden_columns")),
        ("a column that is not read", in_xlsx(DISABLED, book_before='<cols><col min="5" max="5" hidden="1"/></cols>'),
         loads("hidden_columns")),
    ),
    kind(
        29, "data in the second or third sheet; one sheet per town", "N",
        ("in the second", several_sheets("visible", "visible", filled=[False, True]), loads()),
        ("in the third", several_sheets("visible", "visible", "visible", filled=[False, False, True]), loads()),
        ("one sheet per town", several_sheets("visible", "visible", "visible"), loads()),
        ("two towns and a sheet of notes between",
         several_sheets("visible", "visible", "visible", filled=[True, False, True]),
         loads()),
    ),
    kind(
        30, "several tables side by side or stacked", "R",
        ("side by side", in_xlsx(CIVIL, lambda table, rng: side_by_side(table)), rejects("column_duplicate")),
        ("stacked, columns in another order", in_xlsx(CIVIL, header_again(3, cells=SECOND_TABLE)),
         rejects("tables_stacked")),
        ("stacked under another title", in_xlsx(CIVIL, both(header_again(3), blank_line(6, ["农村低保"]))),
         rejects("tables_stacked")),
        ("stacked in a csv", in_csv(POOR, header_again(2, cells=["姓名", "证件号码", "乡镇", "", "", "", "", ""])),
         rejects("tables_stacked")),
    ),
    kind(
        31, "blank rows and columns inside", "N",
        ("blank rows", in_xlsx(CIVIL, both(blank_line(5), blank_line(7), blank_line(7))), loads()),
        ("a blank column", in_xlsx(CIVIL, with_column(3, None)), loads()),
        ("a blank first column and row", in_xlsx(CIVIL, both(lambda t, rng: shift_right(t), titles(""))), loads()),
        ("blank lines and a blank column in a csv", in_csv(ROLL, both(blank_line(3), with_column(2, ""))), loads()),
        ("a row of blanks only", in_csv(POOR, blank_line(4, [" "] * 8)), loads()),
    ),
    kind(
        32, "total rows", "N (check then drop)",
        ("合计 at the end", in_xlsx(CIVIL), loads()),
        ("小计 on each page", in_xlsx(CIVIL, both(blank_line(6, ["小计", "3人"]), blank_line(8, ["小计", "1人"]))),
         loads()),
        ("总计 with another word", in_xlsx(CIVIL, blank_line(9, ["总计:", "6"]), total=False), loads()),
        ("a total that does not agree", in_xlsx(CIVIL, blank_line(9, ["合计", "7人"]), total=False),
         loads("total_differs")),
        ("a total in the second column of a csv", in_csv(ROLL, lambda t, rng: t.insert(7, ["合计", "6人"])), loads()),
    ),
    kind(
        33, "footer notes", "N",
        ("who made it", in_xlsx(CIVIL, lambda t, rng: t.lines.append(Line(["审核人:李某", None, "联系电话:0000"]))),
         loads()),
        ("a date", in_xlsx(CIVIL, lambda t, rng: t.lines.append(Line([None, "填报日期:2019年12月1日"]))), loads()),
        ("a remark over several columns", in_csv(ROLL, lambda t, rng: t.lines.append(Line(["备注:以上人员已公示"]))),
         loads()),
    ),
    kind(
        34, "the header on every page", "N",
        ("the header", in_xlsx(CIVIL, header_again(3)), loads()),
        ("with the titles", in_xlsx(CIVIL, header_again(2, with_titles=True)), loads()),
        ("twice", in_csv(ROLL, both(header_again(4), header_again(2))), loads()),
    ),
    kind(
        35, "running number broken or restarted", "W",
        ("a gap", in_xlsx(CIVIL, serials(1, 2, 4, 5, 6, 7)), warns("serial_broken")),
        ("restarted", in_xlsx(CIVIL, serials(1, 2, 3, 1, 2, 3)), warns("serial_broken")),
        ("one twice", in_xlsx(DISABLED, serials(1, 2, 2, 3, 4, 5)), warns("serial_broken")),
        ("not from one", in_xlsx(CIVIL, serials(11, 12, 13, 14, 15, 16)), warns("serial_broken")),
    ),
)  # fmt: skip

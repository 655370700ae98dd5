"""A workbook that comes back: changed cells, new and deleted rows, and rows that nobody can identify."""

import pyarrow as pa
import pytest

from tests.support.feedback_content import NUMBER, raw_table
from transforms.intake.base.raw_table import ROW_NO, RawTable
from transforms.report.feedback.marks import key_columns
from transforms.report.feedback.returned import ROW_TWICE, STRANGE_MARK, STRANGE_ROW, merged, reason_of

MASKED = "110101************"
BASE = raw_table([(2, "张三", NUMBER), (3, "李四", "G1234567"), (5, "王五", "")])
KEY, MARK = key_columns("special_list")
Row = tuple[str, str, str, str]  # key, name, number, mark
UNCHANGED: list[Row] = [("2", "张三", MASKED, ""), ("3", "李四", "G1****67", ""), ("5", "王五", "", "")]


def back(rows: list[Row]) -> RawTable:
    """Make the returned sheet; its rows begin with row 3."""
    names = (KEY, "name", "document_number", MARK)
    columns = {name: pa.array([row[at] for row in rows], pa.string()) for at, name in enumerate(names)}
    table = pa.table({ROW_NO: pa.array(range(3, 3 + len(rows)), pa.int32()), **columns})
    return RawTable(table, "xlsx", 2, {}, sheet="逐行结果", modified_on="2019-10-09")


def rows_after(rows: list[Row], base: RawTable = BASE, listed: tuple[int, ...] = (2, 3, 5)) -> list[tuple[object, ...]]:
    """Merge a returned sheet that is right; return row number, name and document number."""
    version = merged(base, back(rows), "special_list", listed)
    assert isinstance(version, RawTable), version
    return [tuple(row.values()) for row in version.table.to_pylist()]


def test_a_sheet_without_a_change_is_the_original() -> None:
    assert rows_after(UNCHANGED) == [(2, "张三", NUMBER), (3, "李四", "G1234567"), (5, "王五", "")]


def test_a_changed_cell_replaces_the_senders_and_a_masked_number_stays() -> None:
    rows = [("2", "章三", MASKED, ""), ("3", "李四", "G7654321", ""), ("5", "王五", NUMBER, "")]
    assert rows_after(rows) == [(2, "章三", NUMBER), (3, "李四", "G7654321"), (5, "王五", NUMBER)]


def test_a_number_that_is_emptied_is_empty() -> None:
    assert rows_after([("2", "张三", "", ""), *UNCHANGED[1:]])[0] == (2, "张三", "")


@pytest.mark.parametrize("mark", ["删除", "删", "删去", "已删除", " 删除 "])
def test_a_marked_or_missing_row_is_removed(mark: str) -> None:
    left = [(2, "张三", NUMBER), (5, "王五", "")]
    assert rows_after([UNCHANGED[0], ("3", "李四", "G1****67", mark), UNCHANGED[2]]) == left
    assert rows_after([UNCHANGED[0], UNCHANGED[2]]) == left


def test_a_row_that_was_not_listed_stays_as_it_was() -> None:
    assert rows_after([("3", "李思", "G1****67", "")], listed=(3,)) == [
        (2, "张三", NUMBER), (3, "李思", "G1234567"), (5, "王五", ""),
    ]  # fmt: skip


def test_a_row_without_a_number_is_new_and_comes_last() -> None:
    rows = [("", "赵六", NUMBER, ""), *UNCHANGED, ("", "", " ", ""), ("", "钱七", "", "删除")]
    assert rows_after(rows)[3:] == [(6, "赵六", NUMBER)]


def test_a_malformed_row_that_is_filled_in_is_a_row_again() -> None:
    base = raw_table([(2, "张三", NUMBER)], malformed=[3, 4])
    filled = [UNCHANGED[0], ("3", "李四", NUMBER, ""), ("4", "", "", "")]
    version = merged(base, back(filled), "special_list", (2, 3, 4))
    assert isinstance(version, RawTable) and version.malformed == [4]
    assert version.table.to_pylist()[1] == {"row_no": 3, "name": "李四", "document_number": NUMBER}


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (("9", "张三", MASKED, ""), STRANGE_ROW),
        (("第2行", "张三", MASKED, ""), STRANGE_ROW),
        (("2", "张三", MASKED, ""), ROW_TWICE),
        (("2", "张三", MASKED, "改"), STRANGE_MARK),
    ],
)
def test_a_row_that_cannot_be_identified_refuses_the_workbook(row: Row, kind: tuple[str, str]) -> None:
    version = merged(BASE, back([*UNCHANGED, row]), "special_list", (2, 3, 5))
    assert version == [reason_of(kind, 6, "逐行结果")]


def test_a_fault_of_the_reader_goes_with_its_cell() -> None:
    base = raw_table([(2, "张三", NUMBER), (3, "李四", "#REF!")], faults=[(3, "formula", "document_number")])
    corrected = merged(base, back([UNCHANGED[0], ("3", "李四", NUMBER, "")]), "special_list", (2, 3))
    left = merged(base, back([UNCHANGED[0], ("3", "李四", "#*****!", "")]), "special_list", (2, 3))
    removed = merged(base, back([UNCHANGED[0]]), "special_list", (2, 3))
    assert isinstance(corrected, RawTable) and isinstance(left, RawTable) and isinstance(removed, RawTable)
    assert (corrected.faults, removed.faults) == ([], [])
    assert corrected.modified_on == "2019-10-09"


def test_a_total_row_is_kept_and_changed_like_any_listed_row_and_removed_if_it_is_missing() -> None:
    base = raw_table([(2, "张三", NUMBER)], totals=[{"row_no": "3", "name": "合计", "document_number": "1"}])
    changed = merged(base, back([UNCHANGED[0], ("3", "合计", "2", "")]), "special_list", (2, 3))
    removed = merged(base, back([UNCHANGED[0]]), "special_list", (2, 3))
    assert isinstance(changed, RawTable) and isinstance(removed, RawTable)
    assert changed.totals == [{"row_no": "3", "name": "合计", "document_number": "2"}] and removed.totals == []


def test_a_colour_is_asked_about_only_if_it_is_in_the_returned_workbook() -> None:
    base = raw_table([(2, "张三", NUMBER)], hold_reasons=[("colour_meaning", 2, "A"), ("merged_rows", 2, "B")])
    sheet = back([UNCHANGED[0]])
    sheet.hold_reasons = [("colour_meaning", 3, "C")]
    version = merged(base, sheet, "special_list", (2,))
    assert isinstance(version, RawTable)
    assert version.hold_reasons == [("merged_rows", 2, "B"), ("colour_meaning", 3, "C")]


def test_a_note_goes_with_its_row() -> None:
    base = raw_table([(2, "张三", NUMBER), (3, "李四", "")], notes=[(2, "spaces", "A"), (3, "spaces", "A")])
    version = merged(base, back([UNCHANGED[0]]), "special_list", (2, 3))
    assert isinstance(version, RawTable) and version.notes == [(2, "spaces", "A")]

"""The sender's own totals: a count or a sum that disagrees rejects; what cannot be compared is a warning."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest

from tests.support.files.builders import LAYOUTS
from tests.support.files.raw_tables import raw_table
from transforms.intake.base.raw_table import PERSON_STRIDE, SHEET_STRIDE, RawTable
from transforms.intake.gate.control_totals import check_control, stated_totals, total_differs
from transforms.intake.values.context import ControlTotals

CONTROL = LAYOUTS["tax"].control_row
assert CONTROL is not None


def feed(total: dict[str, str] | None, rows: int = 2, **facts: object) -> RawTable:
    columns = {"receipt_no": ["R"] * rows, "name": ["甲"] * rows, "amount_fen": ["250"] * rows}
    totals = [] if total is None else [{"row_no": str(rows + 2), **total}]
    return raw_table(columns, totals=totals, **facts)


def outcome(total: dict[str, str] | None, amounts: list[int | None], **facts: object) -> tuple[list[str], list[str]]:
    assert CONTROL is not None
    reasons, remarks = check_control(feed(total, len(amounts), **facts), CONTROL, pa.array(amounts, pa.int64()))
    return [reason.code for reason in reasons], remarks


@pytest.mark.parametrize(
    ("count", "yuan", "codes"),
    [
        ("2笔", "500.00", []),
        ("2", "5.00百", ["control_amount"]),
        ("3笔", "500.00", ["control_count"]),
        ("2笔", "499.99", ["control_amount"]),
        ("2笔", "500.01", ["control_amount"]),
        ("", "", ["control_count", "control_amount"]),
    ],
)
def test_count_and_sum_must_agree_to_the_fen(count: str, yuan: str, codes: list[str]) -> None:
    assert outcome({"name": count, "amount_fen": yuan}, [25_000, 25_000]) == (codes, [])


def test_a_missing_total_rejects_and_a_reason_is_at_its_row_and_column() -> None:
    assert outcome(None, [25_000]) == (["control_missing"], [])
    assert CONTROL is not None
    (reason,), _ = check_control(feed({"name": "9", "amount_fen": "500"}), CONTROL, pa.array([25_000, 25_000]))
    assert (reason.row, reason.column) == (4, "B") and reason.message_zh.endswith("明细 2 行。")


def test_malformed_rows_count_and_leave_the_sum_open() -> None:
    total = {"name": "3", "amount_fen": "750"}
    assert outcome(total, [25_000, 25_000], malformed=[9]) == ([], ["control_unverified"])
    assert outcome(total, [25_000, None, 25_000]) == ([], ["control_unverified"])


def test_an_empty_feed_agrees_with_zero() -> None:
    assert outcome({"name": "0", "amount_fen": "0.00"}, []) == ([], [])


def test_the_unit_of_the_header_applies_to_the_sum() -> None:
    assert outcome({"name": "1", "amount_fen": "0.025"}, [25_000], fen_per_unit=1_000_000) == ([], [])


def listed(*totals: dict[str, str], rows: int = 2) -> RawTable:
    lines = [{"row_no": str(9 + at), **total} for at, total in enumerate(totals)]
    return raw_table({"name": ["甲"] * rows, "unit": ["甲镇"] * rows}, totals=lines)


def test_a_lists_total_differs_only_if_it_is_one_other_number() -> None:
    layout = LAYOUTS["civil_affairs"]
    assert not total_differs(listed(), layout)
    assert not total_differs(listed({"name": "合计", "unit": "2人"}), layout)
    assert total_differs(listed({"name": "合计", "unit": "3人"}), layout)
    assert not total_differs(listed({"name": "3", "unit": "4"}), layout)  # which of them counts rows is unknown


def test_of_several_totals_only_a_grand_total_counts() -> None:
    layout = LAYOUTS["civil_affairs"]
    assert not total_differs(listed({"name": "小计", "unit": "1"}, {"name": "小计", "unit": "1"}), layout)
    assert total_differs(listed({"name": "小计", "unit": "1"}, {"name": "总计", "unit": "1"}), layout)


def test_families_or_persons_may_be_counted_where_a_row_names_several() -> None:
    person = {"name": ["配偶姓名"], "document_number": ["配偶身份证号"]}
    layout = LAYOUTS["civil_affairs"]
    several = type(layout).model_validate({**layout.model_dump(), "further_persons": [person]})
    table = pa.table({"row_no": pa.array([2, 2 + PERSON_STRIDE, 3], pa.int32()), "name": ["甲", "乙", "丙"]})
    for count, for_families, for_persons in (("2", False, True), ("3", False, False), ("1", True, True)):
        raw = RawTable(table, "csv", 1, {"name": "A"}, totals=[{"row_no": "4", "name": count}])
        assert (total_differs(raw, several), total_differs(raw, layout)) == (for_families, for_persons)


def test_a_layout_with_a_control_row_is_compared_by_that_row_only() -> None:
    assert not total_differs(listed({"name": "9"}), LAYOUTS["tax"])


def sheets(*rows: int, totals: dict[int, dict[str, str]]) -> RawTable:
    """Sheets with so many payments of 250 yuan; `totals` by the place of the sheet, tens for a second one."""
    numbers = [place * SHEET_STRIDE + at for place, count in enumerate(rows) for at in range(2, 2 + count)]
    size = len(numbers)
    table = pa.table({"row_no": pa.array(numbers, pa.int32()), "name": ["甲"] * size, "amount_fen": ["250"] * size})
    lines = [{"row_no": str(place % 10 * SHEET_STRIDE + 90 + place // 10), **total} for place, total in totals.items()]
    return RawTable(table, "xlsx", 1, {"name": "B", "amount_fen": "E"}, sheet="第1个工作表", totals=lines)


def total(count: int, yuan: int, **more: str) -> dict[str, str]:
    return {"receipt_no": "合计", "name": f"{count}笔", "amount_fen": str(yuan), **more}


@pytest.mark.parametrize(
    ("totals", "found"),
    [
        ({0: total(2, 500), 1: total(1, 250)}, []),
        ({1: total(3, 750)}, []),
        ({0: total(2, 500), 1: total(1, 250), 11: total(3, 750)}, []),
        ({0: total(2, 500), 1: total(1, 251)}, [("control_amount", "第2个工作表")]),
        ({0: total(3, 500), 1: total(1, 250)}, [("control_count", "第1个工作表")]),
        ({1: total(1, 250)}, [("control_missing", "第1个工作表")]),
        ({0: total(2, 501), 1: total(3, 750)}, [("control_amount", "第1个工作表")]),
        ({0: total(2, 9, receipt_no="小计"), 1: total(3, 750)}, []),
        ({1: total(3, 751)}, [("control_amount", "第2个工作表")]),
    ],
)
def test_each_sheet_has_its_total_or_one_is_for_all(
    totals: dict[int, dict[str, str]], found: list[tuple[str, str]]
) -> None:
    assert CONTROL is not None
    raw = sheets(2, 1, totals=totals)
    reasons, remarks = check_control(raw, CONTROL, pa.array([25_000] * 3, pa.int64()))
    assert ([(reason.code, reason.sheet) for reason in reasons], remarks) == (found, [])


def test_a_sheet_with_an_unreadable_amount_is_not_verified() -> None:
    assert CONTROL is not None
    raw = sheets(2, 1, totals={0: total(2, 9), 1: total(1, 250)})
    assert check_control(raw, CONTROL, pa.array([25_000, None, 25_000], pa.int64())) == ([], ["control_unverified"])


def test_count_and_sum_may_be_in_one_cell() -> None:
    assert outcome({"receipt_no": "合计：2笔，500.00元"}, [25_000, 25_000]) == ([], [])
    assert outcome({"receipt_no": "共3笔", "amount_fen": "500"}, [25_000, 25_000]) == (["control_count"], [])


def test_the_total_of_each_sheet_of_a_list_counts_its_rows_or_all() -> None:
    layout = LAYOUTS["civil_affairs"]
    assert not total_differs(sheets(2, 1, totals={0: {"name": "合计2人"}, 1: {"name": "合计1人"}}), layout)
    assert not total_differs(sheets(2, 1, totals={1: {"name": "共3人"}}), layout)
    assert total_differs(sheets(2, 1, totals={0: {"name": "合计1人"}, 1: {"name": "合计3人"}}), layout)
    assert not total_differs(sheets(2, 1, totals={0: {"name": "甲镇小计", "unit": "1"}}), layout)


def stated(raw: RawTable, amounts: list[int | None], bad: list[bool]) -> ControlTotals:
    assert CONTROL is not None
    repeated = np.array([*[False] * (len(amounts) - 1), True])
    return stated_totals(raw, CONTROL, pa.array(amounts, pa.int64()), np.array(bad), repeated)


def test_totals_of_all_rows_are_kept_with_the_money_of_rows_that_are_not_loaded() -> None:
    raw = feed({"name": "3笔", "amount_fen": "750.00"}, 3)
    assert stated(raw, [25_000, 25_000, 25_000], [True, False, False]) == ControlTotals(3, 75_000, 25_000, 25_000)
    assert stated(raw, [None, 25_000, 25_000], [True, False, False]).quarantine_fen is None
    other = feed({"name": "2", "amount_fen": "500"}, 3)
    assert stated(other, [25_000] * 3, [False] * 3) == ControlTotals(None, None, 25_000, 0)
    assert stated(feed(None, 3), [25_000] * 3, [False] * 3) == ControlTotals(None, None, 25_000, 0)

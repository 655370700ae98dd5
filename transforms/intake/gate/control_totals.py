"""Compare the totals that a sender states in the file with the rows that arrived."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import PERSON_STRIDE, ROW_NO, SHEET_STRIDE, RawTable, file_order
from transforms.intake.base.reasons import Reason, reason
from transforms.intake.layouts.model import Layout
from transforms.intake.layouts.parts import ControlRow
from transforms.intake.reading.rows.totals import amount_in_text, count_in_text
from transforms.intake.values.amounts import parse_amount, parse_count
from transforms.intake.values.context import ControlTotals
from transforms.text.folding import fold

_GRAND = re.compile("^(?:合计|总计|共计|汇总|总|共|一共|以上)")
_OF_A_PAGE = re.compile("小计|本页")
_PLACE_IN_FRONT = re.compile("^(?!本页|总|以上|合|共|汇|小).+(?:合计|小计|总计|汇总)")


class _Sheet(NamedTuple):
    """One sheet of a raw table. `rows`: mask of its rows; `totals`: its total rows, in order."""

    rows: npt.NDArray[np.bool_]
    totals: list[dict[str, str]]


def check_control(raw: RawTable, control: ControlRow, amounts: pa.Array) -> tuple[list[Reason], list[str]]:
    """Compare count and sum of the sender's total rows with the rows; return reasons to reject, and codes of warnings.

    `raw`: rows and total rows as text. `control`: which columns of a total row contain the count and the sum.
    `amounts`: parsed fen of each row, null if unreadable. The last total row is compared with all data rows; in a
    workbook with several sheets, a total of a sheet is compared with the rows of the sheet, and each sheet needs one
    unless the last total is that of all. A sum is compared only if every amount could be read; else there is a warning.
    A missing total row is a reason to reject.
    """
    if not raw.totals:
        return [reason("control_missing", sheet=raw.sheet)], []
    every = np.ones(raw.table.num_rows, dtype=bool)
    last = raw.totals[-1]
    sheets = list(_sheets(raw))
    if len(sheets) == 1:
        return _compared(raw, control, amounts, last, every)
    covers_all = _count(last, control) == raw.row_count
    reasons, remarks = _compared(raw, control, amounts, last, every) if covers_all else ([], [])
    for sheet in sheets:
        own = [row for row in sheet.totals if not (covers_all and row is last) and not _OF_A_PAGE.search(_word(row))]
        if own:
            more, more_remarks = _compared(raw, control, amounts, own[-1], sheet.rows)
            reasons, remarks = reasons + more, remarks + more_remarks
        elif not covers_all:
            first = int(raw.table[ROW_NO].to_numpy()[sheet.rows][0])
            reasons = [*reasons, reason("control_missing", sheet=raw.sender_place(first)[0])]
    return reasons, sorted(set(remarks))


def stated_totals(
    raw: RawTable, control: ControlRow, amounts: pa.Array, bad: npt.NDArray[np.bool_], repeated: npt.NDArray[np.bool_]
) -> ControlTotals:
    """Return what the last total row states about all rows, and the fen of rows that are not loaded.

    `raw`, `control`, `amounts`: as for `check_control`. `bad`, `repeated`: masks of the quarantined rows, and of those
    that equal an earlier row. Count and sum are None if the last total row is not about all rows (a workbook with a
    total in each sheet) or is missing. The fen of quarantined rows are None if one of them has no readable amount.
    """
    rows = _count(raw.totals[-1], control) if raw.totals else None
    is_about_all = rows == raw.row_count
    quarantined = amounts.filter(pa.array(bad))
    is_readable = not quarantined.null_count and not raw.malformed
    return ControlTotals(
        rows=rows if is_about_all else None,
        fen=_amount(raw.totals[-1], control, raw.fen_per_unit) if is_about_all else None,
        duplicate_fen=pc.sum(amounts.filter(pa.array(repeated))).as_py() or 0,
        quarantine_fen=(pc.sum(quarantined).as_py() or 0) if is_readable else None,
    )


def _sheets(raw: RawTable) -> Iterator[_Sheet]:
    """Yield each sheet that has rows or totals, in order; a csv is one sheet."""
    of_rows = raw.table[ROW_NO].to_numpy() % PERSON_STRIDE // SHEET_STRIDE
    of_totals = [int(row[ROW_NO]) // SHEET_STRIDE for row in raw.totals]
    positions = sorted({*np.unique(of_rows).tolist(), *of_totals}) if raw.form != "csv" else [0]
    if len(positions) <= 1:
        yield _Sheet(np.ones(len(of_rows), dtype=bool), raw.totals)
        return
    for position in positions:
        totals = [row for row, place in zip(raw.totals, of_totals, strict=True) if place == position]
        yield _Sheet(of_rows == position, totals)


def _compared(
    raw: RawTable, control: ControlRow, amounts: pa.Array, row: dict[str, str], rows: npt.NDArray[np.bool_]
) -> tuple[list[Reason], list[str]]:
    """Compare one total row with the `rows` that it is about; malformed rows count where it is about all of them."""
    sheet, at = raw.sender_place(int(row[ROW_NO]))
    count = int(rows.sum()) + (len(raw.malformed) if rows.all() else 0)
    reasons = []
    if _count(row, control) != count:
        detail = f"明细 {count} 行。"
        reasons.append(reason("control_count", detail, sheet, at, raw.letters.get(control.count_column)))
    counted = amounts if rows.all() else amounts.filter(pa.array(rows))
    if counted.null_count or (raw.malformed and rows.all()):
        return reasons, ["control_unverified"]
    if _amount(row, control, raw.fen_per_unit) != (pc.sum(counted).as_py() or 0):
        reasons.append(reason("control_amount", "", sheet, at, raw.letters.get(control.amount_column)))
    return reasons, []


def _count(row: dict[str, str], control: ControlRow) -> int | None:
    """Return the count in the column for it, else the one that another cell states with its word (共2笔)."""
    stated = parse_count(row.get(control.count_column, ""))
    if stated is not None:
        return stated
    texts = (count_in_text(text) for name, text in row.items() if name != ROW_NO)
    return next((parse_count(text) for text in texts if text), None)


def _amount(row: dict[str, str], control: ControlRow, fen_per_unit: int) -> int | None:
    """Return the fen in the column for the sum or, if it is blank, those that another cell states with their word."""
    own = row.get(control.amount_column, "")
    if own.strip():
        return parse_amount(own, fen_per_unit).fen
    texts = (amount_in_text(text) for name, text in row.items() if name != ROW_NO)
    return next((parse_amount(text).fen for text in texts if text), None)


def _word(row: dict[str, str]) -> str:
    """Return the first filled cell of a total row, normalised by `fold`: 合计, 甲镇小计."""
    return next((folded for name, text in row.items() if name != ROW_NO and (folded := fold(text))), "")


def total_differs(raw: RawTable, layout: Layout) -> bool:
    """Return whether the only count in a last total row (合计) is neither the number of data rows nor of persons.

    `raw`: rows and total rows as text. Rows and persons differ in number where a row names several persons. In each
    sheet, the last total row may count the rows of the sheet or of all sheets. False if there is no total row, if the
    last of several is no grand total, if it is that of a place, if it contains no whole number or more than one, or if
    the layout has a control row (then `check_control` compares).
    """
    if layout.control_row:
        return False
    return any(_differs(raw, sheet, layout) for sheet in _sheets(raw) if sheet.totals)


def _differs(raw: RawTable, sheet: _Sheet, layout: Layout) -> bool:
    last = sheet.totals[-1]
    word = _word(last)
    if (sheet.totals[:-1] and not _GRAND.search(word)) or _PLACE_IN_FRONT.search(word):
        return False
    texts = {fold(text) for name, text in last.items() if name != ROW_NO}
    stated = {parse_count(count_in_text(text) or text) for text in texts} - {None}
    numbers = raw.table[ROW_NO].to_numpy()
    is_person = numbers >= 0  # a further category of a person has a negative number
    every = len(raw.malformed)
    allowed = {int(is_person.sum()) + every, int((sheet.rows & is_person).sum()) + every * bool(sheet.rows.all())}
    if layout.further_persons:
        allowed |= {_file_rows(numbers) + every, _file_rows(numbers[sheet.rows])}
    return len(stated) == 1 and not stated & allowed


def _file_rows(numbers: npt.NDArray[np.int32]) -> int:
    """Return the number of rows in the file, however many persons each names."""
    return len({file_order(row)[0] for row in numbers.tolist()})

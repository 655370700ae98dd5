"""Compare the totals that a sender states in the file with the rows that arrived."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import ROW_NO, RawTable, file_order
from transforms.intake.base.reasons import Reason, reason
from transforms.intake.layouts.model import Layout
from transforms.intake.layouts.parts import ControlRow
from transforms.intake.values.amounts import parse_amount, parse_count
from transforms.text.folding import fold

_GRAND_TOTALS = ("合计", "总计", "共计")


def check_control(raw: RawTable, control: ControlRow, amounts: pa.Array) -> tuple[list[Reason], list[str]]:
    """Compare count and sum of the sender's total row with the rows; return reasons to reject, and codes of warnings.

    `raw`: rows and total rows as text. `control`: which columns of the last total row contain the count and the sum.
    `amounts`: parsed fen of each row, null if unreadable. The stated count is compared with all data rows. The stated
    sum is compared only if every amount could be read; else there is a warning. A missing total row is a reason to
    reject.
    """
    if not raw.totals:
        return [reason("control_missing", sheet=raw.sheet)], []
    row = raw.totals[-1]
    at = int(row[ROW_NO])
    reasons = []
    stated_count = parse_count(row.get(control.count_column, ""))
    if stated_count != raw.row_count:
        detail = f"明细 {raw.row_count} 行。"
        reasons.append(reason("control_count", detail, raw.sheet, at, raw.letters.get(control.count_column)))
    stated = parse_amount(row.get(control.amount_column, ""), raw.fen_per_unit)
    if amounts.null_count or raw.malformed:
        return reasons, ["control_unverified"]
    if stated.fen != (pc.sum(amounts).as_py() or 0):
        reasons.append(reason("control_amount", "", raw.sheet, at, raw.letters.get(control.amount_column)))
    return reasons, []


def total_differs(raw: RawTable, layout: Layout) -> bool:
    """Return whether the only count in the last total row (合计) is neither the number of data rows nor of persons.

    `raw`: rows and total rows as text. Rows and persons differ in number where a row names several persons. False if
    there is no total row, if the last of several is no grand total, if it contains no whole number or more than one, or
    if the layout has a control row (then `check_control` compares).
    """
    if layout.control_row or not raw.totals:
        return False
    last = raw.totals[-1]
    cells = {fold(text) for name, text in last.items() if name != ROW_NO}
    if raw.totals[:-1] and not cells & set(_GRAND_TOTALS):
        return False
    counts = [count for count in (parse_count(cell) for cell in cells) if count is not None]
    row_nos = raw.table[ROW_NO].to_numpy()
    persons = int((row_nos >= 0).sum())  # a further category of a person has a negative number
    rows = len({file_order(row)[0] for row in row_nos.tolist()}) if layout.further_persons else persons
    return len(counts) == 1 and counts[0] - len(raw.malformed) not in (persons, rows)

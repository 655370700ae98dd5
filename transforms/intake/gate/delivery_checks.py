"""Checks of a delivery as a whole that need no suite: its totals, its place, its shape, its mode."""

from __future__ import annotations

import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.raw_table import PERSON_STRIDE, RawTable, sheet_place
from transforms.intake.base.reasons import Reason, reason
from transforms.intake.gate.control_totals import check_control, total_differs
from transforms.intake.gate.counts_in_names import check_count_in_name
from transforms.intake.gate.kinds.registry import KINDS
from transforms.intake.gate.kinds.schema import Columns
from transforms.intake.layouts.model import Layout
from transforms.intake.values.context import Context, SourceLike
from transforms.intake.values.parser import Parser
from transforms.text.arrow_columns import Mask, mask, may_hold

_REACHING_FORMULA = (
    r"(?i)^[\s'\x{feff}]*[=+\-@\x{ff1d}\x{ff0b}\x{ff0d}\x{ff20}].*"
    r"(?:HYPERLINK|WEBSERVICE|IMPORT[A-Z]+|FILTERXML|RTD)\s*\("
)
_CALL = "("
_FEW = 3
_MOST_NAMED = 5
_OTHER_PLACE_SHARE = 5
_OTHER_UNITS = (10, 100, 1_000, 10_000)
_LISTS = ("special_list", "roll", "employee", "fund_claim")
_NUMBER_LIKE = r"^\s*[0-9]{14,17}[0-9Xx]\s*$"


def check_delivery(
    raw: RawTable, source: SourceLike, layout: Layout, context: Context, parser: Parser, columns: Columns
) -> tuple[list[Reason], list[Reason], list[str]]:
    """Check a parsed delivery as a whole; return reasons to reject it, reasons to hold it, and codes of warnings.

    `raw`: the table as it was read. `source`, `layout`, `context`: the source that the file is expected from, the
    layout that it was read with, and the day, units and list mode to judge by. `parser`: has parsed all `columns`
    (canonical column -> values) and holds all faults and warnings of the rows. Checks totals, list mode, share of
    quarantined rows, and whether most units are unknown, most numbers masked, or name and number swapped; runs no suite
    and changes nothing.
    """
    rejecting, remarks = _check_totals(raw, layout, columns)
    if raw.modified_on and raw.modified_on > context.as_of.isoformat():
        remarks = [*remarks, "file_from_future"]
    by_name = check_count_in_name(raw, source.kind, context.file_name)
    if raw.row_count == 0:
        nobody_fits = source.kind == "employee" and any(code == "row_not_counted" for _, code, _ in raw.notes)
        is_doubtful = context.list_mode == "full" and not nobody_fits
        empty = [reason("no_rows", sheet=raw.sheet, row=raw.header_row)] if is_doubtful else []
        return rejecting, empty + by_name, remarks
    rejecting += _check_formulas(raw, parser)
    rejecting += _check_place_and_shape(raw, source, parser) + _check_test_rows(raw, layout, source, parser, columns)
    holding = _check_mode(raw, context, parser) + [_reading_reason(raw, *doubtful) for doubtful in raw.hold_reasons]
    holding += _check_other_places(raw, parser) + _check_names(raw, source, parser) + _check_scale(raw, context, parser)
    holding += _check_labels(raw, parser) + by_name
    holding += [reason(code, sheet=_sheet(raw, number)) for code, number in parser.unit_problems]
    bad = int(parser.findings.bad().sum()) + len(raw.malformed)
    if 2 * bad > raw.row_count:
        detail = f"{raw.row_count} 行中有 {bad} 行不合格。"
        holding.append(reason("mostly_quarantined", detail, raw.sheet))
    return rejecting, holding, remarks


def _sheet(raw: RawTable, number: int) -> str | None:
    return sheet_place(number) if number else raw.sheet


def _reading_reason(raw: RawTable, code: str, row: int | None, at: str | None) -> Reason:
    if row is None and at is not None:  # about another sheet than that of the rows
        return reason(code, "", at)
    sheet, row_of_sheet = raw.sender_place(row) if row else (raw.sheet, row)
    return reason(code, "", sheet, row_of_sheet, at)


def file_warnings(raw: RawTable, layout: Layout, remarks: list[str]) -> list[tuple[int, str, str]]:
    """Return (row number, code, column letter or '') of each warning that is not about the value of a cell.

    `raw`: table with the warnings that reading left in it. `remarks`: warning codes from `check_delivery`, to be added.
    A warning about the whole file has the number of the header's row.
    """
    warnings = [(raw.header_row, "extra_column", letter) for letter in raw.extra]
    warnings += [(raw.header_row, code, "") for code in sorted({*raw.remarks, *remarks})]
    warnings += raw.notes
    workbooks = ("xlsx", "xls")
    if (raw.form in workbooks) != (layout.form in workbooks):
        warnings.append((raw.header_row, "form_differs", ""))
    return warnings


def _check_totals(raw: RawTable, layout: Layout, columns: Columns) -> tuple[list[Reason], list[str]]:
    if layout.control_row:
        return check_control(raw, layout.control_row, columns[layout.control_row.amount_column])
    return [], ["total_differs"] if total_differs(raw, layout) else []


def _check_place_and_shape(raw: RawTable, source: SourceLike, parser: Parser) -> list[Reason]:
    """Reject a file of another place, with swapped columns, or with masked numbers: no row of it can be used."""
    reasons = []
    size = parser.size
    unknown = parser.findings.count("unit_unknown")
    if 2 * unknown > size:
        reasons.append(
            reason("other_place", f"{size} 行中有 {unknown} 行。", raw.sheet, column=raw.letters.get("unit"))
        )
    if not KINDS[source.kind].names_persons:
        return reasons
    if 2 * parser.findings.count("document_masked") > size:
        reasons.append(reason("mostly_masked", sheet=raw.sheet, column=raw.letters.get("document_number")))
    numbers_as_names = pc.sum(pc.match_substring_regex(parser.text("name"), _NUMBER_LIKE)).as_py() or 0
    if 2 * numbers_as_names > size:
        reasons.append(reason("columns_swapped", sheet=raw.sheet, column=raw.letters.get("name")))
    return reasons


def _check_mode(raw: RawTable, context: Context, parser: Parser) -> list[Reason]:
    """Hold a full list whose rows state a change: its sender probably meant a change list."""
    if context.list_mode == "full" and parser.has("op") and not parser.blank("op").all():
        return [reason("wrong_mode", sheet=raw.sheet, row=raw.header_row, column=raw.letters.get("op"))]
    return []


def _check_formulas(raw: RawTable, parser: Parser) -> list[Reason]:
    """Reject text that a spreadsheet would run as a formula that sends or fetches data."""
    for name in raw.letters:
        if not may_hold(parser.text(name), _CALL):
            continue
        hit = mask(pc.match_substring_regex(parser.text(name), _REACHING_FORMULA))
        if hit.any():
            return [reason("formula_unsafe", "", *_first_place(raw, parser, hit), raw.letters[name])]
    return []


def _check_test_rows(
    raw: RawTable, layout: Layout, source: SourceLike, parser: Parser, columns: Columns
) -> list[Reason]:
    """Reject a file with test rows: which of its other rows are invented is unknown."""
    if not KINDS[source.kind].names_persons:
        return []
    words = "|".join(re.escape(word) for word in layout.test_names)
    hit = mask(pc.match_substring_regex(columns["name"], f"(?i){words}")) if words else parser.findings.bad() & False
    for start in layout.test_number_starts:
        hit |= mask(pc.starts_with(pc.utf8_trim_whitespace(parser.text("document_number")), start))
    if not hit.any():
        return []
    return [reason("test_data", f"共 {int(hit.sum())} 行。", *_first_place(raw, parser, hit), raw.letters.get("name"))]


def _check_other_places(raw: RawTable, parser: Parser) -> list[Reason]:
    """Hold a list of which more than a fifth, but not most rows, belong to other places."""
    unknown, rows = parser.findings.count("unit_unknown"), parser.size
    if parser.layout.measure_columns:  # a row of the sender has several figures
        figures = max(1, rows // max(1, len(np.unique(parser.findings.row_no % PERSON_STRIDE))))
        unknown, rows = unknown // figures, rows // figures
    if unknown < _FEW or 2 * unknown > rows or unknown * _OTHER_PLACE_SHARE <= rows:
        return []
    return [reason("other_place_rows", f"{rows} 行中有 {unknown} 行。", raw.sheet, column=raw.letters.get("unit"))]


def _check_names(raw: RawTable, source: SourceLike, parser: Parser) -> list[Reason]:
    """Hold a list in which one number has two names. A tax feed may: relatives pay for a person in their own names."""
    if source.kind not in _LISTS:
        return []
    hit = parser.findings.warned("document_two_names") & ~parser.findings.bad()
    if not hit.any():
        return []
    where = _first_place(raw, parser, hit)
    return [reason("same_number_two_names", f"共 {int(hit.sum())} 行。", *where, raw.letters.get("name"))]


def _check_labels(raw: RawTable, parser: Parser) -> list[Reason]:
    """Hold a list of which most rows have a category that no pack describes: an official describes it first."""
    hit = parser.findings.warned("category_undefined")
    if int(hit.sum()) < _FEW or 2 * int(hit.sum()) <= parser.size:
        return []
    words = pc.filter(parser.text("category"), pa.array(hit))
    first = [parser.findings.row_no[hit][pc.index(words, word).as_py()] for word in pc.unique(words).to_pylist()]
    rows = "、".join(_row_words(raw, int(row)) for row in first[:_MOST_NAMED])
    more = f"等共 {len(first)} 种" if len(first) > _MOST_NAMED else f"，共 {len(first)} 种"
    detail = f"{parser.size} 行中有 {int(hit.sum())} 行，首次出现在{rows}{more}。"
    return [reason("categories_unknown", detail, raw.sheet, column=raw.letters.get("category"))]


def _first_place(raw: RawTable, parser: Parser, hit: Mask) -> tuple[str | None, int]:
    """Return sheet and row of the first hit, as the sender sees them."""
    return raw.sender_place(int(parser.findings.row_no[hit][0]))


def _row_words(raw: RawTable, row_no: int) -> str:
    sheet, row = raw.sender_place(row_no)
    return f"{sheet if sheet != raw.sheet else ''}第{row}行"


def _check_scale(raw: RawTable, context: Context, parser: Parser) -> list[Reason]:
    """Hold a feed of which most amounts are a due amount in another unit: fen, jiao, thousands or ten thousands."""
    if "amount_fen" not in parser.frame or not context.plausible_amounts_fen:
        return []
    plausible = sorted({int(amount) for amount in context.plausible_amounts_fen})
    amounts = parser.frame["amount_fen"]
    other = ~mask(pc.is_in(amounts, pa.array(plausible, pa.int64())))
    if 2 * int(other.sum()) <= parser.size:
        return []
    for factor in _OTHER_UNITS:
        for scaled in ([fen * factor for fen in plausible], [fen // factor for fen in plausible if fen % factor == 0]):
            shifted = mask(pc.is_in(amounts, pa.array(scaled, pa.int64()))) & other
            if 2 * int(shifted.sum()) > parser.size:
                return [reason("amount_scale", "", raw.sheet, column=raw.letters.get("amount_fen"))]
    return []

"""The gate: decides about one delivery, and about each of its rows."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.context import QUARANTINE_SCHEMA, Context, Decision, GateResult, SourceLike, Validate
from transforms.intake.control import check_control, total_differs
from transforms.intake.findings import Findings
from transforms.intake.folding import fold
from transforms.intake.kinds import KINDS, Columns, clean_schema
from transforms.intake.layout import Layout
from transforms.intake.names import MAX_NAME_CHARACTERS
from transforms.intake.parsing import Parser
from transforms.intake.raw import RawTable
from transforms.intake.reader import Reader
from transforms.intake.reasons import ReadRefused, Reason, reason
from transforms.intake.repeats import Rows, contradicting_rows, repeated_rows, sharing_rows

_NUMBER_LIKE = r"^\s*[0-9]{14,17}[0-9Xx]\s*$"
_REJECTING = {"unit_unknown": "other_place"}
"""Critical expectations that reject rather than hold: our code for what their failure means."""


def gate_file(
    reader: Reader,
    path: Path,
    source: SourceLike,
    layout: Layout,
    context: Context,
    validate: Validate | None = None,
) -> GateResult:
    """Read one delivery, judge every row and the whole. Never raises for what a sender wrote.

    `validate` runs the kind's suite over the parsed values; by default that is `expectations.validate`.
    """
    try:
        raw = reader.read(path, layout, context.list_mode)
    except ReadRefused as refusal:
        return _unread(source.kind, "hold" if refusal.hold else "reject", list(refusal.reasons))
    return gate_table(raw, source, layout, context, validate or _suites())


def _suites() -> Validate:
    from expectations import validate  # three seconds of import, only where a delivery is really gated

    return validate


def gate_table(raw: RawTable, source: SourceLike, layout: Layout, context: Context, validate: Validate) -> GateResult:
    """The same for a table that has been read already."""
    parser = Parser(raw, layout, context)
    columns = KINDS[source.kind](parser, source)
    findings = parser.findings
    sharing = sharing_rows(columns["unit_id" if source.kind == "target_table" else "document_number"])
    _contradictions(source.kind, columns, findings, sharing)
    good = ~findings.bad()
    repeated = repeated_rows(columns, sharing, good)
    loaded = good & ~repeated
    decision, reasons, remarks = _decide(raw, source, layout, context, parser, columns, validate)
    clean = (
        pa.table({"row_no": raw.table["row_no"], **columns}).filter(pa.array(loaded)).cast(clean_schema(source.kind))
    )
    quarantined = int((~good).sum()) + len(raw.malformed)
    return GateResult(
        decision=decision,
        reasons=reasons,
        clean=clean,
        quarantine=findings.quarantine(raw.malformed),
        warnings=findings.warning_table(loaded, _file_warnings(raw, layout, remarks)),
        row_count=raw.row_count,
        clean_count=clean.num_rows,
        duplicate_count=int(repeated.sum()),
        quarantine_count=quarantined,
        amount_fen=(pc.sum(clean["amount_fen"]).as_py() or 0) if source.kind == "tax_feed" else None,
    )


def _unread(kind: str, decision: Decision, reasons: list[Reason]) -> GateResult:
    nothing = QUARANTINE_SCHEMA.empty_table()
    amount_fen = 0 if kind == "tax_feed" else None
    return GateResult(
        decision, reasons, clean_schema(kind).empty_table(), nothing, nothing, 0, 0, 0, 0, amount_fen
    )  # fmt: skip


def _contradictions(kind: str, columns: Columns, findings: Findings, sharing: Rows) -> None:
    """Rows of one file that cannot all be true: none of them is believed."""
    size = len(findings.row_no)
    if kind == "tax_feed":
        same_receipt = sharing_rows(columns["receipt_no"])
        hit = contradicting_rows(columns, ("receipt_no",), same_receipt, size)
        findings.fault("receipt_conflict", "receipt_no", hit)
    if kind == "target_table":
        findings.fault(
            "measure_conflict", "persons", contradicting_rows(columns, ("unit_id", "measure"), sharing, size)
        )
    else:
        pair = {name: columns[name] for name in ("document_number", "name")}
        findings.warn("document_two_names", "name", contradicting_rows(pair, ("document_number",), sharing, size))


def _decide(
    raw: RawTable, source: SourceLike, layout: Layout, context: Context, parser: Parser, columns: Columns,
    validate: Validate,
) -> tuple[Decision, list[Reason], list[str]]:  # fmt: skip
    """Decision, its reasons and remarks. Any reason to reject wins over those to hold."""
    rejecting, remarks = _control(raw, layout, columns)
    holding: list[Reason] = []
    if raw.row_count == 0:
        if context.list_mode == "full":
            holding.append(reason("no_rows", sheet=raw.sheet, row=raw.header_row))
        return _decision(rejecting, holding), rejecting + holding, remarks
    rejecting += _place_and_shape(raw, source, parser)
    holding += _mode(raw, context, parser)
    bad = int(parser.findings.bad().sum()) + len(raw.malformed)
    if 2 * bad > raw.row_count:
        detail = f"{raw.row_count} 行中有 {bad} 行不合格。"
        holding.append(reason("mostly_quarantined", detail, raw.sheet))
    if parser.size:
        verdict = validate(source.kind, _frame(parser), _limits(layout, context))
        told = {one.code for one in rejecting}
        rejecting += [
            reason(_REJECTING[code], sheet=raw.sheet, column=_column(raw, "unit"))
            for code in verdict.critical_failures
            if code in _REJECTING and _REJECTING[code] not in told
        ]
        failed = sorted(code for code in verdict.critical_failures if code not in _REJECTING)
        if failed:
            holding.append(reason("gate_failed", f"未通过的检查:{'、'.join(failed)}。", raw.sheet))
    return _decision(rejecting, holding), rejecting + holding, remarks


def _decision(rejecting: list[Reason], holding: list[Reason]) -> Decision:
    return "reject" if rejecting else "hold" if holding else "accept"


def _control(raw: RawTable, layout: Layout, columns: Columns) -> tuple[list[Reason], list[str]]:
    if layout.control_row:
        return check_control(raw, layout.control_row, columns[layout.control_row.amount_column])
    return [], ["total_differs"] if total_differs(raw, layout) else []


def _place_and_shape(raw: RawTable, source: SourceLike, parser: Parser) -> list[Reason]:
    """Another place's file, swapped columns, masked numbers: nothing in such a file is worth a second look."""
    reasons = []
    size = parser.size
    unknown = parser.findings.count("unit_unknown")
    if 2 * unknown > size:
        reasons.append(reason("other_place", f"{size} 行中有 {unknown} 行。", raw.sheet, column=_column(raw, "unit")))
    if source.kind == "target_table":
        return reasons
    if 2 * parser.findings.count("document_masked") > size:
        reasons.append(reason("mostly_masked", sheet=raw.sheet, column=_column(raw, "document_number")))
    numbers_as_names = pc.sum(pc.match_substring_regex(parser.text("name"), _NUMBER_LIKE)).as_py() or 0
    if 2 * numbers_as_names > size:
        reasons.append(reason("columns_swapped", sheet=raw.sheet, column=_column(raw, "name")))
    return reasons


def _mode(raw: RawTable, context: Context, parser: Parser) -> list[Reason]:
    """A full list that says what changed is a change list under the wrong name."""
    if context.list_mode == "full" and parser.has("op") and not parser.blank("op").all():
        return [reason("wrong_mode", sheet=raw.sheet, row=raw.header_row, column=_column(raw, "op"))]
    return []


def _column(raw: RawTable, canonical: str) -> str | None:
    return raw.letters.get(canonical)


def _file_warnings(raw: RawTable, layout: Layout, remarks: list[str]) -> list[tuple[int, str, str]]:
    """Warnings about the file stand at its header's row."""
    found = [(raw.header_row, "extra_column", letter) for letter in raw.extra]
    found += [(raw.header_row, code, "") for code in sorted({*raw.remarks, *remarks})]
    workbooks = ("xlsx", "xls")
    if (raw.form in workbooks) != (layout.form in workbooks):
        found.append((raw.header_row, "form_differs", ""))
    return found


def _frame(parser: Parser) -> object:
    """The parsed values, faults still in them, as the pandas frame that a suite runs on.

    Dates go as days since 1970-01-01: Great Expectations compares datetimes and short
    integers one at a time, 64-bit numbers all at once.
    """
    plain = {name: _plain_number(values) for name, values in parser.frame.items()}
    return pa.table(plain).to_pandas()


def _plain_number(values: pa.Array) -> pa.Array:
    if pa.types.is_date32(values.type):
        values = values.cast(pa.int32())
    return values.cast(pa.int64()) if pa.types.is_integer(values.type) else values


def _limits(layout: Layout, context: Context) -> dict[str, object]:
    return {
        "as_of": context.as_of,
        "earliest_on": layout.earliest_date,
        "plan_years": sorted(context.plan_years),
        "units": sorted({fold(name) for name in context.units}),
        "statuses": list(layout.status_words),
        "name_characters": MAX_NAME_CHARACTERS,
    }

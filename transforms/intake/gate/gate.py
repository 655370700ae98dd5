"""The gate: decide about one delivery, and about each of its rows.

Three steps: judge (read, parse, find every fault), the suite's verdict, decide. The caller runs the suite, possibly for
many deliveries at once (`transforms.intake.gate.batches`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from transforms.intake.base.file_names import name_reason
from transforms.intake.base.raw_table import RawTable
from transforms.intake.base.reasons import ReadRefused, Reason, reason
from transforms.intake.gate.control_totals import stated_totals
from transforms.intake.gate.delivery_checks import check_delivery, file_warnings
from transforms.intake.gate.duplicates import (
    Rows,
    contradicting_rows,
    earlier_stages,
    repeated_rows,
    rows_of_two_numbers,
    rows_with_equal_text,
)
from transforms.intake.gate.kinds.registry import KINDS
from transforms.intake.gate.kinds.schema import Columns
from transforms.intake.gate.left_out_receipts import receipts_counted_and_left_out
from transforms.intake.gate.suite_input import SuiteLimits, suite_limits, suite_table
from transforms.intake.layouts.model import Layout
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import (
    QUARANTINE_SCHEMA,
    Context,
    Decision,
    GateResult,
    OnRead,
    SourceLike,
    Validate,
)
from transforms.intake.values.findings import Findings
from transforms.intake.values.parser import Parser
from transforms.intake.values.places.units import choose_unit_column
from transforms.text.arrow_columns import Mask

_REJECTING = {"unit_unknown": "other_place"}
"""Critical expectation -> reason code, for expectations whose failure rejects the delivery instead of holding it."""
_ABOUT_THE_HEADER = {"header_unknown", "column_missing"}
_STRANGE_COLUMNS = 3
_COMPARED_BY = {"target_table": "unit_id", "fund_transfer": "payer", "due_acknowledgement": "list_no"}
"""Kinds of source without persons -> column whose equal values make rows candidates for repetitions."""
_STAGES_OF_A_RECEIPT = ("received_on", "audited_on", "collector")
"""Columns of a tax feed that may be blank at first: a receipt is received, then audited; it may have a collector."""


@dataclass(frozen=True)
class Judged:
    """A delivery whose rows are judged and whose suite has not run yet.

    `result` is final if no critical expectation fails. `rejecting`, `holding`: reasons found so far. `values`: the
    suite's input; None if the suite need not run. `limits`: what the suite compares them with.
    """

    kind: str
    result: GateResult
    rejecting: list[Reason] = field(default_factory=list)
    holding: list[Reason] = field(default_factory=list)
    sheet: str | None = None
    unit_column: str | None = None
    values: pa.Table | None = None
    limits: SuiteLimits = ()


def gate_file(
    reader: Reader, path: Path, source: SourceLike, layout: Layout, context: Context, validate: Validate
) -> GateResult:
    """Read one delivery; return the decision (accept, hold, reject) with its clean and quarantined rows. Loads nothing.

    `path`: the delivered file. `source`: the source that the file is expected from. `context`: day, plan years, units
    and list mode to judge by. `validate(kind, tables, limits)` runs the kind's suite (Great Expectations checks) over
    the parsed values and returns, for each table, the codes of the critical expectations that failed. A `GateResult`
    has the decision, its reasons, tables of the clean rows, of the faults (`quarantine`) and of the warnings, and the
    counts of rows. A fault of the file never raises: it becomes a reason in the result.
    """
    return _with_verdict(judge_file(reader, path, source, layout, context), validate)


def gate_table(raw: RawTable, source: SourceLike, layout: Layout, context: Context, validate: Validate) -> GateResult:
    """Return the decision about a table that is already read, with its clean and its quarantined rows. Loads nothing.

    `raw`: the cells as text. `source`: the source that the table is expected from; `layout`: the source's usual layout.
    `context`: day, plan years, units and list mode to judge by. `validate(kind, tables, limits)` runs the kind's suite
    (Great Expectations checks) and returns, for each table, the codes of the critical expectations that failed. A
    `GateResult` has the decision (accept, hold, reject), its reasons, tables of clean rows, faults and warnings, and
    the counts of rows.
    """
    return _with_verdict(judge_table(raw, source, layout, context), validate)


def _with_verdict(judged: Judged, validate: Validate) -> GateResult:
    if judged.values is None:
        return judged.result
    return decide(judged, validate(judged.kind, [judged.values], dict(judged.limits))[0])


def judge_file(
    reader: Reader, path: Path, source: SourceLike, layout: Layout, context: Context, on_read: OnRead | None = None
) -> Judged:
    """Read one delivery and judge its rows by every check but the suite; return what `decide` needs for the rest.

    A `Judged` has the result that holds if no critical expectation fails, the reasons to reject or hold that were
    found, and the values and limits for the suite (Great Expectations checks). A file that cannot be read, or has a
    refused name, gets its final result here, without rows and values. `path`: the delivered file. `on_read` is called
    with the table that was read, before it is judged. `source`: the source that the file is expected from. `context`:
    day, plan years, units and list mode to judge by.
    """
    bad_name = name_reason(context.file_name or path.name)
    if bad_name is not None:
        return Judged(source.kind, refused_result(source.kind, ReadRefused(bad_name)))
    refusal: ReadRefused | None = None
    try:
        raw = reader.read(path, layout, context.list_mode, context.alternatives, context.file_name)
    except ReadRefused as refused:
        refusal = refused
    if refusal:
        is_other_header = {refusal_reason.code for refusal_reason in refusal.reasons} <= _ABOUT_THE_HEADER
    else:
        is_other_header = raw.layout == layout.layout and len(raw.extra) >= _STRANGE_COLUMNS
    if context.known_layouts and is_other_header:
        refusal = reader.explain(path, layout, context.known_layouts, context.list_mode)
    if refusal:
        return Judged(source.kind, refused_result(source.kind, refusal))
    if on_read is not None:
        on_read(raw)
    return judge_table(raw, source, layout, context)


def judge_table(raw: RawTable, source: SourceLike, layout: Layout, context: Context) -> Judged:
    """Parse a raw table and find every fault of its rows and of the delivery; the suite is not run.

    A `Judged` has the result that holds if no critical expectation fails (`result`), the reasons to reject or hold that
    were found, and the values and limits for the suite (Great Expectations checks). `raw`: the cells as text.
    `source`: the source that the table is expected from. `layout`: the source's usual layout; if the table was read
    with one of `context.alternatives`, that one applies. `context`: day, plan years, units and list mode to judge by.
    """
    layout = context.layout_of(raw, layout)
    raw = choose_unit_column(raw, context)
    parser = Parser(raw, layout, context)
    kind = KINDS[source.kind]
    columns = kind.parse(parser, source)
    findings = parser.findings
    candidates = rows_with_equal_text(pc.cast(columns[_COMPARED_BY.get(source.kind, "document_number")], pa.string()))
    columns, replaced = _advanced_receipts(source.kind, columns, ~findings.bad())
    compared = {name: values for name, values in columns.items() if name != "village"}  # no result depends on it
    _find_contradictions(source.kind, compared, findings, candidates, replaced)
    good = ~findings.bad()
    repeated = good & False if kind.equal_rows_add_up else repeated_rows(compared, candidates, good)
    repeated |= replaced
    loaded = good & ~repeated
    rejecting, holding, remarks = check_delivery(raw, source, layout, context, parser, columns)
    clean = pa.table({"row_no": raw.table["row_no"], **columns})
    if not loaded.all():
        clean = clean.filter(pa.array(loaded))
    clean = clean.cast(kind.schema)
    holding += receipts_counted_and_left_out(raw, clean)
    result = GateResult(
        decision=_decision(rejecting, holding),
        reasons=rejecting + holding,
        clean=clean,
        quarantine=findings.quarantine(raw.malformed),
        warnings=findings.warning_table(loaded, file_warnings(raw, layout, remarks)),
        row_count=raw.row_count,
        clean_count=clean.num_rows,
        duplicate_count=int(repeated.sum()),
        quarantine_count=int((~good).sum()) + len(raw.malformed),
        amount_fen=(pc.sum(clean["amount_fen"]).as_py() or 0) if source.kind == "tax_feed" else None,
        layout=layout.layout,
        left_out_receipts=[(row, receipt) for row, receipt in raw.left_out_receipts],
        control=stated_totals(raw, layout.control_row, columns["amount_fen"], ~good, repeated)
        if source.kind == "tax_feed" and layout.control_row
        else None,
    )
    return Judged(
        kind=source.kind,
        result=result,
        rejecting=rejecting,
        holding=holding,
        sheet=raw.sheet,
        unit_column=raw.letters.get("unit"),
        values=suite_table(parser, context.as_of) if parser.size else None,
        limits=suite_limits(layout, context),
    )


def decide(judged: Judged, critical_failures: Collection[str]) -> GateResult:
    """Return the final decision, reasons and rows of a judged delivery after its suite has run.

    `judged`: result of `judge_file` or `judge_table`; not changed. `critical_failures`: codes of the critical
    expectations (Great Expectations checks of the suite) that failed; empty if none did. Each is a reason to hold, but
    most units unknown is a reason to reject. The delivery is rejected if there is any reason to reject, else held if
    there is any reason to hold, else accepted. A `GateResult` has decision, reasons, tables of clean rows, faults and
    warnings, and counts.
    """
    known = {rejecting_reason.code for rejecting_reason in judged.rejecting}
    rejecting = judged.rejecting + [
        reason(_REJECTING[code], sheet=judged.sheet, column=judged.unit_column)
        for code in critical_failures
        if code in _REJECTING and _REJECTING[code] not in known
    ]
    failed = sorted(code for code in critical_failures if code not in _REJECTING)
    detail = f"未通过的检查：{'、'.join(failed)}。"
    holding = judged.holding + ([reason("gate_failed", detail, judged.sheet)] if failed else [])
    return replace(judged.result, decision=_decision(rejecting, holding), reasons=rejecting + holding)


def _decision(rejecting: list[Reason], holding: list[Reason]) -> Decision:
    return "reject" if rejecting else "hold" if holding else "accept"


def refused_result(kind: str, refused: ReadRefused) -> GateResult:
    """Return the result of a delivery that could not be read: held or rejected with the reasons of `refused`, no rows.

    A `GateResult` has decision, reasons, tables of clean rows, faults and warnings (here empty), and counts (here 0).
    `kind`: code of the kind of source (`tax_feed`); it decides the columns of the empty table of clean rows.
    """
    no_rows = QUARANTINE_SCHEMA.empty_table()
    return GateResult(
        decision="hold" if refused.hold else "reject",
        reasons=list(refused.reasons),
        clean=KINDS[kind].schema.empty_table(),
        quarantine=no_rows,
        warnings=no_rows,
        row_count=0,
        clean_count=0,
        duplicate_count=0,
        quarantine_count=0,
        amount_fen=0 if kind == "tax_feed" else None,
    )


def _advanced_receipts(kind: str, columns: Columns, good: Mask) -> tuple[Columns, Mask]:
    """Return the columns with each receipt in its most advanced row, and a mask of its earlier rows in the file.

    A receipt advances from cash to received to audited; its rows are else equal. Other kinds are returned unchanged.
    `good`: True for rows without a fault; only these are compared.
    """
    if kind != "tax_feed":
        return columns, good & False
    compared = {name: values for name, values in columns.items() if name != "village"} | _takes_back(columns)
    same_receipt = rows_with_equal_text(columns["receipt_no"])
    advanced, replaced = earlier_stages(
        compared, ("receipt_no", "takes_back"), _STAGES_OF_A_RECEIPT, same_receipt, good
    )
    return {name: advanced.get(name, values) for name, values in columns.items()}, replaced


def _takes_back(columns: Columns) -> Columns:
    """Return a column that parts receipts from reversals, which are numbered apart."""
    return {"takes_back": pc.is_valid(columns["reversed_receipt_no"])}


def _find_contradictions(kind: str, columns: Columns, findings: Findings, candidates: Rows, replaced: Mask) -> None:
    """Record rows of one file that cannot all be true; none of them is loaded if the contradiction is a fault.

    `candidates`: rows whose document number (of kinds without persons: unit, fund or list) is also in another row.
    `replaced`: rows of a receipt that another row replaces, because the receipt has advanced.
    """
    size = len(findings.row_no)
    if kind == "tax_feed":
        same_receipt = rows_with_equal_text(columns["receipt_no"])
        keyed = columns | _takes_back(columns)
        hit = contradicting_rows(keyed, ("receipt_no", "takes_back"), same_receipt[~replaced[same_receipt]], size)
        findings.fault("receipt_conflict", "receipt_no", hit)
    if kind == "target_table":
        findings.fault(
            "measure_conflict", "persons", contradicting_rows(columns, ("unit_id", "measure"), candidates, size)
        )
    elif kind == "due_acknowledgement":
        hit = contradicting_rows(columns, ("list_no", "acknowledged_on"), candidates, size)
        findings.fault("acknowledgement_conflict", "list_no", hit)
    elif KINDS[kind].names_persons:
        pair = {name: columns[name] for name in ("document_number", "name")}
        findings.warn("document_two_names", "name", contradicting_rows(pair, ("document_number",), candidates, size))
        if kind != "tax_feed":
            findings.warn("document_two_numbers", "document_number", rows_of_two_numbers(columns, size))

"""The gate: decides about one delivery, and about each of its rows.

In three steps: judge (read, parse, find every fault), the suite's verdict, decide. The suite runs outside, and may run
for many deliveries at once (`transforms.intake.gate.batches`).
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
from transforms.intake.gate.delivery_checks import file_warnings, whole_reasons
from transforms.intake.gate.duplicates import Rows, contradicting_rows, repeated_rows, sharing_rows, two_numbers
from transforms.intake.gate.kinds.all import KINDS, Columns, clean_schema
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

_REJECTING = {"unit_unknown": "other_place"}
"""Critical expectations that reject rather than hold: our code for what their failure means."""
_ABOUT_THE_HEADER = {"header_unknown", "column_missing"}
_STRANGE_COLUMNS = 3


@dataclass(frozen=True)
class Judged:
    """A delivery whose rows are judged; about the whole, only the suite's word is missing.

    `result` holds if the suite finds nothing critical. `values`: what the suite looks at; None if it need not run.
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
    """Read one delivery, judge every row and the whole. Never raises for what a sender wrote.

    `validate` runs the kind's suite over the parsed values (`expectations.validate_each`).
    """
    return _with_verdict(judge_file(reader, path, source, layout, context), validate)


def gate_table(raw: RawTable, source: SourceLike, layout: Layout, context: Context, validate: Validate) -> GateResult:
    """The same for a table that has been read already."""
    return _with_verdict(judge_table(raw, source, layout, context), validate)


def _with_verdict(judged: Judged, validate: Validate) -> GateResult:
    if judged.values is None:
        return judged.result
    return decide(judged, validate(judged.kind, [judged.values], dict(judged.limits))[0])


def judge_file(
    reader: Reader, path: Path, source: SourceLike, layout: Layout, context: Context, on_read: OnRead | None = None
) -> Judged:
    """Read one delivery and judge its rows; one that cannot be read is decided by that."""
    name = name_reason(context.file_name or path.name)
    if name is not None:
        return Judged(source.kind, unread(source.kind, "reject", [name]))
    refusal: ReadRefused | None = None
    try:
        raw = reader.read(path, layout, context.list_mode)
    except ReadRefused as told:
        refusal = told
    if context.known_layouts and (
        {one.code for one in refusal.reasons} <= _ABOUT_THE_HEADER if refusal else len(raw.extra) >= _STRANGE_COLUMNS
    ):
        refusal = reader.explain(path, layout, context.known_layouts, context.list_mode)
    if refusal:
        return Judged(source.kind, unread(source.kind, "hold" if refusal.hold else "reject", list(refusal.reasons)))
    if on_read is not None:
        on_read(raw)
    return judge_table(raw, source, layout, context)


def judge_table(raw: RawTable, source: SourceLike, layout: Layout, context: Context) -> Judged:
    """Parse every column, find every fault, and all that can be said about the whole without the suite."""
    parser = Parser(raw, layout, context)
    columns = KINDS[source.kind](parser, source)
    findings = parser.findings
    sharing = sharing_rows(columns["unit_id" if source.kind == "target_table" else "document_number"])
    _contradictions(source.kind, columns, findings, sharing)
    good = ~findings.bad()
    repeated = repeated_rows(columns, sharing, good)
    loaded = good & ~repeated
    rejecting, holding, remarks = whole_reasons(raw, source, layout, context, parser, columns)
    clean = pa.table({"row_no": raw.table["row_no"], **columns})
    if not loaded.all():
        clean = clean.filter(pa.array(loaded))
    clean = clean.cast(clean_schema(source.kind))
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
    """The delivery's result, given the critical expectations that it fails. Any reason to reject wins over the rest."""
    told = {one.code for one in judged.rejecting}
    rejecting = judged.rejecting + [
        reason(_REJECTING[code], sheet=judged.sheet, column=judged.unit_column)
        for code in critical_failures
        if code in _REJECTING and _REJECTING[code] not in told
    ]
    failed = sorted(code for code in critical_failures if code not in _REJECTING)
    detail = f"未通过的检查：{'、'.join(failed)}。"
    holding = judged.holding + ([reason("gate_failed", detail, judged.sheet)] if failed else [])
    return replace(judged.result, decision=_decision(rejecting, holding), reasons=rejecting + holding)


def _decision(rejecting: list[Reason], holding: list[Reason]) -> Decision:
    return "reject" if rejecting else "hold" if holding else "accept"


def unread(kind: str, decision: Decision, reasons: list[Reason]) -> GateResult:
    """The result of a delivery that has no rows, decided by what kept it from being read."""
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
        # receipts and reversals are numbered apart
        told = columns | {"takes_back": pc.is_valid(columns["reversed_receipt_no"])}
        hit = contradicting_rows(told, ("receipt_no", "takes_back"), same_receipt, size)
        findings.fault("receipt_conflict", "receipt_no", hit)
    if kind == "target_table":
        findings.fault(
            "measure_conflict", "persons", contradicting_rows(columns, ("unit_id", "measure"), sharing, size)
        )
    else:
        pair = {name: columns[name] for name in ("document_number", "name")}
        findings.warn("document_two_names", "name", contradicting_rows(pair, ("document_number",), sharing, size))
        if kind != "tax_feed":
            findings.warn("document_two_numbers", "document_number", two_numbers(columns, size))

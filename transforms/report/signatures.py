"""Lines to be signed by hand below printed sheets (制表人, 审核人, 单位负责人), as the pack names them. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, TypedDict

from transforms.policy.model.pack import Pack
from transforms.report.publication import Period
from transforms.spreadsheet.safe_writer import SafeSheet

BLANK_LINE = "＿" * 6
HEIGHT = 36
"""Points: room for a signature."""


class SignatureRow(TypedDict):
    """The labels of one series of reports, as JSON: a manifest keeps them."""

    report: str
    cadence: str
    labels: list[str]


def signature_rows(pack: Pack) -> list[SignatureRow]:
    """Return the labels of all series of the pack that have some."""
    return [
        {"report": series.report, "cadence": series.cadence, "labels": list(series.signature_lines)}
        for series in pack.publications
        if series.signature_lines
    ]


def signatures_of(rows: Iterable[SignatureRow], period: Period) -> tuple[str, ...]:
    """Return the labels for one report, each once: those of all series of its code and cadence."""
    named = [row["labels"] for row in rows if (row["report"], row["cadence"]) == (period.report, period.cadence)]
    return tuple(dict.fromkeys(label for labels in named for label in labels))


def write_signatures(sheet: SafeSheet, row: int, last: int, labels: Sequence[str], form: dict[str, Any]) -> int:
    """Write the labels, each with room for a signature, into one row over the whole width; return the next row.

    Without labels, nothing is written. `last`: last column, from 0; `form`: properties of the letters.
    """
    if not labels:
        return row
    sheet.sheet.set_row(row, HEIGHT)
    sheet.merge(row, last, "　　".join(f"{label}：{BLANK_LINE}" for label in labels), **form | {"text_wrap": True})
    return row + 1

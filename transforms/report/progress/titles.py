"""Title, subtitle and last note of a progress report."""

from __future__ import annotations

from transforms.report.progress.content import Report
from transforms.text.figures import date_zh
from transforms.text.labels import SCHEME, cadence_label, status_label


def title(report: Report) -> str:
    """Compose the Chinese headline of sheet and mail: place, plan year, scheme, cadence, correction number.

    `report`: the composed report; its header and period give the text.
    """
    head = report.header
    correction = f"（更正第{report.correction_no}号）" if report.correction_no else ""
    return f"{head.place_name}{head.plan_year}年度{SCHEME}参保进度{cadence_label(report.slot.cadence)}{correction}"


def subtitle(report: Report) -> str:
    """Compose the second Chinese line of the sheet: as-of date, period, and whether the notice is a draft.

    `report`: the composed report; its header and period give the text.
    """
    slot, status = report.slot, report.header.pack_status
    parts = [
        f"截至{date_zh(slot.as_of)}（到账口径）",
        f"报告期{date_zh(slot.period_from)}至{date_zh(slot.period_to)}",
        *([f"按{status_label(status)}统计"] if status == "draft" else []),
    ]
    return "　".join(parts)


def source_note(report: Report) -> str:
    """Compose the last Chinese note of the sheet: by which version of the pack the figures are made."""
    return f"统计依据：政策包{report.header.pack_code}，版本{report.header.pack_version[:12]}。"

"""Lines to be signed below printed sheets: which report has which, and where they are on the sheets."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support import sample_report
from tests.support.reports import sample_appraisal, sample_bulletin, sample_person_list
from transforms.policy import load_pack
from transforms.report.appraisal.files import xlsx_bytes as appraisal_bytes
from transforms.report.bulletin.files import xlsx_bytes as bulletin_bytes
from transforms.report.lists.files import xlsx_bytes as list_bytes
from transforms.report.progress.files import xlsx_bytes as progress_bytes
from transforms.report.signatures import SignatureRow, signature_rows, signatures_of

MADE_UP = Path(__file__).parents[2] / "support" / "packs" / "made_up"
LABELS = ("制表人", "审核人", "单位负责人")
PRINTED = "制表人：＿＿＿＿＿＿　　审核人：＿＿＿＿＿＿　　单位负责人：＿＿＿＿＿＿"


def test_the_pack_names_the_lines_of_a_series() -> None:
    rows = signature_rows(load_pack(MADE_UP / "madeupa-2032"))
    assert rows == [{"report": "progress", "cadence": "month", "labels": list(LABELS)}]
    period = sample_report.SLOT
    assert signatures_of(rows, period) == LABELS
    assert signatures_of(rows, replace(period, cadence="ten_day")) == ()
    assert signatures_of(rows, replace(period, report="bulletin")) == ()


def test_series_of_one_report_have_each_line_once() -> None:
    rows: list[SignatureRow] = [
        {"report": "progress", "cadence": "month", "labels": ["制表人", "审核人"]},
        {"report": "progress", "cadence": "month", "labels": ["审核人", "单位负责人"]},
    ]
    assert signatures_of(rows, sample_report.SLOT) == LABELS


def _books(labels: tuple[str, ...]) -> dict[str, tuple[Any, set[str]]]:
    """Return the workbook of each kind of report, and the names of the sheets that are signed."""
    report = replace(sample_report.report(), signatures=labels)
    bulletin, appraisal = sample_bulletin.sample(), sample_appraisal.sample()
    listed = replace(sample_person_list.sample(), signatures=labels)
    contents = {
        "progress": (progress_bytes(report), {"打印", "打印（续）"}),
        "bulletin": (
            bulletin_bytes(replace(bulletin, progress=replace(bulletin.progress, signatures=labels))),
            {"打印"},
        ),
        "appraisal": (
            appraisal_bytes(replace(appraisal, progress=replace(appraisal.progress, signatures=labels))),
            {"打印"},
        ),
        "missing_persons": (list_bytes(listed, listed.persons), {"汇总", "打印"}),
    }
    return {name: (openpyxl.load_workbook(io.BytesIO(book)), signed) for name, (book, signed) in contents.items()}


@pytest.mark.parametrize("labels", [LABELS, ()])
def test_they_are_the_last_printed_row_of_the_sheets_that_are_signed(labels: tuple[str, ...]) -> None:
    for name, (book, signed) in _books(labels).items():
        has_line = {
            sheet.title for sheet in book if any(row[0] == PRINTED for row in sheet.iter_rows(values_only=True))
        }
        assert has_line == (signed if labels else set()), name
        for title in has_line:
            sheet = book[title]
            assert sheet.cell(sheet.max_row, 1).value == PRINTED, (name, title)
            assert sheet.print_area.endswith(f"${sheet.max_row}") and sheet.row_dimensions[sheet.max_row].height >= 30

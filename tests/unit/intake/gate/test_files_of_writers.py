"""Files of real writers, which a script made once: each clean list is accepted, with the same rows as the others."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.files.builders import LAYOUTS, UNITS, FakeSource, context, passing
from transforms.identity.document_faults import check_digit
from transforms.intake.gate.gate import gate_file
from transforms.intake.reading.reader import Reader
from transforms.intake.values.context import GateResult

FOLDER = Path(__file__).parents[3] / "support" / "files" / "writers"
FILES = sorted(path.name for path in FOLDER.iterdir() if path.suffix in (".xlsx", ".xls", ".csv"))
PEOPLE = json.loads((FOLDER / "rows.json").read_text(encoding="utf-8"))
SOURCE = FakeSource()
EXPECTED = {"document_upgraded", "file_from_future", "form_differs", "formula_cells"}
"""Warnings about what these files are: old numbers, made after the delivery, csv instead of xlsx, with formulas."""
WRITERS = {"exceljs", "libreoffice", "openpyxl", "pyexcelerate", "sheetjs", "xlsxwriter", "xlwt"}


@pytest.fixture(scope="module")
def reader() -> Iterator[Reader]:
    with Reader() as one:
        yield one


def eighteen(number: str) -> str:
    """Return a number of the old form with its century and check digit."""
    first_17 = f"{number[:6]}19{number[6:]}"
    return first_17 + check_digit(first_17)


def gated(reader: Reader, name: str) -> GateResult:
    return gate_file(reader, FOLDER / name, SOURCE, LAYOUTS["civil_affairs"], context(), passing)


@pytest.mark.parametrize("name", FILES)
def test_a_clean_list_is_accepted_with_every_row(reader: Reader, name: str) -> None:
    result = gated(reader, name)
    assert (result.decision, result.reasons, result.quarantine_count) == ("accept", [], 0)
    columns = ("name", "document_number", "category", "unit_id", "effective_on", "hukou_local")
    assert [tuple(row[column] for column in columns) for row in result.clean.to_pylist()] == [
        (
            one["name"], eighteen(one["number"]), SOURCE.categories[one["category"]], UNITS[one["unit"]],
            dt.date.fromisoformat(one["on"]), one["local"] == "是",
        )
        for one in PEOPLE
    ]  # fmt: skip
    assert set(result.warnings["reason_code"].to_pylist()) <= EXPECTED


def test_every_writer_has_its_files() -> None:
    assert {name.split("_")[0] for name in FILES} == WRITERS and len(FILES) >= 14

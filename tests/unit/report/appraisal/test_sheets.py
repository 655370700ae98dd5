"""The workbook and the csv: equal data, blank for what is not known, texts stay texts, A4."""

from __future__ import annotations

import csv
import io
from typing import Any

import openpyxl

from tests.support.reports.sample_appraisal import of_towns, sample
from transforms.report.appraisal import sheets, texts
from transforms.report.appraisal.content import AppraisalContent
from transforms.report.appraisal.files import xlsx_bytes


def _data(content: AppraisalContent) -> list[dict[str, Any]]:
    rows = list(openpyxl.load_workbook(io.BytesIO(xlsx_bytes(content)))["数据"].values)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_the_data_has_keys_figures_points_and_results() -> None:
    content = sample()
    assert sheets.columns(content) == (
        "pack_code", "as_of", "unit_id", "unit_name", "target_persons", "enrolled_persons", "s1_persons",
        "s1_of_persons", "s1_points_hundredths", "s2_persons", "s2_of_persons", "s2_points_hundredths", "s3_persons",
        "s3_of_persons", "s3_newcomers", "s3_newcomers_in_month", "s3_newcomers_correct", "s3_points_hundredths",
        "s4_cases", "s4_points_hundredths", "score_hundredths", "rank", "is_complete", "work_money_fen",
        "work_money_yuan", "outcome",
    )  # fmt: skip
    second = _data(content)[1]
    assert (second["s1_persons"], second["s1_of_persons"], second["s1_points_hundredths"]) == (960, 1_010, 4_000)
    assert (second["work_money_fen"], second["work_money_yuan"], second["outcome"]) == (95_000, 950, "rewarded")


def test_csv_and_data_sheet_are_equal() -> None:
    for content in (sample(), of_towns({"甲镇": (950, {"opinion_cases": None})})):
        lines = list(csv.DictReader(io.StringIO(sheets.csv_bytes(content).decode("utf-8-sig"))))
        for line, row in zip(lines, _data(content), strict=True):
            for name, value in line.items():
                cell = row[name]
                if name == "work_money_yuan" and value:
                    assert value == f"{cell:.2f}"
                elif name == "as_of":
                    assert value == cell.date().isoformat()
                else:
                    assert value == ("" if cell is None else str(cell)), name


def test_what_is_not_known_is_blank_in_the_data() -> None:
    (row,) = _data(of_towns({"甲镇": (950, {"opinion_cases": None})}))
    blank = ("s4_cases", "s4_points_hundredths", "score_hundredths", "rank", "work_money_fen", "work_money_yuan")
    assert [row[name] for name in blank] == [None] * len(blank)
    assert (row["is_complete"], row["outcome"]) == (1, "undetermined")


def test_each_printed_table_is_on_a4_and_repeats_its_header() -> None:
    content = of_towns({"=1+1镇": (950, {}), "乙镇": (940, {})})
    book = openpyxl.load_workbook(io.BytesIO(xlsx_bytes(content)))
    assert book.sheetnames == ["打印", "计分依据", "数据"]
    header = texts.header([unit.score for unit in content.units])
    basis = (texts.basis_header(content), *texts.basis(content))
    tables = {"打印": (header, *texts.results(content)), "计分依据": basis}
    for name, rows in tables.items():
        sheet = book[name]
        cells = [[str(cell) for cell in row if cell] for row in sheet.values]
        assert all([text for text in row if text] in cells for row in rows), name
        assert sheet.print_title_rows == "$4:$4" and list(sheet.values)[3][: len(rows[0])] == rows[0]
        assert (sheet.page_setup.paperSize, sheet.page_setup.orientation) == (9, "landscape")
        # every filled row is on the paper
        assert sheet.print_area.endswith(f"${sheet.max_row}")
        filled = [cell for row in sheet.iter_rows() for cell in row if cell.value]
        assert all(cell.data_type != "f" and cell.font.sz >= 9 for cell in filled)

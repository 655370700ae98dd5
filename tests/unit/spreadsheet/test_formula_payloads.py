"""30 texts that spreadsheets run: none is more than text in any file that we write, nor after it was saved again."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.support import sample_report
from transforms.intake.base.reasons import Reason
from transforms.intake.values.raw_columns import without_text_mark
from transforms.report.feedback.content import Delivery, Feedback, Finding, Funded, Line
from transforms.report.feedback.workbook import workbook
from transforms.report.progress.compose import progress_report
from transforms.report.progress.files import files
from transforms.spreadsheet.safe_writer import is_dangerous, write_csv

PAYLOADS = [
    "=1+1", "+1+1", "-1+1", "@SUM(1,1)", "=cmd|'/C calc'!A0", "=HYPERLINK(\"http://x.test\",\"点\")", "\t=1+1",
    "\r=1+1", "\n=1+1", " =1+1", "　=1+1", "＝1+1", "＋1+1", "－1+1", "＠SUM(1)", "﹦1+1", "﹢1", "﹣1", "﹫SUM(1)",
    "\u200b=1+1", "\ufeff=1+1", "\u202e=1+1", "'=1+1", '"=1+1', "“=1+1", "=IMPORTXML(\"http://x.test\")",
    "=WEBSERVICE(\"http://x.test\")", "甲;=1+1", "甲\t=1+1", "甲\n=1+1", "-2+3+cmd|' /C calc'!D2",
    "=DDE(\"cmd\";\"/C calc\";\"x\")", "http://x.test", "{=1+1}", "%0A=1+1",
]  # fmt: skip
KEY = bytes(32)
DAY = date(2019, 10, 1)


def feedback(text: str) -> bytes:
    """A workbook with the text in every place that holds a sender's words."""
    said = Delivery(
        "id", "pack", text, text, "source", "special_list", text, 1, "full", text, "0" * 64, "held", DAY, DAY, DAY,
        1, 1, 0, 0, 5, (Reason("code", text, text, 1, text),), 1, 0,
    )  # fmt: skip
    line = Line("2", (text, text), "已入库", (text,))
    finding = Finding("2", text, text, text, text, text)
    columns = (("name", text), ("unit", text))
    return workbook(
        Feedback(said, 1, DAY, columns, (line,), (finding,), True, True, (Funded((text,) * 5, None, True),), (text,)),
        KEY,
    )


def report(text: str) -> tuple[bytes, bytes]:
    policy = sample_report.snapshot(place_name=text.strip() or text, unit_kind_label=text)
    policy = replace(policy, units=[{**u, "name": text} if u["unit_id"] == "a" else u for u in policy.units])
    made = files(progress_report(sample_report.SLOT, 0, policy, sample_report.facts()))
    return made[0].content, made[1].content


def cells(content: bytes) -> list[Any]:
    book = openpyxl.load_workbook(io.BytesIO(content))
    return [cell for sheet in book for line in sheet.iter_rows() for cell in line if cell.value is not None]


def test_there_are_thirty_and_more() -> None:
    assert len(set(PAYLOADS)) == len(PAYLOADS) >= 30


@pytest.mark.parametrize("text", PAYLOADS)
@pytest.mark.parametrize("kind", ["feedback", "report"])
def test_a_workbook_holds_it_as_text(kind: str, text: str) -> None:
    content = feedback(text) if kind == "feedback" else report(text)[0]
    found = cells(content)
    assert not [cell.coordinate for cell in found if cell.data_type == "f" or cell.hyperlink is not None]
    wanted = text.replace("\r", "_x000D_").strip()
    same = [cell for cell in found if cell.data_type == "s" and str(cell.value).strip() == wanted]
    assert len(same) >= (8 if kind == "feedback" else 1) or "\r" in text
    if is_dangerous(text):
        assert all(cell.quotePrefix for cell in same)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        for name in parts.namelist():
            assert "externalLink" not in name
            if name.startswith("xl/worksheets/sheet"):
                part = parts.read(name)
                assert b"<f>" not in part and b"<f " not in part and b"<hyperlink" not in part


@pytest.mark.parametrize("text", PAYLOADS)
def test_a_csv_holds_it_defused_and_the_intake_reads_it_as_it_was(text: str) -> None:
    import pyarrow as pa

    content = write_csv(["单位", "甲"], [[text, 1]]).decode("utf-8-sig")
    ((cell, _),) = list(csv.reader(io.StringIO(content, newline="")))[1:]
    assert not is_dangerous(cell.removeprefix("'")) or cell.startswith("'")
    for separator in (";", "\t"):  # a program that splits otherwise sees other cells begin
        assert not any(is_dangerous(part) and part[:1] not in ("'", '"') for part in cell.split(separator) if part)
    if not any(separator in text for separator in ";\t\r\n|"):
        back = without_text_mark(pa.chunked_array([[cell]])).to_pylist()[0]
        assert back == (text if is_dangerous(text) or not text.startswith("'") else text[1:])
    assert any(row[1:2] for row in csv.reader(io.StringIO(report(text)[1].decode("utf-8-sig"), newline="")))


@pytest.mark.long
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_opens_every_workbook_without_a_formula(tmp_path: Path) -> None:
    """It reads them, computes what it takes for a formula, and writes them again: no cell has become one."""
    for at, text in enumerate(PAYLOADS):
        (tmp_path / f"{at}.xlsx").write_bytes(feedback(text))
    out = tmp_path / "out"
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "xlsx",
               "--outdir", str(out), *(str(tmp_path / f"{at}.xlsx") for at in range(len(PAYLOADS)))]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    made = sorted(out.glob("*.xlsx"))
    assert len(made) == len(PAYLOADS)
    for path in made:
        found = cells(path.read_bytes())
        assert len(found) > 20
        assert not [cell.coordinate for cell in found if cell.data_type == "f"]

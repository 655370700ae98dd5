"""Text can never become a formula, in csv or xlsx."""

from __future__ import annotations

import csv
import io
import re
import sys
import unicodedata
import zipfile
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support import sample_report
from transforms.report.progress.compose import progress_report
from transforms.report.progress.files import files, xlsx_bytes
from transforms.spreadsheet.safe_writer import (
    FORMULA_STARTS,
    CellError,
    csv_blocks,
    csv_text,
    is_dangerous,
    open_book,
    unguard_text,
    write_csv,
)

DANGEROUS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1+1", "＋1", "－1", "＠x", " =1", "\u200b=1",
             "\ufeff=1", "\u3000＝1", "﹦1", "=cmd|'/C calc'!A0", '=HYPERLINK("http://x")', "\t", "﹣2",
             "'=1", '"=1', "“+1"]  # fmt: skip
HARMLESS = ["", "甲镇", "a=b", "1-2", "x@y", "—", "（单位待定）", "·", "２"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_dangerous_text_gets_a_quote_mark_in_csv(text: str) -> None:
    assert csv_text(text).startswith("'") and unguard_text(csv_text(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_harmless_text_stays_as_it_is(text: str) -> None:
    assert csv_text(text) == text


@given(st.text(max_size=20))
def test_no_csv_cell_begins_with_a_formula_sign(text: str) -> None:
    (row,) = list(csv.reader(io.StringIO(write_csv([text], []).decode("utf-8-sig"), newline="")))
    cell = row[0] if row else ""
    assert not re.match(r"[\s\u200b\ufeff]*[=+\-@＝＋－＠﹦﹢﹣﹫]", cell)
    assert unguard_text(cell) == text


@pytest.mark.parametrize("value", [1.5, True, b"x", ["x"]])
def test_csv_refuses_what_is_neither_text_number_nor_date(value: Any) -> None:
    with pytest.raises(CellError) as caught:
        csv_text(value)
    assert "1.5" not in str(caught.value)


def test_csv_is_utf8_with_bom_crlf_and_iso_dates() -> None:
    content = write_csv(["单位", "日期"], [["甲,镇", date(2019, 10, 1)], [None, 5]])
    assert content == '\ufeff单位,日期\r\n"甲,镇",2019-10-01\r\n,5\r\n'.encode()


@pytest.mark.parametrize("name", DANGEROUS)
def test_a_workbook_holds_text_and_no_formula(name: str) -> None:
    policy = sample_report.snapshot(place_name=name, unit_kind_label=name)
    policy = replace(policy, units=[{**u, "name": name} if u["unit_id"] == "a" else u for u in policy.units])
    made = files(progress_report(sample_report.SLOT, 0, policy, sample_report.facts()))
    with zipfile.ZipFile(io.BytesIO(made[0].content)) as book:
        for part in (p for p in book.namelist() if p.startswith("xl/worksheets/sheet")):
            assert b"<f>" not in book.read(part) and b"<f " not in book.read(part)
        assert not any("hyperlink" in part or "externalLink" in part for part in book.namelist())
    sheet = openpyxl.load_workbook(io.BytesIO(made[0].content))["打印"]
    assert sheet.cell(4, 2).data_type == "s" and sheet.cell(4, 2).quotePrefix
    with_name = list(csv.DictReader(io.StringIO(made[1].content.decode("utf-8-sig"), newline="")))
    assert any(row["unit_name"] == csv_text(name) for row in with_name)


def test_a_negative_amount_stays_a_number_in_csv() -> None:
    changed = replace(sample_report.facts(), progress=[sample_report.progress("a", -1, sample_report.money(-25_050))])
    content = files(progress_report(sample_report.SLOT, 0, sample_report.snapshot(), changed))[1].content.decode(
        "utf-8-sig"
    )
    (row,) = list(csv.DictReader(io.StringIO(content)))
    assert (row["enrolled_persons"], row["received_fen"], row["received_yuan"]) == ("-1", "-25050", "-250.50")


def test_an_overlong_text_is_refused_rather_than_cut() -> None:
    with pytest.raises(CellError, match="a cell holds"):
        xlsx_bytes(sample_report.report(place_name="长" * 40_000))


def test_danger_is_judged_on_the_first_visible_character() -> None:
    assert is_dangerous("\u200b\u3000 ＝1") and not is_dangerous("甲=1") and not is_dangerous("")


def test_no_letter_or_figure_is_a_sign_in_any_form_and_what_prints_is_no_control() -> None:
    """`is_dangerous` passes what begins with a letter or figure, and masking what prints, without a further look."""
    characters = [chr(code) for code in range(sys.maxunicode + 1)]
    filled = [one for one in characters if one.isalnum()]
    assert [
        one for one in characters if one.isalnum() and unicodedata.normalize("NFKC", one)[0] in FORMULA_STARTS
    ] == []
    assert [one for one in filled if unicodedata.category(one) in ("Cf", "Cc", "Mn")] == []
    assert [one for one in characters if one.isprintable() and unicodedata.category(one) in ("Cc", "Cs", "Cn")] == []


@pytest.mark.parametrize("text", ["<r></r>", "<r><t>甲</t></r>", "<r>&</r>", "<r><b/></r>", "<r>", "甲</r>"])
def test_a_text_that_looks_like_markup_stays_a_text(text: str) -> None:
    out = io.BytesIO()
    with open_book(out, "x", datetime.combine(date(2020, 1, 1), time())) as book:
        sheet = book.sheet("数据")
        sheet.put(0, 0, text)
        sheet.row_writer([{}])(1, [text])
    cells = [row[0].value for row in openpyxl.load_workbook(out)["数据"].iter_rows()]
    assert [cell.removeprefix(" ") for cell in cells] == [text, text]


def test_blocks_of_a_csv_make_its_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [("某镇", number, date(2020, 1, 1), None) for number in range(50)]
    whole = write_csv(("名称", "数", "日", "空"), rows)
    monkeypatch.setattr("transforms.spreadsheet.safe_writer.BLOCK_CHARACTERS", 40)
    blocks = list(csv_blocks(("名称", "数", "日", "空"), iter(rows)))
    assert len(blocks) > 10 and b"".join(blocks) == whole

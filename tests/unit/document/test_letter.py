"""Official documents: fonts for Chinese, repeated header, equal bytes, fixed properties."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import pytest
from docx.oxml.ns import qn

from transforms.document.letter import Heading, Letter, Paragraph, Table, docx_bytes

CREATED = date(2019, 10, 31)
TABLE = Table(("排名", "单位"), (("1", "甲&<镇>"), ("—", "合计")), (1, 3), name_column=1, is_last_bold=True)
LETTER = Letter(
    "关于进度的通报",
    "各乡镇",
    (Heading("一、总体"), Paragraph("正文"), TABLE),
    ("县医保局",),
    "2019年11月1日",
    ("县政府",),
)


def _parts(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def test_equal_letters_give_equal_bytes() -> None:
    assert docx_bytes(LETTER, CREATED) == docx_bytes(LETTER, CREATED)
    assert docx_bytes(LETTER, CREATED) != docx_bytes(LETTER, date(2019, 11, 1))


def test_the_properties_state_title_and_day_and_nothing_of_the_library() -> None:
    content = docx_bytes(LETTER, CREATED)
    properties = docx.Document(io.BytesIO(content)).core_properties
    assert (properties.title, properties.created.date(), properties.modified.date()) == (
        "关于进度的通报", CREATED, CREATED,
    )  # fmt: skip
    assert (properties.author, properties.last_modified_by, properties.comments) == ("", "", "")
    parts = _parts(content)
    assert not any("thumbnail" in name for name in parts)
    assert "python-docx" not in "".join(parts.values())


def test_every_run_has_a_font_for_chinese_and_the_language_is_chinese() -> None:
    content = docx_bytes(LETTER, CREATED)
    runs = list(docx.Document(io.BytesIO(content)).element.body.iter(qn("w:r")))
    fonts = [run.rPr.rFonts.get(qn("w:eastAsia")) for run in runs]
    assert len(fonts) > 8 and set(fonts) == {"方正小标宋简体", "黑体", "仿宋"}
    assert 'w:eastAsia="zh-CN"' in _parts(content)["word/styles.xml"]


def test_the_header_is_repeated_no_row_is_divided_and_the_last_row_is_bold() -> None:
    (table,) = docx.Document(io.BytesIO(docx_bytes(LETTER, CREATED))).tables
    header, first, last = table.rows
    marks = [[row._tr.trPr.find(qn(name)) is not None for name in ("w:tblHeader", "w:cantSplit")] for row in table.rows]
    assert marks == [[True, True], [False, True], [False, True]]
    assert [cell.text for cell in first.cells] == ["1", "甲&<镇>"]
    assert [row.cells[0].paragraphs[0].runs[0].bold for row in (header, first, last)] == [False, False, True]


def test_the_page_is_a4_with_a_page_number() -> None:
    section = docx.Document(io.BytesIO(docx_bytes(LETTER, CREATED))).sections[0]
    assert (round(section.page_width.cm, 1), round(section.page_height.cm, 1)) == (21.0, 29.7)
    assert "PAGE" in section.footer._element.xml


def test_signatures_day_and_copies_come_last() -> None:
    texts = [part.text for part in docx.Document(io.BytesIO(docx_bytes(LETTER, CREATED))).paragraphs if part.text]
    assert texts[:2] == ["关于进度的通报", "各乡镇："] and texts[-3:] == ["县医保局", "2019年11月1日", "抄送：县政府。"]


def test_wrong_rows_and_control_characters_are_refused() -> None:
    with pytest.raises(ValueError, match="another number of texts"):
        docx_bytes(Letter("题", "各乡镇", (Table(("a", "b"), (("1",),), (1, 1), 0),), (), "日"), CREATED)
    with pytest.raises(ValueError, match="XML"):
        docx_bytes(Letter("题\x00", "各乡镇", (), (), "日"), CREATED)


def test_a_table_has_letters_of_its_size_and_narrow_cell_margins() -> None:
    small = Table(("排名", "单位"), (("1", "甲镇"),), (1, 3), name_column=1, size=9)
    letter = Letter("题", "各乡镇", (small,), (), "日")
    content = docx_bytes(letter, CREATED)
    (table,) = docx.Document(io.BytesIO(content)).tables
    assert {cell.paragraphs[0].runs[0].font.size.pt for row in table.rows for cell in row.cells} == {9}
    sides = table._tbl.tblPr.find(qn("w:tblCellMar"))
    assert [(side.tag, side.get(qn("w:w"))) for side in sides] == [(qn("w:left"), "57"), (qn("w:right"), "57")]
    assert sides.getnext().tag == qn("w:tblLook")

"""The document as a whole, in words; equal bytes; equal figures in document and workbook."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import openpyxl
import pypdfium2

from tests.support.reports.sample_bulletin import of_towns, sample
from transforms.report.bulletin.chart import chart
from transforms.report.bulletin.files import WRITER, files, letter

GOLDEN = """\
关于试点县2020年度城乡居民基本医疗保险参保缴费情况的通报
各乡镇人民政府：
现将试点县2020年度城乡居民基本医疗保险截至2019年10月31日的参保缴费情况通报如下：
一、总体情况
截至2019年10月31日，试点县已参保1,952人，目标任务2,000人，完成率97.25%，距98.00%还差15人；\
本期（2019年10月1日至2019年10月31日）新增60人。
资金：个人缴费到账488,000.00元，财政资助0.00元，救助资金资助0.00元。
二、各单位完成情况
排名|乡镇|目标任务（人）|参保人数|本期新增|完成率|参保率|还差（人）
1|甲镇|1,000|990|50|99.00%|—|0
2|乙镇|500|480|0|96.00%|—|10
3|丙乡|300|285|0|95.00%|—|9
3|丁乡|200|190|10|95.00%|—|6
—|戊街道|—|7|0|—|—|—
—|合计|2,000|1,952|60|97.25%|—|15
三、表扬
对完成率达到98.00%的下列1个单位予以表扬：甲镇（99.00%）。
四、进度滞后
下列3个单位完成率未达到98.00%且居后（率相同的一并列出）：
丁乡：完成率95.00%，第3名，距98.00%还差6人。
丙乡：完成率95.00%，第3名，距98.00%还差9人。
乙镇：完成率96.00%，第2名，距98.00%还差10人。
请上述单位查找原因，落实措施，加快参保缴费进度。
五、数据说明
1．数据截至2019年10月31日（到账口径）；政策包shidian-2020，版本0123456789ab。
2．县民政局（民政）：变动名册2批尚未报送（2019-09至2019-10），最早一批应于2019年10月8日前报送。
3．合计一行的“还差”按总数计算，不是各单位之和：超过要求的单位抵去一部分。
4．目标任务：正式（附件一）。完成率＝参保人数÷目标任务数；排名按完成率，率相同名次相同。
5．通知要求：完成率不低于98.00%，特殊人群参保率不低于100.00%。
6．无目标任务数：戊街道；不计算完成率、不排名，合计的目标任务数和完成率不含上述单位。
7．参保率分母：常住人口；未取得数字，列为“—”。
8．金额单位：元。个人缴费以税务入库为准，按到账日统计；待退、待报销、挂账未从个人缴费中扣除。
试点县医疗保障局
试点县税务局
2019年11月1日
抄送：试点县人民政府。"""


def _lines(content: bytes) -> list[str]:
    """The texts of a document in their order; a row of a table is one line."""
    lines = []
    for part in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, docx.table.Table):
            lines += ["|".join(cell.text for cell in row.cells) for row in part.rows]
        elif part.text:
            lines.append(part.text)
    return lines


def _pdf_text(content: bytes) -> str:
    """The text of all pages without blanks and page numbers."""
    pages = (page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(content))
    return "".join(re.sub(r"\s|—\d+—\s*$", "", page) for page in pages)


def test_the_document_of_a_small_county_is_as_written_here() -> None:
    assert "\n".join(_lines(files(sample())[0].content)) == GOLDEN


def test_names_rows_and_equal_bytes() -> None:
    first, again = files(sample()), files(sample())
    stem = "shidian-2020_bulletin_month_20191001_20191031"
    assert [(file.name, file.rows) for file in first] == [
        (f"{stem}{ending}", 5) for ending in (".docx", ".pdf", ".xlsx", ".png")
    ]
    assert first == again
    assert files(of_towns({"甲": (1, 1)}, correction_no=1))[0].name == f"{stem}_更正1.docx"
    assert (
        WRITER.startswith("layout 8, xlsxwriter ")
        and "python-docx" in WRITER
        and "typst" in WRITER
        and "vl-convert" in WRITER
    )
    for file in (first[0], first[2]):
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_document_and_workbook_have_equal_figures() -> None:
    document, pdf, workbook, _ = files(sample())
    sheet = openpyxl.load_workbook(io.BytesIO(workbook.content))["数据"]
    written = {
        unit: (f"{target:,}", f"{enrolled:,}", f"{increment:,}", f"{completion / 100:.2f}%", "—", f"{missing:,}")
        for _, _, _, rank, unit, target, enrolled, increment, completion, _, missing, _ in list(sheet.values)[1:]
        if rank is not None
    }
    rows = [line.split("|") for line in _lines(document.content) if line[:1].isdigit() and "|" in line]
    assert {name: tuple(figures) for _, name, *figures in rows} == written and len(written) == 4
    printed = _pdf_text(pdf.content)
    for rank, name, *figures in rows:
        assert f"{rank}{name}{''.join(figures)}" in printed
    drawn = chart(sample())
    assert drawn is not None and [bar.text.split()[0] for bar in drawn.bars] == [figures[3] for _, _, *figures in rows]


def test_the_pdf_has_every_sentence_of_the_document() -> None:
    document, pdf, _, _ = files(sample())
    printed = _pdf_text(pdf.content)
    for line in _lines(document.content):
        assert "".join(line.replace("|", "").split()) in printed, line


def test_the_letter_has_the_frame_of_the_pack() -> None:
    frame = letter(sample())
    assert (frame.addressed_to, frame.signed_by) == ("各乡镇人民政府", ("试点县医疗保障局", "试点县税务局"))
    assert (frame.dated, frame.copied_to) == ("2019年11月1日", ("试点县人民政府",))

"""The document as a whole, in words; equal bytes; names and rows."""

from __future__ import annotations

import io
import re
import zipfile

import docx
import pypdfium2

from tests.support.reports.sample_appraisal import of_towns, sample
from transforms.report.appraisal.files import WRITER, files, letter

KINDS = ("docx", "pdf", "xlsx", "csv")
GOLDEN = """\
试点县2020年度城乡居民基本医疗保险参保缴费工作考核结果
试点县人民政府：
试点县2020年度城乡居民基本医疗保险参保缴费工作考核，数据截至2020年12月31日，考核3个单位，其中3个单位得分已定。
一、考核结果
单位|S1|S2|S3|S4|得分|名次|完成任务|工作经费（元）|结果
甲镇|42|10|40|10|102|1|是|1,164.00|奖励
乙镇|40|10|40|10|100|2|是|950.00|奖励
丙乡|39|9|40|8|96|3|否|0.00|通报、取消评先评优资格
合计||||||||2,114.00|
二、奖励和通报
前3名且完成目标任务的单位予以奖励：甲镇（第1名，102分）、乙镇（第2名，100分）。
末位且未完成目标任务的单位予以通报，并取消年度评先评优资格：丙乡（第3名，96分）。
三、计分依据
单位|参保人数|目标任务|S1 参保率|S2 准确率|S3 参保率|S3 新增当月参保率|S3 新增信息准确率|S4 例数
甲镇|970|950|97.00%|100.00%|100.00%|—|—|0
乙镇|950|950|95.05%|100.00%|100.00%|—|—|0
丙乡|940|950|94.00%|99.00%|100.00%|—|—|1
四、尚缺的数据
各单位计分所需数据齐全。
五、计分办法和数据说明
1．S1：参保率、保费收缴和管理，40分，统计截至2020年12月31日；达到95%计满分，每超过1个百分点加1分，每下降1个百分点扣1分。
2．S2：参保信息录入准确率，10分，统计截至2020年12月31日；达到100%计满分，每下降1个百分点扣1分。
3．S3：建档立卡贫困户参保率和新增贫困户当月参保率，40分，统计截至2019年12月31日；达到100%计满分，每下降1个百分点扣2分，新增人员的当月参保率和信息准确率各以100%为满分，每下降1个百分点各扣2分。
4．S4：其他各项工作，10分，统计截至2020年12月31日；每例扣2分。
5．文中未说明不足1个百分点如何计分、可否为负；按整百分点计，最低0分。率按人数精确比较，不按印出的两位小数比较。
6．工作经费：完成目标任务的单位，得100分的按每参保人1元计，每增加1分每人加0.1元，每减少1分每人减0.01元。
7．政策包shidian-2020，版本0123456789ab；参保人数按到账口径。
试点县医疗保障局
试点县税务局
2021年1月1日"""


def _lines(content: bytes) -> list[str]:
    """The texts of a document in their order; a row of a table is one line."""
    lines = []
    for part in docx.Document(io.BytesIO(content)).iter_inner_content():
        if isinstance(part, docx.table.Table):
            lines += ["|".join(cell.text for cell in row.cells) for row in part.rows]
        elif part.text:
            lines.append(part.text)
    return lines


def test_the_document_of_a_small_county_is_as_written_here() -> None:
    assert "\n".join(_lines(files(sample())[0].content)) == GOLDEN


def test_the_pdf_has_every_sentence_and_row_of_the_document() -> None:
    document, pdf, *_ = files(sample())
    pages = [page.get_textpage().get_text_range() for page in pypdfium2.PdfDocument(pdf.content)]
    printed = "".join(re.sub(r"\s|—\d+—\s*$", "", page) for page in pages)
    for line in _lines(document.content):
        assert "".join(line.replace("|", "").split()) in printed, line


def test_names_rows_and_equal_bytes() -> None:
    first, again = files(sample()), files(sample())
    stem = "shidian-2020_appraisal_once_20190901_20201231"
    assert [(file.name, file.rows) for file in first] == [(f"{stem}.{kind}", 3) for kind in KINDS]
    assert first == again
    assert files(of_towns({"甲": (1, {})}, correction_no=1))[0].name == f"{stem}_更正1.docx"
    assert WRITER.startswith("layout 4, xlsxwriter ") and "python-docx" in WRITER and "typst" in WRITER
    for file in (first[0], first[2]):
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            assert {part.date_time for part in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_the_letter_has_the_frame_of_the_pack() -> None:
    frame = letter(sample())
    assert (frame.addressed_to, frame.signed_by) == ("试点县人民政府", ("试点县医疗保障局", "试点县税务局"))
    assert (frame.dated, frame.copied_to) == ("2021年1月1日", ())

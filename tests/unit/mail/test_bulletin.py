"""The mail of a bulletin: the texts of the document, a narrow table for phones, escaped texts."""

from __future__ import annotations

from tests.support.reports.sample_bulletin import of_towns, sample
from transforms.mail.bulletin import bulletin_mail
from transforms.report.bulletin import texts


def test_the_mail_has_the_sentences_of_the_document() -> None:
    content = sample()
    mail = bulletin_mail(content)
    assert mail.subject == "关于试点县2020年度城乡居民基本医疗保险参保缴费情况的通报　截至2019-10-31"
    assert mail.html is not None
    persons, money = texts.overview(content)
    assert money.removeprefix("资金：") in mail.html and money in mail.plain
    for text in (persons, texts.praise(content), *texts.behind(content), *texts.explanations(content)):
        assert text in mail.plain and text in mail.html
    assert "3　丁乡　200　190　10　95.00%　—　6\n" in mail.plain


def test_the_table_of_the_html_comes_first_with_five_columns() -> None:
    html = bulletin_mail(sample()).html or ""
    assert html.index("<table") < html.index("三、表扬")
    assert [
        html.count(f">{head}</th>") for head in ("排名", "乡镇", "参保人数", "完成率", "还差（人）", "本期新增")
    ] == [1, 1, 1, 1, 1, 0]


def test_a_name_with_markup_stays_text() -> None:
    html = bulletin_mail(of_towns({"<b>镇": (1, 1)})).html or ""
    assert "<b>镇" not in html and "&lt;b&gt;镇" in html


def test_the_chart_follows_the_table_with_a_description() -> None:
    html = bulletin_mail(sample()).html or ""
    assert html.count('<img src="cid:chart@campaign" alt="条形图：各单位完成率，共4个单位') == 1
    assert html.index("</table>") < html.index("<img") < html.index("三、表扬")
    assert "<img" not in (bulletin_mail(of_towns({})).html or "")

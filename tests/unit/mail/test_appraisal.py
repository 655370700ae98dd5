"""The mail of an appraisal: the texts of the document, a narrow table for phones, escaped texts."""

from __future__ import annotations

from tests.support.reports.sample_appraisal import of_towns, sample
from transforms.mail.appraisal import appraisal_mail
from transforms.report.appraisal import texts


def test_the_mail_has_the_sentences_and_rows_of_the_document() -> None:
    content = sample()
    mail = appraisal_mail(content)
    assert mail.subject == "试点县2020年度城乡居民基本医疗保险参保缴费工作考核结果　截至2020-12-31"
    assert mail.html is not None
    for text in (texts.opening(content), *texts.awards(content), *texts.gaps(content), *texts.explanations(content)):
        assert text in mail.plain and text in mail.html
    for row in (*texts.results(content), *texts.basis(content)):
        assert "　".join(row) in mail.plain


def test_a_phone_shows_unit_score_rank_and_money() -> None:
    html = appraisal_mail(sample()).html or ""
    heads = ("单位", "得分", "名次", "工作经费（元）", "S1", "完成任务", "结果")
    assert [html.count(f">{head}</th>") for head in heads] == [1, 1, 1, 1, 0, 0, 0]
    assert html.index("<table") < html.index("二、奖励和通报")


def test_a_name_with_markup_stays_text() -> None:
    html = appraisal_mail(of_towns({"<b>镇": (1, {})})).html or ""
    assert "<b>镇" not in html and "&lt;b&gt;镇" in html

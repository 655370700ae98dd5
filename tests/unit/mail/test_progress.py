"""The summary mail: every part in both bodies, nothing from outside, every text escaped."""

import re
from dataclasses import replace
from datetime import date

from tests.support import sample_report
from transforms.mail.progress import html, plain_text, progress_mail
from transforms.report.progress.summary import Summary, summary

HELD = {"sender": "县民政局", "period": "2019-09", "delivered_on": "2019-10-02", "state": "held"}
MATTERS = {
    "missing": [],
    "deliveries": [HELD | {"reasons_zh": "人数变化过大"}],
    "quarantine": [{"sender": "县税务局", "quarantined_rows": 1200}, {"sender": "县税务局", "quarantined_rows": 34}],
}  # fmt: skip
SUMMARY = summary(sample_report.report(), MATTERS)
NOTHING: Summary = replace(SUMMARY, units=(), laggards=(), coverage=(), money=(), open_matters=(), notes=())


def test_the_subject_is_the_title_with_the_as_of_day() -> None:
    mail = progress_mail(SUMMARY, date(2019, 10, 31))
    assert mail.subject == f"{SUMMARY.title}　截至2019-10-31"
    assert (mail.plain, mail.html) == (plain_text(SUMMARY), html(SUMMARY))


def test_every_line_is_in_both_bodies() -> None:
    texts = [SUMMARY.lead, *SUMMARY.laggards, *SUMMARY.open_matters, *SUMMARY.notes]
    assert len(texts) > 5
    for text in texts:
        assert text in plain_text(SUMMARY) and text in html(SUMMARY)
    assert "1. 甲镇　196 / 200　98.00%" in plain_text(SUMMARY)
    assert "- 县税务局：1,234行（次）数据有误，已隔离，待更正后重报" in plain_text(SUMMARY)


def test_parts_are_numbered_and_an_empty_one_says_so() -> None:
    text = plain_text(NOTHING)
    assert re.findall(r"^([一二三四五六])、", text, re.MULTILINE) == list("一二三四五六")
    assert text.count("- 无\n") == 4 and "- 无名单\n" in text
    assert html(NOTHING).count(">无</li>") == 6


def test_the_page_needs_nothing_from_outside() -> None:
    page = html(SUMMARY)
    assert not re.search(r"<(script|link|iframe)|https?:|src=\"(?!cid:chart@campaign\")|url\(", page)
    assert page.startswith("<!DOCTYPE html>") and page.count("<tr") - page.count("</tr>") == 0


def test_the_picture_follows_the_table_of_units_and_is_described_in_words() -> None:
    page = html(SUMMARY)
    assert page.count("<img ") == 1 and f'alt="{SUMMARY.chart}"' in page and SUMMARY.chart.startswith("条形图：")
    assert page.index("各单位进度") < page.index("合计") < page.index("<img ") < page.index("进度靠后")
    assert "<img" not in html(replace(SUMMARY, chart="")) and "<img" not in html(replace(SUMMARY, figures=frozenset()))


def test_texts_of_senders_are_escaped() -> None:
    evil = replace(SUMMARY, title="<b>县&", lead="<script>", laggards=("<i>",), notes=('"<u>"',), money=(("<s>", "1"),))
    page = html(evil)
    assert not re.search(r"<(b|script|i|u|s)>", page) and "&lt;b&gt;县&amp;" in page


def test_the_last_row_of_the_units_is_the_total() -> None:
    rows = re.findall(r"<tr[^>]*>", html(SUMMARY))
    assert rows.count('<tr style="font-weight:bold">') == 1

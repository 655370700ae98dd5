"""The mail with a poster states the figures of the page and that it is to be printed."""

from dataclasses import replace

from tests.support.reports.sample_poster import of_unit
from transforms.mail.poster import PRINT, poster_mail
from transforms.report.poster.texts import INCOMPLETE


def test_plain_and_html_text_state_the_figures_of_the_page() -> None:
    mail = poster_mail(replace(of_unit(), is_incomplete=True))
    assert mail.subject == "试点县甲镇2020年度城乡居民基本医疗保险参保缴费进度　截至2019-10-31"
    assert mail.html
    for text in ("150人", "75.00%", "200人", "46人", "28人", PRINT, INCOMPLETE):
        assert text in mail.plain and text in mail.html, text
    assert "困难" not in mail.plain and "元" not in mail.plain


def test_the_subject_of_a_correction_names_its_number() -> None:
    assert poster_mail(of_unit(correction_no=2)).subject == (
        "试点县甲镇2020年度城乡居民基本医疗保险参保缴费进度（更正第2号）　截至2019-10-31"
    )

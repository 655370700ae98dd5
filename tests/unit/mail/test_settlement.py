"""The mails of a settlement: sums by category and unit; of a list, where it is fetched."""

from __future__ import annotations

from tests.unit.report.settlement.examples import composed, facts
from transforms.mail.settlement import letter_mail, list_mail


def test_the_letters_mail_has_the_sum_first_and_the_amounts_by_name() -> None:
    mail = letter_mail(composed())
    assert mail.subject.endswith("（第2批）的函　截至2019-12-31")
    assert mail.html is not None and mail.html.index("新增3人次") < mail.html.index("分类金额")
    assert "财政：特困人员" in mail.html and "（单位待定）" in mail.html and "县财政局：" in mail.plain


def test_an_empty_batch_has_a_mail_without_amounts() -> None:
    mail = letter_mail(composed(facts(())))
    assert "无需拨付" in mail.plain and mail.html is not None and "合计" in mail.html


def test_the_lists_mail_names_the_files_and_no_person() -> None:
    mail = list_mail(composed(), ["名册.xlsx"])
    assert "名册.xlsx" in mail.plain and "/board/downloads" in mail.plain and "共5行" in mail.plain


def test_a_letter_to_a_single_fund_names_the_categories_alone() -> None:
    html = letter_mail(composed(facts((("aid", "poor", "x-b", 0, 13_000, 0),)))).html
    assert html is not None and ">低保对象</td>" in html

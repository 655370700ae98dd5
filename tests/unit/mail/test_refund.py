"""The mail of a list of refunds: sums by unit and reason, where the list is fetched, and no person."""

from __future__ import annotations

from tests.unit.report.refund.examples import composed, facts
from transforms.mail.refund import refund_mail


def test_the_mail_has_the_sums_and_the_files_to_fetch() -> None:
    mail = refund_mail(composed(), ["清单.xlsx"])
    assert mail.subject == "某县2020年度城乡居民基本医疗保险退费清单（第2批）　截至2020-02-01"
    assert "清单.xlsx" in mail.plain and "/board/downloads" in mail.plain and "本批应退270.05元" in mail.plain
    assert mail.html is not None and "（单位待定）" in mail.html and "重复缴费" in mail.html
    assert "R1" not in mail.plain and "R1" not in mail.html, "no receipt"


def test_an_empty_batch_has_a_mail_without_tables() -> None:
    mail = refund_mail(composed(facts(())), [])
    assert "没有新增" in mail.plain and mail.html is not None and "合计" not in mail.html

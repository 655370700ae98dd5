"""The mail of a request for the fiscal subsidy: its sum first, then levels and units."""

from __future__ import annotations

from tests.unit.report.fiscal_subsidy.examples import composed
from transforms.mail.fiscal_subsidy import subsidy_mail


def test_the_mail_states_the_sum_by_level_and_by_unit() -> None:
    mail = subsidy_mail(composed())
    assert mail.subject.endswith("（第2次）的函　截至2019-12-31") and mail.plain.startswith("县财政局：")
    assert mail.html is not None and mail.html.index("2,200.04元") < mail.html.index("分级金额")
    assert "省财政" in mail.html and "（单位待定）" in mail.html

"""The mail of a table of money controls: sums by subject, and what is to be done where there is something."""

from __future__ import annotations

from tests.unit.report.money_controls.examples import composed
from transforms.mail.money_controls import controls_mail


def test_the_mail_states_sums_and_next_steps() -> None:
    mail = controls_mail(composed())
    assert mail.subject.endswith("资金核查表　截至2019-12-31") and "重复缴费　4笔　873.45　" in mail.plain
    assert mail.html is not None and "重复缴费：同一人" in mail.html and "待税务审核：" not in mail.html

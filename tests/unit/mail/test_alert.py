"""The mail about what is wrong: every finding, up to a limit, in Chinese."""

from __future__ import annotations

from datetime import date

from transforms.mail.alert import alert_mail

ON = date(2026, 12, 1)


def test_the_mail_lists_each_finding() -> None:
    text = alert_mail(ON, ["服务 scheduler 已停止。", "报表未按时发布"])
    assert "2 项" in text.subject and "2026" in text.subject
    assert "- 服务 scheduler 已停止。\n- 报表未按时发布\n" in text.plain
    assert text.html is None and "不含个人信息" in text.plain


def test_a_long_list_is_cut_and_the_mail_says_so() -> None:
    text = alert_mail(ON, [f"第{number}项" for number in range(250)])
    assert "- 第99项\n" in text.plain and "第100项" not in text.plain
    assert "共 250 项" in text.plain

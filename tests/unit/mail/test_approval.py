"""The mail to the approvers about a report that waits."""

from __future__ import annotations

from datetime import date
from uuid import UUID

from transforms.mail.approval import approval_mail


def test_it_names_report_reasons_recipient_and_the_commands() -> None:
    number = UUID("0a1b2c3d-0000-4000-8000-000000000000")
    mail = approval_mail(
        "某县", "progress", "month", date(2031, 9, 25), ("correction", "jump"), "县政府", number, "town-2032"
    )
    assert mail.subject == "某县：参保进度（月报，截至2031-09-25）待审批" and mail.html is None
    assert "接收单位：县政府\n等待原因：更正、主要数字比上期变动超过上限\n" in mail.plain
    for command in ("waiting", "approve", "refuse"):
        assert f"campaign {command} 0a1b2c3d --pack town-2032" in mail.plain

"""The mail to the operators about what is wrong. Pure; it names services, offices and periods, no person."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from transforms.mail.text import MailText
from transforms.text.figures import date_zh

_MOST_LINES = 100


def alert_mail(on: date, findings: Sequence[str]) -> MailText:
    """Compose the Chinese mail about the findings of a day, at least one; at most 100 are listed. Sends nothing."""
    more = [f"……共 {len(findings)} 项，其余请执行 campaign health 查看。"] if len(findings) > _MOST_LINES else []
    lines = [
        f"参保进度系统 {date_zh(on)} 检查发现 {len(findings)} 项问题：",
        "",
        *(f"- {finding}" for finding in findings[:_MOST_LINES]),
        *more,
        "",
        "每项每天只通知一次。现状请执行 campaign health 查看。",
        "本邮件由系统自动发出，不含个人信息。",
        "",
    ]
    return MailText(f"参保进度系统告警：{len(findings)} 项问题（{date_zh(on)}）", "\n".join(lines))

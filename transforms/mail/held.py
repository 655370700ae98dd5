"""The mail to the approvers about one held delivery: counts, reasons and sums, nothing of a person. Pure."""

from __future__ import annotations

from transforms.mail.text import MailText


def held_mail(place_name: str, subject: str, question: str, effect: str, delivery_id: str, pack_code: str) -> MailText:
    """Compose the Chinese mail that asks the approvers about a held delivery. Sends nothing.

    `subject`, `question`: title and text of the presentation; `effect`: what a release would change, as text. All have
    counts and sums only.
    """
    lines = [
        question.replace("**", ""),
        "",
        effect,
        "",
        f"请在 Airflow 的待操作页面答复，或用命令 campaign held {delivery_id[:8]} --pack {pack_code} 查看后决定。",
        "有变化的人员名单（已遮盖）只在该命令中显示。本邮件由参保进度系统自动生成，不含个人信息。",
        "",
    ]
    return MailText(f"{place_name}：{subject}", "\n".join(lines))

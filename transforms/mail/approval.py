"""The mail to the approvers about one report that waits: which report, and why. No figure and no person. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from transforms.mail.text import MailText
from transforms.text.labels import OCCASION_LABELS, cadence_label, report_label


def approval_mail(
    place_name: str,
    report: str,
    cadence: str,
    as_of: date,
    reasons: Sequence[str],
    recipient_zh: str,
    publication_id: UUID,
    pack_code: str,
) -> MailText:
    """Compose the Chinese mail that asks the approvers about a report. Sends nothing.

    `report`, `cadence`: codes; `as_of`: last day that counts; `reasons`: codes of the occasions for which it waits;
    `recipient_zh`: who would get it.
    """
    title = f"{report_label(report)}（{cadence_label(cadence)}，截至{as_of}）"
    number = f"{str(publication_id)[:8]} --pack {pack_code}"
    lines = [
        f"{title}已经做好，须经审批才发出。",
        "",
        f"接收单位：{recipient_zh}",
        f"等待原因：{'、'.join(OCCASION_LABELS[reason] for reason in reasons)}",
        "",
        f"查看报表：campaign waiting {number} --to 文件夹",
        f"同意发出：campaign approve {number}",
        f"不予发出：campaign refuse {number}",
        "",
        "决定以前，每天提醒一次。本邮件由参保进度系统自动生成，不含个人信息。",
        "",
    ]
    return MailText(f"{place_name}：{title}待审批", "\n".join(lines))

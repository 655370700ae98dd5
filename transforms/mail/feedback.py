"""The mail that tells a sender of a feedback workbook: counts only, no name, no number, no attachment."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from pipeline.holds.presentation import NO_ROWS
from pipeline.mail.message import CLOSE_OF_BUSINESS, SHANGHAI, addresses, checked_address, checked_text
from transforms.policy import Pack
from transforms.report.feedback.content import LOADED_STATES
from transforms.text.labels import STATE_LABELS


def message(pack: Pack, row: Mapping[str, Any], sender: str) -> EmailMessage:
    """`row` is a row of feedback/unmailed. The same input gives the same bytes; the Message-ID shows a duplicate.

    Goes to the sender's contact where the pack names one, else to the mailbox that has the source's name.
    """
    source = pack.source(row["source"])
    contact = getattr(source, "contact", None) or source.source
    mail = EmailMessage(policy=policy.SMTP)
    mail["Subject"] = checked_text(f"{pack.campaign.place_name}：{row['sender']} {row['period']} 报送反馈")
    mail["From"] = checked_address(sender)
    mail["To"] = ", ".join(addresses([contact], sender))
    mail["Date"] = format_datetime(datetime.combine(row["made_on"], CLOSE_OF_BUSINESS, SHANGHAI))
    mail["Message-ID"] = f"<feedback-{row['delivery_id']}-{row['edition']}@{sender.partition('@')[2]}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content("\n".join(_lines(row)), cte="base64")
    return mail


def _lines(row: Mapping[str, Any]) -> list[str]:
    is_in = row["state"] in LOADED_STATES
    is_read = bool(row["row_count"]) or {one["code"] for one in row["reasons"]} == {NO_ROWS}
    lines = [
        f"{row['sender']}：",
        "",
        f"贵单位所属期 {row['period']}（第 {row['version']} 版）的报送已处理：{STATE_LABELS[row['state']]}。",
    ]
    if is_read or is_in:
        sound = f"入库 {row['clean_count'] or 0} 行" if row["state"] == "committed" else "入库 0 行"
        lines.append(
            f"共 {row['row_count'] or 0} 行；{sound}，重复 {row['duplicate_count'] or 0} 行，"
            f"不合格 {row['quarantine_count'] or 0} 行；比对发现 {row['finding_rows']} 条。"
        )
        if row["quarantine_count"] or not is_in:
            lines.append("请领取反馈工作簿，按封面所述办法更正后报回，不必另填表格。")
    else:
        lines.append("未能读出其中的数据，原因和办法见反馈工作簿封面。")
    return [*lines, "", "反馈工作簿含个人信息，不随邮件发送，请到医保经办机构按规定领取。"]

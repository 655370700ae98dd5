"""The mail that notifies a sender of a feedback workbook: counts only, no name, no number, no attachment. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from transforms.intake.base.reasons import ReasonRecord
from transforms.mail.text import MailText
from transforms.report.feedback.content import LOADED_STATES
from transforms.text.labels import STATE_LABELS

_ONLY_EMPTY = {"no_rows"}


@dataclass(frozen=True)
class UnsentFeedback:
    """One feedback workbook whose sender has not been notified, with the counts of its delivery.

    Row of feedback/unmailed; `reasons` are those of the ledger.
    """

    delivery_id: UUID | str
    edition: int
    state: str
    file_name: str
    finding_rows: int
    made_on: date
    source: str
    sender: str
    period: str
    version: int
    row_count: int | None
    clean_count: int | None
    duplicate_count: int | None
    quarantine_count: int | None
    reasons: Sequence[ReasonRecord]


def feedback_mail(place_name: str, feedback: UnsentFeedback) -> MailText:
    """Compose the Chinese mail that notifies a sender of one feedback workbook: state, row counts, where to collect it.

    `place_name`: place of the campaign, for the subject. `feedback`: an edition of a workbook, with state, period,
    version and row counts of its delivery. The result has subject and plain text only; no name, number or attachment.
    """
    subject = f"{place_name}：{feedback.sender} {feedback.period} 报送反馈"
    return MailText(subject, "\n".join(_lines(feedback)))


def _lines(feedback: UnsentFeedback) -> list[str]:
    is_loaded = feedback.state in LOADED_STATES
    # a full list without any row was read; any other delivery without rows could not be
    is_read = bool(feedback.row_count) or {reason["code"] for reason in feedback.reasons} == _ONLY_EMPTY
    lines = [
        f"{feedback.sender}：",
        "",
        f"贵单位所属期 {feedback.period}（第 {feedback.version} 版）的报送已处理：{STATE_LABELS[feedback.state]}。",
    ]
    if is_read or is_loaded:
        loaded = f"入库 {feedback.clean_count or 0} 行" if feedback.state == "committed" else "入库 0 行"
        lines.append(
            f"共 {feedback.row_count or 0} 行；{loaded}，重复 {feedback.duplicate_count or 0} 行，"
            f"不合格 {feedback.quarantine_count or 0} 行；比对发现 {feedback.finding_rows} 条。"
        )
        if feedback.quarantine_count or not is_loaded:
            lines.append("请领取反馈工作簿，按封面所述办法更正后报回，不必另填表格。")
    else:
        lines.append("未能读出其中的数据，原因和办法见反馈工作簿封面。")
    return [*lines, "", "反馈工作簿含个人信息，不随邮件发送，请到医保经办机构按规定领取。"]

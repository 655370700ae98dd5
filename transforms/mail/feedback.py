"""The mail that notifies a sender of a feedback workbook: counts and reasons, nothing of a person. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from transforms.intake.base.reasons import ReasonRecord, message_zh
from transforms.mail.text import MailText
from transforms.report.feedback.content import LOADED_STATES
from transforms.text.labels import STATE_LABELS

_ONLY_EMPTY = {"no_rows"}
_MOST_REASONS = 10


@dataclass(frozen=True)
class FeedbackNotice:
    """One feedback workbook with the counts of its delivery, for the mail to its sender.

    Row of feedback/notice; `reasons` are those of the ledger.
    """

    delivery_id: UUID | str
    edition: int
    state: str
    finding_rows: int
    source: str
    sender: str
    period: str
    version: int
    row_count: int | None
    clean_count: int | None
    duplicate_count: int | None
    quarantine_count: int | None
    reasons: Sequence[ReasonRecord]


def feedback_mail(place_name: str, feedback: FeedbackNotice) -> MailText:
    """Compose the Chinese mail that notifies a sender of one feedback workbook: state, row counts, where to collect it.

    The mail about a held or rejected delivery states why: the general text of each reason, which repeats nothing of the
    file. `place_name`: place of the campaign, for the subject. `feedback`: an edition of a workbook, with state,
    period, version and row counts of its delivery. The result has subject and plain text only; no name, number or
    attachment. Raises KeyError for an unknown reason code.
    """
    subject = f"{place_name}：{feedback.sender} {feedback.period} 报送反馈"
    return MailText(subject, "\n".join(_lines(feedback)))


def _lines(feedback: FeedbackNotice) -> list[str]:
    is_loaded = feedback.state in LOADED_STATES
    # a full list without any row was read; any other delivery without rows could not be
    is_read = bool(feedback.row_count) or {reason["code"] for reason in feedback.reasons} == _ONLY_EMPTY
    lines = [
        f"{feedback.sender}：",
        "",
        f"贵单位所属期 {feedback.period}（第 {feedback.version} 版）的报送已处理：{STATE_LABELS[feedback.state]}。",
    ]
    if feedback.state in ("held", "rejected"):
        lines += _reasons(feedback.reasons)
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


def _reasons(reasons: Sequence[ReasonRecord]) -> list[str]:
    """List the general texts of the reasons, each once. Their details may quote the file and stay in the workbook."""
    texts = list(dict.fromkeys(message_zh(reason["code"]) for reason in reasons))
    more = [f"……共 {len(texts)} 项，其余见反馈工作簿封面。"] if len(texts) > _MOST_REASONS else []
    return ["原因：", *(f"- {text}" for text in texts[:_MOST_REASONS]), *more] if texts else []

"""The reminder to one sender, and the short list of senders with missing deliveries. Pure; offices and days only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from transforms.mail.text import MailText
from transforms.text.figures import date_zh
from transforms.text.labels import LIST_MODE_LABELS, SCHEME, list_mode_label

_MOST_LINES = 40
_MAY_BE_EMPTY = f"；{LIST_MODE_LABELS['change']}如本期没有变动，也请报送一份无记录的，以便确认"


@dataclass(frozen=True)
class ExpectedDelivery:
    """One delivery that the pack expects, with its state on a day: on_time, late, missing or not_due.

    Row of senders/expected; `contact` is the mailbox of the sender, `reminded_on` the day of its only reminder.
    """

    source: str
    sender: str
    contact: str
    list_mode: str
    period: str
    due_on: date
    arrived_on: date | None
    state: str
    days_late: int
    reminded_on: date | None


def reminder_mail(place_name: str, plan_year: int, owed: Sequence[ExpectedDelivery], on: date) -> MailText:
    """Compose the Chinese reminder to one sender of the deliveries that are missing on the day `on`. Sends nothing.

    The result has the subject and a plain text. `place_name`, `plan_year`: of the campaign, for the subject. `owed`:
    the missing deliveries of this sender, at least one, in the order of their due days. At most 40 are listed.
    """
    since = date_zh(min(delivery.due_on for delivery in owed))
    subject = f"{place_name}{plan_year}年度{SCHEME}：{since}起应报数据{len(owed)}批尚未收到，请予报送"
    return MailText(subject, _body(place_name, plan_year, owed, on))


def _body(place_name: str, plan_year: int, owed: Sequence[ExpectedDelivery], on: date) -> str:
    may_be_empty = _MAY_BE_EMPTY if any(delivery.list_mode == "change" for delivery in owed) else ""
    lines = [
        f"{owed[0].sender}：",
        "",
        f"您好！截至{date_zh(on)}，{place_name}{plan_year}年度{SCHEME}工作中，贵单位应报送的下列数据尚未收到：",
        "",
        *(_line(delivery) for delivery in owed[:_MOST_LINES]),
        *([f"……共{len(owed)}批"] if len(owed) > _MOST_LINES else []),
        "",
        f"烦请尽快报送{may_be_empty}。如已在途，请不必理会本邮件。",
        "数据关系到群众能否按时享受资助和待遇，感谢贵单位的支持与配合！",
        "",
        "本邮件由参保进度系统自动生成，每批只提醒一次，不含个人信息。",
        "",
    ]
    return "\n".join(lines)


def _line(delivery: ExpectedDelivery) -> str:
    mode = list_mode_label(delivery.list_mode)
    return f"- {delivery.period} {mode}，应于{date_zh(delivery.due_on)}前报送，已逾期{delivery.days_late}天"


def missing_lines(expected: Sequence[ExpectedDelivery]) -> list[str]:
    """Return one Chinese line for each sender with missing deliveries: count, first delivery, days late.

    `expected`: deliveries that the pack expects, with due day and state, of all senders, each sender's in the order of
    due days; other states than `missing` are left out. The longest delay comes first.
    """
    by_sender: dict[tuple[str, str], list[ExpectedDelivery]] = {}
    for delivery in expected:
        if delivery.state == "missing":
            by_sender.setdefault((delivery.source, delivery.sender), []).append(delivery)
    ordered = sorted(by_sender.items(), key=lambda item: (item[1][0].due_on, item[0]))
    return [f"{sender}（{source}）：{_owed(owed)}" for (source, sender), owed in ordered]


def _owed(owed: Sequence[ExpectedDelivery]) -> str:
    first = owed[0]
    count = f"共{len(owed)}批，最早" if len(owed) > 1 else ""
    reminded = f"，{first.reminded_on}已催报" if first.reminded_on else ""
    return f"{count}{first.period}，应于{first.due_on}前报送，逾期{first.days_late}天{reminded}"

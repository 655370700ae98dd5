"""Model of the page 核定: held deliveries and reports that wait for an official, each with the difference. Pure."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from transforms.text.figures import yuan_grouped
from transforms.text.labels import OCCASION_LABELS, cadence_label, report_label

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the question's text, or an item of a list."""

    text: str
    is_item: bool


@dataclass(frozen=True)
class Question:
    """A held delivery that waits. `run_id`: its run in Airflow; `shown`: digest of what the page shows of it."""

    run_id: str
    subject: str
    paragraphs: tuple[Paragraph, ...]
    options: tuple[str, ...]
    shown: str


@dataclass(frozen=True)
class WaitingReport:
    """Row of board/waiting_report: a report that waits; figures before are of the edition or period before."""

    report: str
    cadence: str
    as_of: date
    recipient: str
    correction_no: int
    reasons: str
    enrolled_persons: int | None
    enrolled_persons_before: int | None
    received_fen: int | None
    received_fen_before: int | None
    approvers_zh: str
    asked_on: date | None
    published_at: datetime
    publication_id: UUID


@dataclass(frozen=True)
class ReportToApprove:
    """A report that waits, as texts: what it is, and facts about it (name, text); `number`: for the command."""

    title: str
    number: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ApprovalsPage:
    """The page 核定: the questions, and the reports that wait for approval."""

    questions: tuple[Question, ...]
    reports: tuple[ReportToApprove, ...]


def approvals_page(questions: tuple[Question, ...], waiting: Iterable[WaitingReport]) -> ApprovalsPage:
    """Return the model of the page; `waiting`: reports that wait, the oldest first."""
    return ApprovalsPage(questions, tuple(_report(row) for row in waiting))


def _report(row: WaitingReport) -> ReportToApprove:
    correction = f"，更正第{row.correction_no}号" if row.correction_no else ""
    asked = f"，最近提醒{row.asked_on}" if row.asked_on else "，还没有提醒"
    facts = (
        ("等待原因", "、".join(OCCASION_LABELS[reason] for reason in row.reasons.split(","))),
        ("等待自", f"{row.published_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"),
        ("等待谁", f"{row.approvers_zh}{asked}" if row.approvers_zh else "通讯录中没有审批人（approver），请登记"),
        *_difference("参保人数", row.enrolled_persons, row.enrolled_persons_before, lambda persons: f"{persons:,}人"),
        *_difference("个人缴费到账", row.received_fen, row.received_fen_before, lambda fen: f"{yuan_grouped(fen)}元"),
    )
    title = f"{report_label(row.report)}（{cadence_label(row.cadence)}，截至{row.as_of}{correction}）"
    return ReportToApprove(title, str(row.publication_id)[:8], facts)


def _difference(
    name: str, now: int | None, before: int | None, text: Callable[[int], str]
) -> tuple[tuple[str, str], ...]:
    """Return the figure with that before it, and the difference; () for a report without such a figure."""
    if now is None:
        return ()
    if before is None:
        return ((name, f"{text(now)}，此前没有发出过"),)
    sign = "+" if now >= before else "-"
    return ((name, f"{text(now)}，此前{text(before)}，相差{sign}{text(abs(now - before))}"),)


def approvals(details: Iterable[Mapping[str, Any]]) -> tuple[Question, ...]:
    """Return the questions of Airflow's list of waiting approvals (`hitlDetails`), the earliest first."""
    ordered = sorted(details, key=lambda detail: str(detail["created_at"]))
    return tuple(_question(detail) for detail in ordered)


def _question(detail: Mapping[str, Any]) -> Question:
    subject, body = str(detail["subject"]), str(detail["body"] or "")
    return Question(
        str(detail["task_instance"]["dag_run_id"]),
        subject,
        tuple(_paragraph(line) for line in body.splitlines() if line.strip()),
        tuple(str(option) for option in detail["options"]),
        hashlib.sha256(f"{subject}\0{body}".encode()).hexdigest(),
    )


def _paragraph(line: str) -> Paragraph:
    """Return a line of the question's Markdown, which has lists and bold words alone."""
    return Paragraph(line.removeprefix("- ").replace("**", ""), line.startswith("- "))

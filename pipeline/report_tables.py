"""The tables of the summary on the screen: from a report and rows to rich tables. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from transforms.report.content import Line, Report
from transforms.report.names import status_label
from transforms.report.ratio import BLANK, Ratio, percent, percent_of_bp, yuan_grouped

WIDTH = 100
BAR_CELLS = 14
MAX_LINES = 12


def head(report: Report, known: dict[str, Any]) -> Panel:
    head, total = report.header, report.total
    lines = [
        f"{head.place_name} · plan year {head.plan_year} · money received up to {report.slot.as_of}",
        f"{total.enrolled_persons or 0:,} persons enrolled, {percent(total.completion)} of the target"
        + (f" (goal {percent_of_bp(head.completion_goal_bp)})" if head.completion_goal_bp else ""),
        f"assessment {known['assess_no']} of {known['business_date']}, deliveries up to no. {known['committed_no']}, "
        f"pack {head.pack_code} {head.pack_version[:12]} ({status_label(head.pack_status)})",
    ]
    return Panel(Text("\n".join(lines)), title="Campaign", title_align="left", width=WIDTH, box=box.ROUNDED)


def table_of(title: str, *columns: tuple[str, str]) -> Table:
    """A table as wide as its content; columns are (heading, justify)."""
    table = Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        show_edge=False,
        padding=(0, 1),
    )
    for heading, justify in columns:
        table.add_column(
            heading, justify="right" if justify == "right" else "left", no_wrap=justify == "right", overflow="fold"
        )
    return table


def units(report: Report) -> Table:
    table = table_of(
        "Progress by unit, against the target",
        (report.header.unit_kind_label, "left"),
        ("target", "right"),
        ("enrolled", "right"),
        ("completion", "right"),
        ("", "left"),
        ("rank", "right"),
        ("special", "right"),
        ("received, yuan", "right"),
    )
    for line in (*report.units, report.total):
        is_total = line is report.total
        table.add_row(
            line.label,
            BLANK if line.target_persons is None else f"{line.target_persons:,}",
            f"{line.enrolled_persons or 0:,}",
            Text(percent(line.completion), style=_colour(line.misses_completion)),
            _bar(line.completion),
            "" if line.rank is None else str(line.rank),
            Text(percent(line.special.rate) if line.special else BLANK, style=_colour(line.misses_special)),
            yuan_grouped(line.money.received_fen) if line.money else BLANK,
            style="bold" if is_total else "",
            end_section=line is report.units[-1] if report.units else False,
        )
    return table


def _colour(misses: bool) -> str:
    return "red" if misses else ""


def _bar(value: Ratio | None) -> str:
    """Fourteen cells for 100 %; more than the target fills them all."""
    if value is None:
        return ""
    filled = min(BAR_CELLS, max(0, value.basis_points * BAR_CELLS // 10_000))
    return "█" * filled + "░" * (BAR_CELLS - filled)


def categories(report: Report) -> Table | Text:
    if not report.categories:
        return Text("Special populations: no list has been accepted yet.\n")
    table = table_of(
        "Special populations: living members and those enrolled",
        ("类别", "left"),
        ("members", "right"),
        ("enrolled", "right"),
        ("coverage", "right"),
        ("missing", "right"),
    )
    for line in report.categories:
        assert line.special is not None
        covered = line.special
        missing = covered.member_persons - covered.enrolled_persons
        table.add_row(
            line.label,
            f"{covered.member_persons:,}",
            f"{covered.enrolled_persons:,}",
            Text(percent(covered.rate), style=_colour(line.misses_special)),
            f"{missing:,}" if missing else "",
        )
    return table


def money(report: Report) -> Table:
    """One row per payer, one column per plan year; below it where the money stands."""
    years = report.plan_years
    table = table_of("Amounts by payer, yuan", ("付款方", "left"), *((line.label, "right") for line in years))
    rows = [("个人缴费（已到账）", [_account(line, "received_fen") for line in years])]
    for payer, label in report.payers.items():
        rows.append((label, [line.fund_fen_by_payer.get(payer, 0) for line in years]))
    waiting = (("其中待退", "refundable_fen"), ("其中待报销", "reimbursable_fen"), ("其中挂账", "suspense_fen"))
    rows += [(label, [_account(line, account) for line in years]) for label, account in waiting]
    for label, amounts in rows:
        if label.startswith("其中") and not any(amounts):
            continue
        table.add_row(label, *(yuan_grouped(fen) for fen in amounts))
    return table


def _account(line: Line, account: str) -> int:
    return int(getattr(line.money, account)) if line.money else 0


def held(deliveries: Sequence[dict[str, Any]]) -> Table:
    table = table_of(
        "Held or rejected, and why", ("sender", "left"), ("period", "left"), ("state", "left"), ("原因", "left")
    )
    for row in deliveries[:MAX_LINES]:
        table.add_row(row["sender"], row["period"], row["state"], row["reasons_zh"] or BLANK)
    if len(deliveries) > MAX_LINES:
        table.add_row(f"… {len(deliveries) - MAX_LINES} more", "", "", "mart.delivery has them all")
    return table


def quarantine(lines: Sequence[dict[str, Any]]) -> Table:
    table = table_of(
        "Quarantined rows of accepted deliveries, and why", ("sender", "left"), ("rows", "right"), ("原因", "left")
    )
    ordered = sorted(lines, key=lambda row: -row["quarantined_rows"])
    for row in ordered[:MAX_LINES]:
        table.add_row(row["sender"], f"{row['quarantined_rows']:,}", row["reason_zh"])
    rest = sum(row["quarantined_rows"] for row in ordered[MAX_LINES:])
    if rest:
        table.add_row("… more", f"{rest:,}", "mart.quarantine has them all")
    return table


def exceptions(lines: Sequence[dict[str, Any]]) -> Table:
    table = table_of(
        "Amount undefined: not enrolled, money in suspense",
        ("类别", "left"),
        ("persons", "right"),
        ("paid, yuan", "right"),
        ("原因", "left"),
    )
    for row in lines[:MAX_LINES]:
        table.add_row(row["category_label"], f"{row['persons']:,}", yuan_grouped(row["paid_fen"]), row["reason_zh"])
    if len(lines) > MAX_LINES:
        rest = sum(row["persons"] for row in lines[MAX_LINES:])
        table.add_row("… more", f"{rest:,}", "", "mart.exception has them all")
    return table

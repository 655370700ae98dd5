"""The parts of the summary on the screen: from a report and rows to rich tables and panels. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.cells import cell_len
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from transforms.report.progress.content import Line, Report
from transforms.text.figures import yuan_grouped
from transforms.text.labels import ACCOUNT_LABELS, WAITING_ACCOUNTS, cadence_label, category_label, status_label
from transforms.text.ratio import BLANK, Ratio, percent, percent_of_bp

Row = Mapping[str, Any]
WIDTH = 100
BAR_CELLS = 10
MAX_LINES = 12


def head(report: Report, known: Row) -> Panel:
    head, total = report.header, report.total
    lines = [
        f"{head.place_name} · plan year {head.plan_year} · money received up to {report.slot.as_of}",
        f"{total.enrolled_persons or 0:,} persons enrolled, {percent(total.completion)} of the target"
        + (f" (goal {percent_of_bp(head.completion_goal_bp)})" if head.completion_goal_bp else ""),
        f"assessment {known['assess_no']} of {known['business_date']}, deliveries up to no. {known['committed_no']}, "
        f"pack {head.pack_code} {head.pack_version[:12]} ({status_label(head.pack_status)})",
    ]
    return panel("Campaign", "\n".join(lines))


def panel(title: str, text: str) -> Panel:
    return Panel(Text(text), title=title, title_align="left", box=box.ROUNDED)


def count(number: int, noun: str, plural: str | None = None) -> str:
    """`1 person`, `2 persons`."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def fold(text: str, width: int = WIDTH - 4) -> str:
    """Break lines by cells: Chinese has no spaces to break at, and a character is two cells wide."""
    folded = []
    for line in text.splitlines():
        while cell_len(line) > width:
            cut = next(n for n in range(len(line), 0, -1) if cell_len(line[:n]) <= width)
            folded.append(line[:cut])
            line = "  " + line[cut:]
        folded.append(line)
    return "\n".join(folded)


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
    """Ten cells for 100 %; more than the target fills them all."""
    if value is None:
        return ""
    filled = min(BAR_CELLS, max(0, value.basis_points * BAR_CELLS // 10_000))
    return "█" * filled + "░" * (BAR_CELLS - filled)


def categories(report: Report) -> Table | Text:
    if not report.categories:
        return Text("Special populations: no list has been accepted yet.")
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
    rows = [(ACCOUNT_LABELS["received_fen"], [_account(line, "received_fen") for line in years])]
    for payer, label in report.payers.items():
        rows.append((label, [line.fund_fen_by_payer.get(payer, 0) for line in years]))
    rows += [
        (f"其中{ACCOUNT_LABELS[account]}", [_account(line, account) for line in years]) for account in WAITING_ACCOUNTS
    ]
    for label, amounts in rows:
        if label.startswith("其中") and not any(amounts):
            continue
        table.add_row(label, *(yuan_grouped(fen) for fen in amounts))
    return table


def _account(line: Line, account: str) -> int:
    return int(getattr(line.money, account)) if line.money else 0


def held(deliveries: Sequence[Row]) -> Table:
    table = table_of(
        "Held or rejected, and why", ("sender", "left"), ("period", "left"), ("state", "left"), ("原因", "left")
    )
    for row in deliveries[:MAX_LINES]:
        table.add_row(row["sender"], row["period"], row["state"], row["reasons_zh"] or BLANK)
    if len(deliveries) > MAX_LINES:
        table.add_row(f"… {len(deliveries) - MAX_LINES} more", "", "", "mart.delivery has them all")
    return table


def quarantine(lines: Sequence[Row]) -> Table:
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


def exceptions(lines: Sequence[Row]) -> Table:
    table = table_of(
        "Amount undefined: not enrolled, money in suspense",
        ("类别", "left"),
        ("persons", "right"),
        ("paid, yuan", "right"),
        ("原因", "left"),
    )
    for row in lines[:MAX_LINES]:
        label = category_label(row["category"], {row["category"]: row["category_label"]})
        table.add_row(label, f"{row['persons']:,}", yuan_grouped(row["paid_fen"]), row["reason_zh"])
    if len(lines) > MAX_LINES:
        rest = sum(row["persons"] for row in lines[MAX_LINES:])
        table.add_row("… more", f"{rest:,}", "", "mart.exception has them all")
    return table


def deliveries(counts: Sequence[Row]) -> Table:
    """Files and rows by the fate of the delivery."""
    columns = ("files", "rows", "clean", "duplicate", "quarantined")
    table = table_of("Deliveries", ("state", "left"), *((name, "right") for name in columns))
    for row in counts:
        figures = ("deliveries", "rows_read", "rows_clean", "rows_duplicate", "rows_quarantined")
        table.add_row(row["state"], *(f"{row[name]:,}" for name in figures))
    return table


def open_tables(matters: Mapping[str, Sequence[Row]], undefined: Sequence[Row]) -> list[Table]:
    """What waits for somebody, as far as there is any."""
    found = [(held, matters["deliveries"]), (quarantine, matters["quarantine"]), (exceptions, undefined)]
    return [table(rows) for table, rows in found if rows]


def next_steps(
    matters: Mapping[str, Sequence[Row]],
    undefined: Sequence[Row],
    household: Row,
    publications: Sequence[Row],
    coming: Sequence[Any],
    more_steps: Sequence[str] = (),
) -> Panel:
    """What a person has to do now; `coming` are the slots due next, `more_steps` what other parts ask for."""
    steps = [*_deliveries_to_decide(matters["deliveries"])]
    if matters["quarantine"]:
        rows = count(sum(row["quarantined_rows"] for row in matters["quarantine"]), "quarantined row")
        steps.append(f"Send {rows} back for correction: {_senders(matters['quarantine'])}.")
    if undefined:
        steps.append(
            f"Settle the amount for {count(sum(row['persons'] for row in undefined), 'person')} (mart.exception)."
        )
    if household["households"]:
        missing = count(household["missing_persons"], "member is", "members are")
        households = count(household["households"], "household is", "households are")
        steps.append(f"{households} enrolled in part, {missing} missing (mart.household_incomplete).")
    steps += more_steps
    unsent = [row for row in publications if row["mailed_at"] is None]
    if unsent:
        steps.append(f"{count(len(unsent), 'publication')} not mailed: set a mail server and publish again.")
    if coming:
        labels = "、".join(cadence_label(slot.cadence) for slot in coming)
        steps.append(f"Next publication: {labels}, due on {coming[0].due_on}.")
    return panel("What to do next", fold("\n".join(f"- {step}" for step in steps) or "Nothing waits."))


def _deliveries_to_decide(open_deliveries: Sequence[Row]) -> list[str]:
    by_state = {state: [row for row in open_deliveries if row["state"] == state] for state in ("held", "rejected")}
    steps = []
    if by_state["held"]:
        files = count(len(by_state["held"]), "held delivery", "held deliveries")
        steps.append(f"Decide {files} with the sender: {_senders(by_state['held'])}.")
    if by_state["rejected"]:
        files = count(len(by_state["rejected"]), "rejected file")
        steps.append(f"Ask for {files} again: {_senders(by_state['rejected'])}.")
    return steps


def _senders(lines: Sequence[Row]) -> str:
    return "、".join(dict.fromkeys(row["sender"] for row in lines))

"""Tables of the summary about matters that wait for a person, and the list of next steps. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from rich.panel import Panel
from rich.table import Table

from pipeline.commands.progress.layout import MAX_LINES, count, fold, panel, table_of
from pipeline.progress.campaign_state import CampaignState
from pipeline.progress.rows import DeliveryCount, UndefinedAmount, WaitingReversals
from transforms.mail.reminder import ExpectedDelivery, missing_lines
from transforms.report.differences.notes import MoneyDifference
from transforms.report.progress.history_notes import HistoryGaps, history_notes
from transforms.report.progress.summary import OpenDelivery, OpenMatters, QuarantinedRows
from transforms.text.figures import yuan_grouped
from transforms.text.labels import cadence_label, category_label
from transforms.text.ratio import BLANK


def deliveries(counts: Sequence[DeliveryCount]) -> Table:
    """Make the table of deliveries, one row per state: files, and rows read, clean, duplicate and quarantined."""
    columns = ("files", "rows", "clean", "duplicate", "quarantined")
    table = table_of("Deliveries", ("state", "left"), *((name, "right") for name in columns))
    for row in counts:
        figures = (row.deliveries, row.rows_read, row.rows_clean, row.rows_duplicate, row.rows_quarantined)
        table.add_row(row.state, *(f"{figure:,}" for figure in figures))
    return table


def missing_deliveries(expected: Sequence[ExpectedDelivery]) -> list[Panel]:
    """Make one panel with the senders whose delivery is overdue; an empty list if no delivery is.

    `expected`: all deliveries that the pack expects, with their state on a day; only those in the state `missing`
    count.
    """
    lines = missing_lines(expected)
    return [panel(f"Deliveries missing: {len(lines)} sources", fold("\n".join(lines)))] if lines else []


def open_tables(matters: OpenMatters, undefined: Sequence[UndefinedAmount]) -> list[Table]:
    """Make the tables that have rows: held or rejected deliveries, quarantined rows, undefined amounts, differences.

    `matters`: lists `deliveries` (held or rejected), `quarantine` (number of rows by source and reason) and
    `unreconciled` (differences with the tax bureau by day and unit).
    `undefined`: one entry per category and reason for which the notice leaves the amount open. Prints nothing.
    """
    tables = []
    if matters["deliveries"]:
        tables.append(_held(matters["deliveries"]))
    if matters["quarantine"]:
        tables.append(_quarantine(matters["quarantine"]))
    if undefined:
        tables.append(_undefined(undefined))
    if matters.get("unreconciled"):
        tables.append(_unreconciled(matters["unreconciled"]))
    return tables


def reversals(rows: Sequence[WaitingReversals]) -> list[Table]:
    """Make the table of reversals that take no money of a receipt back yet; an empty list if there are none.

    `rows`: one per sender and state, with number and sum of the reversals.
    """
    if not rows:
        return []
    table = table_of(
        "Reversals that wait, in suspense (mart.reversal)",
        ("报送单位", "left"),
        ("状态", "left"),
        ("笔数", "right"),
        ("金额（元）", "right"),
    )
    for row in rows:
        table.add_row(row.sender, row.state_zh, f"{row.reversals:,}", yuan_grouped(row.reversed_fen))
    return [table]


def next_steps(state: CampaignState) -> Panel:
    """Make the panel with one English line for each thing that an official has to do now.

    `state`: open matters, publications and due slots of the campaign on a day. For example, a line asks to decide held
    deliveries. The next due publication is the last line. If there is nothing, the text is `Nothing waits.`
    """
    matters, undefined, household = state.open_matters, state.undefined_amounts, state.households
    steps = [*_deliveries_to_decide(matters["deliveries"])]
    if matters["quarantine"]:
        rows = count(sum(row["quarantined_rows"] for row in matters["quarantine"]), "quarantined row")
        steps.append(f"Send {rows} back for correction: {_senders(matters['quarantine'])}.")
    if undefined:
        steps.append(
            f"Settle the amount for {count(sum(row.persons for row in undefined), 'person')} (mart.exception)."
        )
    if household.households:
        missing = count(household.missing_persons, "member is", "members are")
        households = count(household.households, "household is", "households are")
        steps.append(f"{households} enrolled in part, {missing} missing (mart.household_incomplete).")
    if differences := sum(row["differences"] for row in matters.get("unreconciled", [])):
        steps.append(
            f"Settle {count(differences, 'difference')} with the tax bureau; money of these days waits"
            " (mart.statement_difference, mart.reconciliation_feed)."
        )
    steps += _history_to_ask_for(state.history_gaps)
    if state.mails.waiting:
        steps.append(
            f"{count(state.mails.waiting, 'mail waits', 'mails wait')} for the mail server: campaign mail send."
        )
    if state.mails.refused:
        steps.append(f"{count(state.mails.refused, 'mail was', 'mails were')} refused: campaign mail list.")
    if waiting := sum(row.is_waiting for row in state.publications):
        steps.append(f"Approve or refuse {count(waiting, 'report')}: campaign waiting.")
    if state.next_slots:
        labels = "、".join(cadence_label(slot.cadence) for slot in state.next_slots)
        steps.append(f"Next publication: {labels}, due on {state.next_slots[0].due_on}.")
    return panel("What to do next", fold("\n".join(f"- {step}" for step in steps) or "Nothing waits."))


def _held(rows: Sequence[OpenDelivery]) -> Table:
    table = table_of(
        "Held or rejected, and why", ("sender", "left"), ("period", "left"), ("state", "left"), ("原因", "left")
    )
    for row in rows[:MAX_LINES]:
        table.add_row(row["sender"], row["period"], row["state"], row["reasons_zh"] or BLANK)
    if len(rows) > MAX_LINES:
        table.add_row(f"… {len(rows) - MAX_LINES} more", "", "", "mart.delivery has them all")
    return table


def _quarantine(lines: Sequence[QuarantinedRows]) -> Table:
    """Make the table of quarantined rows by sender and reason, most rows first."""
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


def _undefined(lines: Sequence[UndefinedAmount]) -> Table:
    table = table_of(
        "Amount undefined: not enrolled, money in suspense",
        ("类别", "left"),
        ("persons", "right"),
        ("paid", "right"),
        ("paid, yuan", "right"),
        ("原因", "left"),
    )
    for row in lines[:MAX_LINES]:
        label = category_label(row.category, {row.category: row.category_label})
        table.add_row(label, f"{row.persons:,}", f"{row.paid_persons:,}", yuan_grouped(row.paid_fen), row.reason_zh)
    if len(lines) > MAX_LINES:
        rest = sum(row.persons for row in lines[MAX_LINES:])
        table.add_row("… more", f"{rest:,}", "", "", "mart.exception has them all")
    return table


def _unreconciled(rows: Sequence[MoneyDifference]) -> Table:
    """Make the table of differences with the tax bureau, one row per day and kind, earliest first."""
    table = table_of(
        "Differences with the tax bureau",
        ("date", "left"),
        ("source", "left"),
        ("differences", "right"),
        ("difference, yuan", "right"),
    )
    days = sorted({(row["on_date"], row["kind"]) for row in rows})
    for on_date, kind in days[:MAX_LINES]:
        of_day = [row for row in rows if (row["on_date"], row["kind"]) == (on_date, kind)]
        fen = sum(row["difference_fen"] for row in of_day)
        table.add_row(on_date, kind, f"{sum(row['differences'] for row in of_day):,}", yuan_grouped(fen))
    if len(days) > MAX_LINES:
        table.add_row(f"… {len(days) - MAX_LINES} more", "mart.statement_difference has them all", "", "")
    return table


def _deliveries_to_decide(open_deliveries: Sequence[OpenDelivery]) -> list[str]:
    by_state = {state: [row for row in open_deliveries if row["state"] == state] for state in ("held", "rejected")}
    steps = []
    if by_state["held"]:
        files = count(len(by_state["held"]), "held delivery", "held deliveries")
        steps.append(f"Decide {files} with the sender: {_senders(by_state['held'])}.")
    if by_state["rejected"]:
        files = count(len(by_state["rejected"]), "rejected file")
        steps.append(f"Ask for {files} again: {_senders(by_state['rejected'])}.")
    return steps


def _history_to_ask_for(gaps: HistoryGaps | None) -> list[str]:
    if gaps is None or not history_notes(gaps):
        return []
    years = "、".join(str(year) for year in gaps["missing_years"] or gaps["years"])
    return [f"Ask for the enrolment history of {years}: source history (mart.history_missing)."]


def _senders(lines: Sequence[OpenDelivery] | Sequence[QuarantinedRows]) -> str:
    return "、".join(dict.fromkeys(row["sender"] for row in lines))

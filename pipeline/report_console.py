"""The summary on the screen: what is known on a date, what waits, where the extracts are, and what to do next."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich import box
from rich.console import Console, Group
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from sqlalchemy import Connection

from pipeline import outbox, packs, publish
from pipeline import publish_inputs as inputs
from pipeline import report_tables as tables
from pipeline.publish_inputs import PublishError
from pipeline.report_tables import MAX_LINES, WIDTH
from pipeline.settings import Settings
from transforms.policy import Pack, all_slots
from transforms.report.content import Report, Slot
from transforms.report.mail_body import plain_text
from transforms.report.names import cadence_label, chinese_date
from transforms.report.shape import progress_report
from transforms.report.summary import summary


def render_summary(settings: Settings, pack_code: str, as_of: date) -> None:
    """Print the campaign's state: money received up to and with `as_of`, as far as it is assessed."""
    console = Console(width=None if _is_narrow() else WIDTH, highlight=False)
    pack = packs.load(settings, pack_code)
    with inputs.connect(settings) as conn:
        try:
            report, known = _report(conn, pack, as_of)
        except PublishError as error:
            console.print(Text(f"Nothing to show yet: {error}", style="yellow"))
            return
        matters = inputs.open_matters(conn, pack_code, as_of)
        console.print(tables.head(report, known))
        console.print(tables.units(report), tables.categories(report), tables.money(report), sep="\n")
        console.print(_deliveries(conn, pack_code, as_of, matters))
        exceptions = inputs.rows(conn, "exception", pack_code=pack_code)
        if exceptions:
            console.print(tables.exceptions(exceptions))
        publications = inputs.rows(conn, "publications", campaign_id=report_id(conn, pack_code), as_of=as_of)
        console.print(_extracts(settings, pack_code, publications))
        if publications:
            console.print(_mail(conn, publications[-1]))
        console.print(_next_steps(conn, pack, as_of, matters, exceptions, publications))


def _is_narrow() -> bool:
    """On a terminal of less than 100 columns the tables fold; anywhere else they are 100 wide."""
    try:
        return os.get_terminal_size().columns < WIDTH
    except OSError:
        return False


def report_id(conn: Connection, pack_code: str) -> int:
    """The campaign's number, by which the ledger knows it."""
    return int(inputs.campaign(conn, pack_code)["campaign_id"])


def _report(conn: Connection, pack: Pack, as_of: date) -> tuple[Report, dict[str, Any]]:
    campaign = inputs.campaign(conn, pack.pack_code)
    known = inputs.assessment(conn, campaign["campaign_id"])
    if known is None:
        raise PublishError(f"{pack.pack_code}: nothing was assessed yet")
    slot = Slot("progress", "once", pack.starts_on, as_of, as_of)
    snapshot = inputs.snapshot(conn, campaign, known["committed_no"], pack)
    facts = inputs.facts(conn, campaign["campaign_id"], known["assess_no"], as_of)
    return progress_report(slot, 0, snapshot, facts), known


def _deliveries(conn: Connection, pack_code: str, as_of: date, matters: dict[str, list[dict[str, Any]]]) -> Group:
    counts = tables.table_of(
        "Deliveries",
        ("state", "left"),
        ("files", "right"),
        ("rows", "right"),
        ("clean", "right"),
        ("duplicate", "right"),
        ("quarantined", "right"),
    )
    for row in inputs.rows(conn, "delivery_count", pack_code=pack_code, as_of=as_of):
        figures = ("deliveries", "rows_read", "rows_clean", "rows_duplicate", "rows_quarantined")
        counts.add_row(row["state"], *(f"{row[name]:,}" for name in figures))
    parts: list[Table | Text] = [counts]
    if matters["deliveries"]:
        parts.append(tables.held(matters["deliveries"]))
    if matters["quarantine"]:
        parts.append(tables.quarantine(matters["quarantine"]))
    return Group(*parts)


def _extracts(settings: Settings, pack_code: str, publications: Sequence[dict[str, Any]]) -> Table | Text:
    if not publications:
        return Text("Extracts: none published yet.\n")
    table = tables.table_of(
        "Extracts published", ("report", "left"), ("as of", "left"), ("mailed", "left"), ("file", "left")
    )
    for row in publications[-MAX_LINES:]:
        for place, file in enumerate(row["manifest"]["files"]):
            path = outbox.named_path(settings.outbox_dir, pack_code, file["name"])
            first = place == 0
            table.add_row(
                f"{row['report']} {cadence_label(row['cadence'])}" if first else "",
                row["as_of"].isoformat() if first else "",
                ("yes" if row["mailed_at"] else "no") if first else "",
                path.name,
            )
    folder = outbox.named_path(settings.outbox_dir, pack_code, publications[-1]["manifest"]["files"][0]["name"]).parent
    table.caption, table.caption_justify = f"in {_short(folder)}", "left"
    return table


def _short(path: Path) -> str:
    """The path from here, where that is shorter."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _mail(conn: Connection, row: dict[str, Any]) -> Panel:
    publication = publish.by_id(conn, row["publication_id"])
    content = summary(publish.report_of(conn, publication), publication["manifest"]["open"])
    state = "sent" if row["mailed_at"] else "not sent yet: no mail server is set"
    to = ", ".join(publication["manifest"]["recipients"])
    return Panel(
        Text(plain_text(content).rstrip()),
        title=f"Summary mail of {chinese_date(row['as_of'])} ({state})",
        subtitle=f"to {to}",
        title_align="left",
        subtitle_align="left",
        width=WIDTH,
        box=box.ROUNDED,
    )


def _next_steps(
    conn: Connection,
    pack: Pack,
    as_of: date,
    matters: dict[str, list[dict[str, Any]]],
    exceptions: Sequence[dict[str, Any]],
    publications: Sequence[dict[str, Any]],
) -> Panel:
    steps = []
    held = [row for row in matters["deliveries"] if row["state"] == "held"]
    if held:
        steps.append(f"Decide {len(held)} held deliveries with their senders: {_names(held)}.")
    rejected = [row for row in matters["deliveries"] if row["state"] == "rejected"]
    if rejected:
        steps.append(f"Ask for {len(rejected)} rejected files again: {_names(rejected)}.")
    if matters["quarantine"]:
        count = sum(row["quarantined_rows"] for row in matters["quarantine"])
        steps.append(f"Send {count:,} quarantined rows back for correction: {_names(matters['quarantine'])}.")
    if exceptions:
        steps.append(f"Settle the amount for {sum(row['persons'] for row in exceptions):,} persons (mart.exception).")
    household = inputs.rows(conn, "household", pack_code=pack.pack_code)[0]
    if household["households"]:
        steps.append(
            f"{household['households']:,} households are enrolled in part, {household['missing_persons']:,} "
            "members are missing (mart.household_incomplete)."
        )
    unsent = [row for row in publications if row["mailed_at"] is None]
    if unsent:
        steps.append(f"{len(unsent)} publications were not mailed: set a mail server and publish again.")
    coming = [slot for slot in all_slots(pack) if slot.due_on > as_of]
    if coming:
        days = coming[0].due_on
        due = "、".join(cadence_label(slot.cadence) for slot in coming if slot.due_on == days)
        steps.append(f"Next publication: {due}, due on {days}.")
    return Panel(
        Text("\n".join(f"- {step}" for step in steps) or "Nothing waits."),
        title="What to do next",
        title_align="left",
        width=WIDTH,
        box=box.ROUNDED,
    )


def _names(lines: Sequence[dict[str, Any]]) -> str:
    return "、".join(dict.fromkeys(row["sender"] for row in lines))

"""The summary on the screen: what is known on a date, what waits, where the extracts are, and what to do next."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from sqlalchemy import Connection

from pipeline.commands.progress import more_tables as more
from pipeline.commands.progress import tables
from pipeline.commands.progress.tables import MAX_LINES, WIDTH, fold
from pipeline.policy import registry
from pipeline.publish import inputs, outbox
from pipeline.publish import run as publish
from pipeline.publish.inputs import PublishError
from pipeline.publish.run import DueSlot
from pipeline.runtime.settings import Settings
from pipeline.senders import reminders
from transforms.mail.publication import plain_text
from transforms.policy import Pack, all_slots, campaign_id
from transforms.report.progress.compose import progress_report
from transforms.report.progress.content import Report, Slot
from transforms.report.progress.summary import summary
from transforms.report.progress.unit_targets import TargetList, target_lists
from transforms.text.labels import cadence_label


def render_summary(settings: Settings, pack_code: str, as_of: date) -> None:
    """Print the campaign's state: money received up to and with `as_of`, as far as it is assessed."""
    console = Console(width=None if _is_narrow() else WIDTH, highlight=False)
    pack = registry.load(settings, pack_code)
    with inputs.connect(settings) as conn:
        try:
            report, known = _report(conn, pack, as_of)
        except PublishError as error:
            console.print(Text(f"Nothing to show yet: {error}", style="yellow"))
            return
        matters = inputs.open_matters(conn, pack_code, as_of)
        exceptions = inputs.rows(conn, "progress/exception", pack_code=pack_code)
        household = inputs.rows(conn, "progress/household", pack_code=pack_code)[0]
        publications = inputs.rows(conn, "progress/publications", campaign_id=campaign_id(pack_code), as_of=as_of)
        counts = inputs.rows(conn, "progress/delivery_count", pack_code=pack_code, as_of=as_of)
        gaps = inputs.history(conn, pack_code)
        expected = reminders.expected(conn, pack_code, as_of)
        parts: list[RenderableType] = [tables.head(report, known), tables.units(report)]
        parts += [*more.targets(_targets(conn, pack_code, report)), tables.categories(report)]
        parts += [tables.money(report), tables.deliveries(counts), *tables.open_tables(matters, exceptions)]
        parts += more.reversals(inputs.rows(conn, "progress/reversal", pack_code=pack_code))
        parts += [*more.missing_deliveries(expected), *more.history(gaps)]
        parts.append(_extracts(settings, pack_code, publications))
        if publications:
            parts.append(_mail(conn, publications[-1]))
        coming = _coming(pack, as_of, publications)
        steps = more.history_step(gaps)
        parts.append(tables.next_steps(matters, exceptions, household, publications, coming, steps))
    for part in parts:
        console.print(part, "")


def _is_narrow() -> bool:
    """On a terminal of less than 100 columns the tables fold; anywhere else they are 100 wide."""
    try:
        return os.get_terminal_size().columns < WIDTH
    except OSError:
        return False


def _report(conn: Connection, pack: Pack, as_of: date) -> tuple[Report, dict[str, Any]]:
    campaign = inputs.campaign(conn, pack.pack_code)
    known = inputs.assessment(conn, campaign["campaign_id"])
    if known is None:
        raise PublishError(f"{pack.pack_code}: nothing was assessed yet")
    slot = Slot("progress", "once", pack.starts_on, as_of, as_of)
    snapshot = inputs.snapshot(conn, campaign, known["committed_no"], pack)
    facts = inputs.facts(conn, campaign["campaign_id"], known["assess_no"], as_of)
    return progress_report(slot, 0, snapshot, facts), known


def _targets(conn: Connection, pack_code: str, report: Report) -> tuple[TargetList, ...]:
    """Every target as it stands now, against the persons of the report's date."""
    enrolled = {line.label: line.enrolled_persons or 0 for line in report.units}
    return target_lists(inputs.rows(conn, "progress/unit_target", pack_code=pack_code), enrolled)


def _extracts(settings: Settings, pack_code: str, publications: Sequence[dict[str, Any]]) -> Table | Text:
    if not publications:
        return Text("Extracts: none published yet.")
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
    return tables.panel(
        f"Summary mail of {row['as_of']} ({state})", fold(f"To: {to}\n\n{plain_text(content).rstrip()}")
    )


def _coming(pack: Pack, as_of: date, publications: Sequence[dict[str, Any]]) -> list[DueSlot]:
    """The slots that are due next and not published yet; those of one day together."""
    done = {(row["report"], row["cadence"], row["period_to"]) for row in publications}
    slots = [s for s in all_slots(pack) if s.due_on > as_of and (s.report, s.cadence, s.period_to) not in done]
    return [slot for slot in slots if slot.due_on == slots[0].due_on]

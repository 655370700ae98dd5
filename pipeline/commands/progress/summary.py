"""Print the summary of a campaign: figures of a date, open matters, published extracts, and next steps."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rich.console import Console, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text
from sqlalchemy import Connection

from pipeline.commands.progress import layout, open_matters, tables
from pipeline.commands.progress.open_matters import ListedPublication
from pipeline.policy import registry
from pipeline.publish import inputs, outbox, progress, publications, reports
from pipeline.publish.inputs import Assessment, PublishError
from pipeline.runtime.settings import Settings
from pipeline.senders import reminders
from transforms.policy import Pack, Slot, all_slots, campaign_id
from transforms.report.progress.compose import progress_report
from transforms.report.progress.content import Report
from transforms.report.progress.unit_targets import TargetList, UnitTargetRow, target_lists
from transforms.report.publication import Period
from transforms.text.labels import cadence_label


def render_summary(settings: Settings, pack_code: str, as_of: date) -> None:
    """Print the state of a campaign: money received up to and including `as_of`, as far as it is assessed."""
    console = Console(width=None if _is_narrow() else layout.WIDTH, highlight=False)
    pack = registry.load(settings, pack_code)
    with inputs.connect(settings) as conn:
        try:
            report, known = _report(conn, pack, as_of)
        except PublishError as error:
            console.print(Text(f"Nothing to show yet: {error}", style="yellow"))
            return
        matters = inputs.open_matters(conn, pack_code, as_of)
        undefined = open_matters.UNDEFINED_AMOUNTS.all(conn, pack_code=pack_code)
        household = open_matters.INCOMPLETE_HOUSEHOLDS.single(conn, pack_code=pack_code)
        published = open_matters.LISTED_PUBLICATIONS.all(conn, campaign_id=campaign_id(pack_code), as_of=as_of)
        gaps = progress.history(conn, pack_code)
        parts: list[RenderableType] = [
            tables.head(report, known),
            tables.units(report),
            *tables.targets(_targets(conn, pack_code, report)),
            tables.categories(report),
            tables.money(report),
            open_matters.deliveries(open_matters.DELIVERY_COUNTS.all(conn, pack_code=pack_code, as_of=as_of)),
            *open_matters.open_tables(matters, undefined),
            *open_matters.reversals(open_matters.WAITING_REVERSALS.all(conn, pack_code=pack_code)),
            *open_matters.missing_deliveries(reminders.expected(conn, pack_code, as_of)),
            *tables.history(gaps),
            _extracts(settings, pack_code, published),
        ]
        if published:
            parts.append(_mail(conn, published[-1]))
        coming = _coming(pack, as_of, published)
        parts.append(open_matters.next_steps(matters, undefined, household, gaps, published, coming))
    for part in parts:
        console.print(part, "")


def _is_narrow() -> bool:
    """Return whether the output is a terminal of less than 100 columns, where tables fold; else they are 100 wide."""
    try:
        return os.get_terminal_size().columns < layout.WIDTH
    except OSError:
        return False


def _report(conn: Connection, pack: Pack, as_of: date) -> tuple[Report, Assessment]:
    """Compose the report of a day that need not be published, and return it with the assessment that it knows."""
    campaign = inputs.campaign(conn, pack.pack_code)
    known = inputs.assessment(conn, campaign.campaign_id)
    if known is None:
        raise PublishError(f"{pack.pack_code}: nothing was assessed yet")
    period = Period("progress", "once", pack.starts_on, as_of, as_of)
    snapshot = progress.snapshot(conn, campaign, pack, known.committed_no)
    facts = progress.facts(conn, campaign.campaign_id, known.assess_no, as_of)
    return progress_report(period, 0, snapshot, facts), known


def _targets(conn: Connection, pack_code: str, report: Report) -> tuple[TargetList, ...]:
    """List every target as it is now, against the persons of the report's date."""
    enrolled = {line.label: line.enrolled_persons or 0 for line in report.units}
    rows = inputs.records(conn, "progress/unit_target", UnitTargetRow, pack_code=pack_code)
    return target_lists(rows, enrolled)


def _extracts(settings: Settings, pack_code: str, published: Sequence[ListedPublication]) -> Table | Text:
    if not published:
        return Text("Extracts: none published yet.")
    table = layout.table_of(
        "Extracts published", ("report", "left"), ("as of", "left"), ("mailed", "left"), ("file", "left")
    )
    for row in published[-layout.MAX_LINES :]:
        for place, file in enumerate(row.manifest["files"]):
            path = outbox.named_path(settings.outbox_dir, pack_code, file["name"])
            is_first = place == 0
            table.add_row(
                f"{row.report} {cadence_label(row.cadence)}" if is_first else "",
                row.as_of.isoformat() if is_first else "",
                ("yes" if row.mailed_at else "no") if is_first else "",
                path.name,
            )
    folder = outbox.named_path(settings.outbox_dir, pack_code, published[-1].manifest["files"][0]["name"]).parent
    table.caption, table.caption_justify = f"in {_short(folder)}", "left"
    return table


def _short(path: Path) -> str:
    """Return the path relative to the current folder if it is below it."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _mail(conn: Connection, row: ListedPublication) -> Panel:
    publication = publications.by_id(conn, row.publication_id)
    report = reports.find(publication.report)
    text = report.mail(report.content_of(conn, publication), publication).plain
    state = "sent" if row.mailed_at else "not sent yet: no mail server is set"
    to = ", ".join(publication.manifest["recipients"])
    return layout.panel(f"Summary mail of {row.as_of} ({state})", layout.fold(f"To: {to}\n\n{text.rstrip()}"))


def _coming(pack: Pack, as_of: date, published: Sequence[ListedPublication]) -> list[Slot]:
    """List the slots of the next day on which an unpublished report is due."""
    done = {(row.report, row.cadence, row.period_to) for row in published}
    slots = [
        slot
        for slot in all_slots(pack)
        if slot.due_on > as_of and (slot.report, slot.cadence, slot.period_to) not in done
    ]
    return [slot for slot in slots if slot.due_on == slots[0].due_on]

"""Publications that a correction of the pack has changed: which they are, and what is said of the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from pipeline.publish import inputs
from transforms.policy import Pack, compile_pack
from transforms.report.progress.compose import Snapshot, progress_report
from transforms.report.progress.content import Report, Slot
from transforms.report.progress.policy_correction_notes import correction_notes, reason


@dataclass(frozen=True)
class Republished:
    """A slot that was published, as it is published again: the same period, for the same recipients."""

    report: str
    cadence: str
    period_from: date
    period_to: date
    as_of: date
    due_on: date
    recipients: Sequence[str]


def slots(conn: Connection, campaign: dict[str, Any], snapshot: Snapshot, known_no: int) -> list[Republished]:
    """The published slots of which corrections of the pack changed a figure, and that were not published since."""
    rows = before_correction(conn, campaign["campaign_id"])
    return [
        Republished(
            row["report"], row["cadence"], row["period_from"], row["period_to"], row["as_of"], row["as_of"],
            row["manifest"]["recipients"],
        )
        for row in rows
        if _changed_by_policy(conn, campaign["campaign_id"], row, snapshot, known_no)
    ]  # fmt: skip


def before_correction(conn: Connection, campaign: int) -> list[dict[str, Any]]:
    """The newest publications of their slots that knew less than a later correction of the pack."""
    newest = inputs.rows(conn, "publish/ledger/newest_publications", campaign_id=campaign)
    return [row for row in newest if row["is_before_correction"]]


def _changed_by_policy(conn: Connection, campaign: int, row: dict[str, Any], snapshot: Snapshot, known_no: int) -> bool:
    """Whether the corrections moved a sum up to the as-of date, or the pack's own part of the report differs."""
    since = {
        "campaign_id": campaign,
        "known_no": row["manifest"]["known_no"],
        "until_no": known_no,
        "as_of": row["as_of"],
    }
    if any(one["is_policy"] for one in inputs.rows(conn, "publish/corrections/policy_effect", **since)):
        return True
    if inputs.rows(conn, "publish/corrections/policy_coverage_effect", **since):
        return True
    before = Snapshot(**row["manifest"]["snapshot"])
    return _of_pack(before, before, row) != _of_pack(snapshot, before, row)


def _of_pack(snapshot: Snapshot, before: Snapshot, row: dict[str, Any]) -> Report:
    """A report without figures of the ledger: what the pack alone puts into it, versions aside.

    Targets that were delivered, then or since, are no matter of the pack.
    """
    delivered = {(t["unit_id"], t["measure"]) for s in (snapshot, before) for t in s.targets if t["origin"] != "notice"}
    targets = [t for t in snapshot.targets if (t["unit_id"], t["measure"]) not in delivered]
    slot = Slot(row["report"], row["cadence"], row["period_from"], row["period_to"], row["as_of"])
    report = progress_report(slot, 0, replace(snapshot, targets=targets), inputs.Facts([], []))
    return replace(report, header=replace(report.header, pack_version="", pack_status=""))


def reason_of(
    conn: Connection, campaign: int, snapshot: Snapshot, since_no: int, known_no: int, as_of: date
) -> dict[str, Any] | None:
    """What the manifest of a correction says of its reason; None if no correction of the pack lies behind it."""
    span = {"campaign_id": campaign, "known_no": since_no, "until_no": known_no}
    corrections = inputs.rows(conn, "publish/corrections/policy_correction", **span)
    if not corrections:
        return None
    effect = inputs.rows(conn, "publish/corrections/policy_effect", **span, as_of=as_of)
    persons = inputs.rows(conn, "publish/corrections/policy_persons", **span, as_of=as_of)
    return reason(
        corrections, [one for one in effect if one["is_policy"]], persons, snapshot,
        others=any(not one["is_policy"] for one in effect),
    )  # fmt: skip


def explained(report: Report, manifest: dict[str, Any]) -> Report:
    """The report with the reason of its correction before its other notes, where its manifest has one."""
    said = manifest.get("policy_correction")
    return replace(report, notes=(*correction_notes(said), *report.notes)) if said else report


def is_of(snapshot: Mapping[str, Any], pack: Pack) -> bool:
    """Whether the pack's part that a manifest kept is what this version of the pack says, as far as it says it."""
    tables = compile_pack(pack)
    (campaign,) = tables["policy.campaign"]
    targets = {(row["unit_id"], row["measure"]): row["persons"] for row in tables["policy.target"]}
    return (
        all(campaign[name] == value for name, value in snapshot["campaign"].items() if name in campaign)
        and all(_holds(tables[f"policy.{name}"], snapshot[key]) for name, key in _PARTS.items())
        and all(
            targets.get((row["unit_id"], row["measure"]), row["persons"]) == row["persons"]
            for row in snapshot["targets"]
            if row["origin"] == "notice"
        )
    )


_PARTS = {"unit": "units", "category": "categories", "payer": "payers"}


def _holds(compiled: Sequence[Mapping[str, Any]], kept: Sequence[Mapping[str, Any]]) -> bool:
    """Both say the same of the same things, in the columns that were kept."""
    names = sorted(kept[0]) if kept else []
    said, held = ([repr([row[name] for name in names]) for row in rows] for rows in (compiled, kept))
    return not names or sorted(said) == sorted(held)

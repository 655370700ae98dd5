"""Publications that a correction of the pack has changed, and the explanation that their corrections carry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from pipeline.publish import inputs
from pipeline.publish.manifest import Publication
from transforms.policy import Pack, compile_pack
from transforms.report.progress.compose import Snapshot
from transforms.report.progress.own_part import hide_sums
from transforms.report.progress.policy_correction_notes import CorrectedPersons, PolicyCorrection, PolicyReason, reason
from transforms.report.progress.rows import EffectRow
from transforms.report.publication import View
from warehouse import statements
from warehouse.statements import Query


@dataclass(frozen=True)
class NewestPublication(Publication):
    """Row of publish/ledger/newest_publications: the newest publication of a slot and recipient.

    `is_before_correction`: it knew less than a later correction of the pack, and no run compared it since.
    `is_before_rewind`: it was made by an
    assessment that a later rewind took back.
    """

    is_before_correction: bool
    is_before_rewind: bool


NEWEST = Query("publish/ledger/newest_publications", NewestPublication)


def newest(conn: Connection, campaign_id: int) -> list[NewestPublication]:
    """Return the newest publication of every slot and recipient of a campaign, by as-of date, earliest first.

    Earlier publications of a slot are left out. A `NewestPublication` is the row of the ledger with its manifest;
    `is_before_correction` is True if a later correction of the pack was not known to it and no run has found it equal
    since, `is_before_rewind` if its assessment was taken back. `campaign_id`: id of the campaign
    (`campaign_id(pack_code)`).
    """
    return NEWEST.all(conn, campaign_id=campaign_id)


def is_changed_in_ledger(conn: Connection, publication: Publication, until_no: int) -> bool:
    """Return whether corrections of the pack changed a sum in the ledger that a publication states.

    Counts corrections that were assessed after the publication's own assessment, up to the assessment with the number
    `until_no`.
    """
    span = {
        "campaign_id": publication.campaign_id,
        "known_no": publication.manifest["known_no"],
        "until_no": until_no,
        "as_of": publication.edition.period.as_of,
    }
    effect = inputs.records(conn, "publish/corrections/policy_effect", EffectRow, **span)
    if any(row["is_policy"] for row in effect):
        return True
    return statements.run(conn, "publish/corrections/policy_coverage_effect", **span).first() is not None


def explain(
    conn: Connection, last: Publication, snapshot: Snapshot, until_no: int, as_of: date, view: View
) -> PolicyReason | None:
    """Explain how corrections of the pack since the publication `last` changed its figures; None if there were none.

    Returns what the manifest of the new publication states about that: changed rules, changed sums, persons, by unit.
    `snapshot`: the pack's part of the new publication (campaign, units, targets, categories, payers); `until_no`:
    number of the last assessment that it knows; `as_of`: last day that counts; `view`: units and figures that the
    recipient may see, others are left out.
    """
    span = {"campaign_id": last.campaign_id, "known_no": last.manifest["known_no"], "until_no": until_no}
    corrections = inputs.records(conn, "publish/corrections/policy_correction", PolicyCorrection, **span)
    if not corrections:
        return None
    effect = inputs.records(conn, "publish/corrections/policy_effect", EffectRow, **span, as_of=as_of)
    persons = inputs.records(conn, "publish/corrections/policy_persons", CorrectedPersons, **span, as_of=as_of)
    if view.units is not None:
        effect = [row for row in effect if row["unit_id"] in view.units]
        persons = [row for row in persons if row["unit_id"] in view.units]
    return reason(
        corrections,
        [hide_sums(row, view) for row in effect if row["is_policy"]],
        persons,
        snapshot,
        has_data_changes=any(not row["is_policy"] for row in effect),
    )


def agrees_with_pack(snapshot: Mapping[str, Any], pack: Pack) -> bool:
    """Return whether the pack's part that a manifest keeps agrees with a version of the pack.

    `snapshot`: that part. Compares campaign, units, categories, payers and the notice's targets, in the columns that
    the manifest has.
    """
    tables = compile_pack(pack)
    (campaign,) = tables["policy.campaign"]
    targets = {(row["unit_id"], row["measure"]): row["persons"] for row in tables["policy.target"]}
    return (
        all(campaign[name] == value for name, value in snapshot["campaign"].items() if name in campaign)
        and all(_is_equal(tables[f"policy.{name}"], snapshot[key]) for name, key in _PARTS.items())
        and all(
            targets.get((row["unit_id"], row["measure"]), row["persons"]) == row["persons"]
            for row in snapshot["targets"]
            if row["origin"] == "notice"
        )
    )


_PARTS = {"unit": "units", "category": "categories", "payer": "payers"}


def _is_equal(compiled: Sequence[Mapping[str, Any]], kept: Sequence[Mapping[str, Any]]) -> bool:
    """Return whether both have equal rows, in any order, in the columns that were kept."""
    names = sorted(kept[0]) if kept else []
    compiled_rows, kept_rows = ([repr([row[name] for name in names]) for row in rows] for rows in (compiled, kept))
    return not names or sorted(compiled_rows) == sorted(kept_rows)

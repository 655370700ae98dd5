"""The invariants of the warehouse, each a statement under `sql/verify/` that counts what should not be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pipeline import policy_corrections, publish, publish_corrections
from pipeline.settings import Settings
from transforms.policy import campaign_id
from warehouse import engine

INVARIANTS = {
    "events_sum_to_state": "the events of a person add up to what the person's row says",
    "postings_balance": "money in and funds' shares equal contributions, refunds, reimbursements and suspense",
    "money_is_all_posted": "every fen of the receipts is in the ledger",
    "totals_equal_events": "the totals that reports read equal the events",
    "coverage_totals_equal_events": "the totals of special populations equal their events",
    "one_enrolment": "nobody is enrolled twice in one plan year and place",
    "links_lead_to_one": "a key that is linked to a person is nobody of its own, and leads to one person",
    "amounts_are_sound": "no amount is negative, unexplained, or a number where the rule is undefined",
    "queue_is_empty": "nobody was left out of an assessment",
    "versions_are_kept": "every version of the pack that was ever used is kept whole",
    "corrections_equal_ledger": "what a correction of the pack is said to have changed is what was posted for it",
}


@dataclass(frozen=True)
class Finding:
    """One invariant and how many persons, lines or files break it (0 = it holds)."""

    invariant: str
    meaning: str
    problems: int


def run(settings: Settings, pack_code: str) -> list[Finding]:
    """Check every invariant of one campaign; reads only. The last one re-makes what was published."""
    number = campaign_id(pack_code)
    findings = []
    with engine.create(settings.warehouse_url("loader")).connect() as conn:
        for name, meaning in INVARIANTS.items():
            problems = int(engine.run(conn, f"verify/{name}", campaign_id=number).scalar_one())
            findings.append(Finding(name, meaning, problems))
    findings.append(
        Finding(
            "published_equals_ledger",
            "every published file is made again, byte for byte, from the ledger",
            _files_that_differ(settings, number),
        )
    )
    findings.append(
        Finding(
            "published_by_its_version",
            "names, goals and units of every publication are those of the version of the pack that it states",
            _publications_of_another_version(settings, number),
        )
    )
    return findings


def _publications_of_another_version(settings: Settings, campaign: int) -> int:
    """Publications whose part of the pack is not that of the kept version they state (versions never kept left out)."""
    with engine.create(settings.warehouse_url("loader")).connect() as conn:
        rows = engine.run(conn, "verify/publications", campaign_id=campaign).mappings().all()
        versions = {row["manifest"]["pack_version"] for row in rows}
        packs = {version: policy_corrections.kept(conn, campaign, version) for version in versions}
    return sum(
        not publish_corrections.is_of(row["manifest"]["snapshot"], pack)
        for row in rows
        if (pack := packs[row["manifest"]["pack_version"]]) is not None
    )


def _files_that_differ(settings: Settings, campaign: int) -> int:
    """Published files whose bytes, made again from the ledger and the manifest, are not those that were published."""
    with engine.create(settings.warehouse_url("loader")).connect() as conn:
        rows = engine.run(conn, "verify/publications", campaign_id=campaign).mappings().all()
    different = 0
    for row in rows:
        made = publish.remake(settings, str(row["publication_id"]))
        published = {file["name"]: file["sha256"] for file in row["manifest"]["files"]}
        again = {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}
        different += sum(again.get(name) != sha256 for name, sha256 in published.items())
    return different

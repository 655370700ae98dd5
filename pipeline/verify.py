"""The invariants of the warehouse, each a statement under `sql/verify/` that counts what should not be."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from pipeline import publish
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
    "amounts_are_sound": "no amount is negative, unexplained, or a number where the rule is undefined",
    "queue_is_empty": "nobody was left out of an assessment",
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
    return findings


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

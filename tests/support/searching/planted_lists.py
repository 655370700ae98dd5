"""Publish lists of persons in a planted campaign, and state who is in each, apart from the report's own statement."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import psycopg

from pipeline.identity.keys import open_keys
from pipeline.publish import run as publish
from pipeline.runtime.content_store import content_key
from pipeline.runtime.database import loader
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support.files.planted_places import PACK
from tests.support.packs.changed_packs import changed
from transforms.policy import Slot, campaign_id

BUREAU = "county_medical_security"
OWN = {"missing_persons": "townships", "uninsured_feedback": "townships", "start_roster": "townships",
       "posting_roster": "villages", "coverage_list": "townships"}  # fmt: skip
"""List -> recipient of which each unit gets a list of its own."""
SETTLEMENT = "settlement_list"
FUNDS = {"fiscal": f"{SETTLEMENT} of county_finance", "medical_aid": f"{SETTLEMENT} of medical_aid_office"}
"""Fund -> its list of the persons for whom it pays."""
EVERY_LIST = {*OWN, *FUNDS.values()}
# Of the campaign's plan year, after the last assessment: who is in a list by the results, not by the ledger's lines.
_DUES = """
SELECT d.person_key, coalesce(d.unit_id, r.unit_id, ''), d.status = 'enrolled', EXISTS (
        SELECT FROM core.membership_fact AS m INNER JOIN landing.delivery AS l USING (delivery_id)
        WHERE m.campaign_id = d.campaign_id AND m.person_key = d.person_key AND m.op = 'add' AND l.state = 'committed'
            AND NOT EXISTS (  -- a later full list of the source, which lacks the person
                SELECT FROM landing.delivery AS n
                WHERE n.campaign_id = l.campaign_id AND n.source = l.source AND n.state = 'committed'
                    AND n.list_mode = 'full' AND n.cut_off_on > l.cut_off_on
                    AND NOT EXISTS (
                        SELECT FROM core.membership_fact AS f
                        WHERE f.delivery_id = n.delivery_id AND f.person_key = m.person_key AND f.op = 'add'
                    )
            )
    ), r.person_key IS NOT NULL, coalesce(r.insured_last_year, FALSE), d.coverage_from IS NOT NULL,
    EXISTS (SELECT FROM core.membership_fact AS f WHERE f.person_key = d.person_key AND f.op = 'death'),
    CASE WHEN d.status = 'enrolled' AND d.fund_fen > 0 THEN d.payer END
FROM core.dues AS d
INNER JOIN policy.campaign AS c ON c.campaign_id = d.campaign_id AND c.plan_year = d.plan_year
LEFT JOIN core.roll_fact AS r ON r.campaign_id = d.campaign_id AND r.person_key = d.person_key
WHERE d.campaign_id = %s
"""
_FILES = """
SELECT p.report, p.recipient, f.file ->> 'name', f.file ->> 'sha256'
FROM ledger.publication AS p, jsonb_array_elements(p.manifest -> 'files') AS f (file)
WHERE p.campaign_id = %s AND f.file ->> 'store' = 'lists'
ORDER BY p.report, p.recipient
"""
_NOTES = """
SELECT f.person_key, n.note_cipher FROM core.uninsured_reason_fact AS f
INNER JOIN vault.reason_note AS n USING (campaign_id, delivery_id, row_no)
WHERE f.campaign_id = %s
"""


@dataclass(frozen=True)
class PublishedList:
    """A file of the store of lists. `unit_id`: unit whose persons it has, '' for one that has those of all units.

    `report`: code of the list; of a settlement with the office that pays.
    """

    report: str
    unit_id: str
    file_name: str
    content: bytes


@dataclass(frozen=True)
class Entitled:
    """A person with known name and number who is in the lists `reports`, and the note that a township wrote."""

    name: str
    number: str
    unit_id: str
    reports: frozenset[str]
    note: str


def policies_with_lists(folder: Path) -> Path:
    """Copy the policies; in the copy, the pack has a first day of benefits for all, and settles by 15 December.

    It has no due lists: they are due every day, so that no other list would be due on the last day.
    """
    policies = Path(shutil.copytree(REPOSITORY / "policies", folder / "policies"))
    path = policies / PACK / "pack.yaml"
    text = path.read_text(encoding="utf-8")
    rule = text[text.index("  - rule_id: DA-05\n", text.index("\ncoverage:\n")) : text.index("\nsources:\n")]
    further = rule.replace("rule_id: DA-05", "rule_id: DA-05-planted").replace("phase: late", "phase: in_window")
    text = changed(text, rule, f"{rule.rstrip()}\n{further}", after="\ncoverage:\n")
    for name in ("settlement_1", "settlement_list_1"):
        after = f"rule_id: DA-08-{name}\n"
        text = changed(
            text, "ends_on: 2019-12-31\n    due_on: 2020-01-01", "ends_on: 2019-12-15\n    due_on: 2019-12-16", after
        )
    first, last = text.index("  - rule_id: DA-14-due_list\n"), text.index("\ndeadlines:")
    path.write_text(text[:first] + text[last:], encoding="utf-8")
    return policies


def list_slots(as_of: dt.date, reports: Iterable[str]) -> list[Slot]:
    """Return slots of the lists by unit as of a day: each for the bureau, those of `reports` also for each unit."""
    own = set(reports)
    slots = []
    for report, office in OWN.items():
        offices = (BUREAU, office) if report in own else (BUREAU,)
        due, first = as_of + dt.timedelta(days=1), dt.date(2019, 9, 1)
        slots.append(Slot(due, report, "once", first, as_of, as_of, offices, ("x",), offices[1:]))
    return slots


def publish_lists(settings: Settings, as_of: dt.date, own: Sequence[str]) -> list[PublishedList]:
    """Publish the lists by unit, and return all files of the store of lists, those published before as well.

    `own`: lists that each unit gets as well.
    """
    slots = list_slots(as_of, own)
    publish.run(settings, PACK, slots[0].due_on, slots)
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        rows = conn.execute(_FILES, (campaign_id(PACK),)).fetchall()
    return [
        PublishedList(
            f"{report} of {recipient}" if report == SETTLEMENT else report,
            recipient.partition("@")[2], name, settings.lists.read(content_key(sha256, "sha256")),
        )
        for report, recipient, name, sha256 in rows
    ]  # fmt: skip


def entitled(settings: Settings) -> list[Entitled]:
    """Return the persons who are in a list, opened with the keys."""
    number = campaign_id(PACK)
    with psycopg.connect(settings.warehouse_url("owner")) as conn:
        rows = conn.execute(_DUES, (number,)).fetchall()
        notes = dict(conn.execute(_NOTES, (number,)).fetchall())
        ciphers = {
            key: (name, document)
            for key, name, document in conn.execute("SELECT person_key, name_cipher, number_cipher FROM vault.person")
        }
    with loader(settings).connect() as conn:
        keyring = open_keys(conn, settings).keyring
    names = keyring.decrypt(ciphers[row[0]][0] for row in rows)
    numbers = keyring.decrypt(ciphers[row[0]][1] for row in rows)
    opened = keyring.decrypt(notes.get(row[0]) for row in rows)
    return [
        Entitled(name or "", document or "", row[1], _lists_of(*row[2:]), note or "")
        for row, name, document, note in zip(rows, names, numbers, opened, strict=True)
    ]


def _lists_of(
    is_enrolled: bool, is_member: bool, is_on_roll: bool, insured_last_year: bool, has_coverage: bool, is_dead: bool,
    payer: str | None,
) -> frozenset[str]:  # fmt: skip
    lists = {
        "missing_persons": not is_enrolled and (is_member or insured_last_year),
        "uninsured_feedback": not is_enrolled and is_member,
        "posting_roster": is_enrolled,
        "start_roster": is_on_roll,
        "coverage_list": is_enrolled and has_coverage,
    }
    of_units = {report for report, is_in in lists.items() if is_in and not is_dead}
    return frozenset(of_units | ({FUNDS[payer]} if payer else set()))  # who died after enrolment is still paid for

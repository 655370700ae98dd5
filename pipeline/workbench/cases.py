"""Worked cases of a pack, run in a scratch warehouse by the statements that run in production."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from pipeline.assess import run as assess
from pipeline.policy import install
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from transforms.policy import Pack, campaign_id
from transforms.policy.cases.compare import Difference, differences
from transforms.policy.cases.facts import deliveries, facts, person_key
from transforms.policy.cases.model import Case
from warehouse import bulk, statements

Results = dict[int, dict[str, Any]]  # plan year -> the account with the rules behind it


@dataclass
class CasesReport:
    """What came of the cases of one pack, by sentence; `results` are the accounts on each case's own day.

    Cases are made up: sentences and amounts may be shown.
    """

    pack_code: str
    cases: int
    statements_sha256: str
    differences: dict[str, list[Difference]] = field(default_factory=dict)
    known_faults: dict[str, str] = field(default_factory=dict)
    mended_faults: list[str] = field(default_factory=list)
    broken: list[invariants.Finding] = field(default_factory=list)
    results: dict[str, Results] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        """At least one case, and nothing that is not as expected."""
        return self.cases > 0 and not (self.differences or self.broken or self.mended_faults)


def assessment_statements() -> tuple[str, ...]:
    """Names of the statements that read, judge and post, in the order in which they first run."""
    judging_and_posting = (name for name, _ in (*assess.ASSESS_STATEMENTS, *assess.POST_STATEMENTS))
    return tuple(dict.fromkeys((*assess.READ_STATEMENTS, *judging_and_posting)))


def run(
    settings: Settings, pack: Pack, cases: Sequence[Case], after: Callable[[Sequence[Case]], None] | None = None,
    written_for: Pack | None = None,
) -> CasesReport:  # fmt: skip
    """Run the cases in this (scratch, empty) warehouse: one assessment for each business date, in ascending order.

    `after` is called with the cases of each date while the warehouse stands on it. `written_for`: the pack whose units
    and categories the cases name, if it is another.
    """
    started = time.monotonic()
    report = CasesReport(pack.pack_code, len(cases), statements.fingerprint(assessment_statements()))
    number = campaign_id(pack.pack_code)
    with loader(settings).connect() as conn:
        install.ensure_installed(conn, pack)
        for table, rows in facts(written_for or pack, cases).items():
            bulk.insert(conn, table, rows)
        for committed_no, (on, together) in enumerate(deliveries(cases), start=1):
            statements.run(conn, "workbench/committed", campaign_id=number, committed_no=committed_no)
            conn.commit()  # the assessment has a connection of its own, as in production
            assess.run(settings, pack.pack_code, on)
            _compare(conn, pack, together, report)
            if after is not None:
                after(together)
    if cases:
        report.broken = [one for one in invariants.run(settings, pack.pack_code) if one.problems]
    report.seconds = time.monotonic() - started
    return report


def _compare(conn: Connection, pack: Pack, cases: Sequence[Case], report: CasesReport) -> None:
    keys = {case.sentence: person_key(pack.pack_code, case) for case in cases}
    results = accounts(conn, pack, list(keys.values()))
    for case in cases:
        report.results[case.sentence] = results.get(keys[case.sentence], {})
        found = differences(case, report.results[case.sentence], pack.campaign.plan_year)
        fault = case.text.known_fault
        if found and fault:
            report.known_faults[case.sentence] = fault
        elif found:
            report.differences[case.sentence] = found
        elif fault:
            report.mended_faults.append(case.sentence)


def accounts(conn: Connection, pack: Pack, keys: list[uuid.UUID]) -> dict[uuid.UUID, Results]:
    """The accounts of these persons as the warehouse stands."""
    of_pack = {f"household_{name}": getattr(pack.household, name) for name in ("rule_id", "clause", "quote")}
    found = statements.run(
        conn, "workbench/results", campaign_id=campaign_id(pack.pack_code), pack_code=pack.pack_code, person_keys=keys
    )
    results: dict[uuid.UUID, Results] = {}
    for row in found.mappings():
        results.setdefault(row["person_key"], {})[row["plan_year"]] = {**row, **of_pack}
    return results

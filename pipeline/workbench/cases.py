"""Compute a pack's worked cases in a scratch warehouse, with the statements that run in production."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from pipeline.assess import run as assess
from pipeline.assess.statements import ASSESS_STATEMENTS, POST_STATEMENTS, READ_STATEMENTS
from pipeline.policy import install
from pipeline.runtime.database import loader
from pipeline.runtime.settings import Settings
from pipeline.verify import invariants
from transforms.policy import Pack, campaign_id
from transforms.policy.cases.account import Account, Accounts
from transforms.policy.cases.compare import Difference, differences
from transforms.policy.cases.facts import fact_rows, group_by_business_date, person_key
from transforms.policy.cases.model import Case
from warehouse import bulk, statements
from warehouse.statements import Query

_ACCOUNTS = Query("workbench/results", Account)


@dataclass
class CasesReport:
    """The results of one pack's cases, by the cases' sentences.

    `results` are the accounts of each case's person on the case's own business date. `known_faults` are unmet cases
    that state their fault, `fixed_faults` cases that state a fault and are met. `broken` are violated invariants.
    Cases are made up, so sentences and amounts may be printed.
    """

    pack_code: str
    cases: int
    statements_sha256: str
    differences: dict[str, list[Difference]] = field(default_factory=dict)
    known_faults: dict[str, str] = field(default_factory=dict)
    fixed_faults: list[str] = field(default_factory=list)
    broken: list[invariants.Finding] = field(default_factory=list)
    results: dict[str, Accounts] = field(default_factory=dict)
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        """Whether there is at least one worked case, every case has its expected results, and no invariant is violated.

        A case that states a known fault must differ from its expected results.
        """
        return self.cases > 0 and not (self.differences or self.broken or self.fixed_faults)


def assessment_statements() -> tuple[str, ...]:
    """Return the names of the SQL statements that an assessment runs, each once, in order of first use.

    A name is a path below `sql/` without `.sql`, for example `assess/judge/claim`.
    """
    judging_and_posting = (name for name, _ in (*ASSESS_STATEMENTS, *POST_STATEMENTS))
    return tuple(dict.fromkeys((*READ_STATEMENTS, *judging_and_posting)))


def run(
    settings: Settings,
    pack: Pack,
    cases: Sequence[Case],
    after_date: Callable[[Sequence[Case]], None] | None = None,
    written_for: Pack | None = None,
) -> CasesReport:
    """Compute worked cases in an empty scratch warehouse; report where results differ from those that they expect.

    A scratch warehouse is a temporary database, which the caller creates and drops; `settings` lead to it, and the
    cases fill it. A `CasesReport` has the differences and the computed results by the cases' sentences, the cases that
    state a known fault (still unmet, or met by now), and the violated invariants. One assessment runs per business date
    of the cases, in ascending order. `after_date` is called with the cases of a business date right after the
    assessment of that date; None: nothing is called. `written_for`: the pack whose units and categories the cases name;
    None means `pack`.
    """
    started = time.monotonic()
    report = CasesReport(pack.pack_code, len(cases), statements.fingerprint(assessment_statements()))
    number = campaign_id(pack.pack_code)
    with loader(settings).connect() as conn:
        install.ensure_installed(conn, pack)
        for table, rows in fact_rows(written_for or pack, cases).items():
            bulk.insert(conn, table, rows)
        statements.run(conn, "workbench/feed_day", campaign_id=number)
        for committed_no, (day, cases_of_day) in enumerate(group_by_business_date(cases), start=1):
            statements.run(conn, "workbench/committed", campaign_id=number, committed_no=committed_no)
            conn.commit()  # the assessment has a connection of its own, as in production
            assess.run(settings, pack.pack_code, day)
            _add_results(conn, pack, cases_of_day, report)
            if after_date is not None:
                after_date(cases_of_day)
    if cases:
        report.broken = [finding for finding in invariants.run(settings, pack.pack_code) if finding.problems]
    report.seconds = time.monotonic() - started
    return report


def _add_results(conn: Connection, pack: Pack, cases: Sequence[Case], report: CasesReport) -> None:
    keys = {case.sentence: person_key(pack.pack_code, case) for case in cases}
    accounts = load_accounts(conn, pack, list(keys.values()))
    for case in cases:
        report.results[case.sentence] = accounts.get(keys[case.sentence], {})
        unmet = differences(case, report.results[case.sentence], pack)
        fault = case.text.known_fault
        if unmet and fault:
            report.known_faults[case.sentence] = fault
        elif unmet:
            report.differences[case.sentence] = unmet
        elif fault:
            report.fixed_faults.append(case.sentence)


def load_accounts(conn: Connection, pack: Pack, keys: list[uuid.UUID]) -> dict[uuid.UUID, Accounts]:
    """Return person key -> plan year -> account as it is now; a person without accounts is left out.

    An `Account` is a row of `core.dues` with the clauses of its rules: status, category, amounts, payers, days. `pack`:
    pack of the campaign; `keys`: the wanted person keys.
    """
    accounts: dict[uuid.UUID, Accounts] = {}
    number = campaign_id(pack.pack_code)
    for account in _ACCOUNTS.all(conn, campaign_id=number, pack_code=pack.pack_code, person_keys=keys):
        accounts.setdefault(account.person_key, {})[account.plan_year] = account
    return accounts

"""Worked cases of a pack, run in a scratch warehouse by the statements that run in production."""

from __future__ import annotations

import os
import secrets
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from pipeline.assess import run as assess
from pipeline.policy import registry
from pipeline.runtime.settings import REPOSITORY, Settings
from pipeline.verify import invariants
from transforms.policy import Pack, campaign_id
from transforms.policy.cases.compare import Difference, differences
from transforms.policy.cases.facts import deliveries, facts, person_key
from transforms.policy.cases.model import Case
from warehouse import bulk, engine, scratch, statements
from warehouse.access import ROLES
from warehouse.embedded.server import Server

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


def statement_names() -> tuple[str, ...]:
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
    report = CasesReport(pack.pack_code, len(cases), statements.fingerprint(statement_names()))
    number = campaign_id(pack.pack_code)
    with engine.create(settings.warehouse_url("loader")).connect() as conn:
        registry.ensure(conn, pack)
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


@contextmanager
def scratch_settings(policies_dir: Path, environ: Mapping[str, str] | None = None) -> Iterator[Settings]:
    """Settings of a scratch warehouse: on the server that is configured or runs for the state folder, else on a
    throw-away one. Packs are read from `policies_dir`; nothing of the real warehouse is read or written."""
    env = os.environ if environ is None else environ
    with tempfile.TemporaryDirectory(prefix="campaign-cases-") as home, _urls(env) as urls:
        yield Settings(
            home=Path(home), policies_dir=policies_dir.resolve(), packs=(), embedded=True, warehouse_urls=urls,
            hash_key=secrets.token_bytes(32), cipher_key=secrets.token_bytes(64), smtp=None,
        )  # fmt: skip


@contextmanager
def scratch_beside(policies_dir: Path) -> Iterator[Future[Settings]]:
    """The same, made in the background while the caller reads pack and cases; `result()` waits for it."""
    with ExitStack() as stack, ThreadPoolExecutor(1) as background:
        yield background.submit(stack.enter_context, scratch_settings(policies_dir))


@contextmanager
def _urls(env: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """Where the scratch warehouse is made; whoever may not create databases on the server gets a throw-away one."""
    named = {role: env.get(f"CAMPAIGN_WAREHOUSE_URL_{role.upper()}", "") for role in (scratch.OWNER, *ROLES)}
    if named[scratch.OWNER] and named["loader"]:
        place = scratch.on_server(named[scratch.OWNER], {role: url for role, url in named.items() if url})
    elif (server := _running(Path(env.get("CAMPAIGN_HOME") or REPOSITORY / ".campaign").expanduser())) is not None:
        place = scratch.on_embedded(server)
    else:
        place = scratch.throw_away()
    with ExitStack() as stack:
        try:
            urls = stack.enter_context(place)
        except scratch.ScratchError:
            urls = stack.enter_context(scratch.throw_away())
        yield urls


def _running(home: Path) -> Server | None:
    """The state folder's own server, if it runs; no folder is made to find out."""
    if not (home / "postgres").is_dir():
        return None
    server = Server(home)
    return server if server.pid() is not None else None

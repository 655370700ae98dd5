"""Plan every statement and mart on a Citus cluster, and compare a small campaign on it with the plain server.

Runs where CITUS_DSN is given, and is skipped elsewhere: the URL (`postgresql://…`) of a new database of the coordinator
in which the extension `citus` is created and the workers are added. Its user may create schemas and roles, and reads
and writes for all roles of the product.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from pipeline.assess import run as assess
from pipeline.policy import registry
from pipeline.publish import run as publish
from pipeline.runtime.settings import Settings
from simulation import simulate
from tests.statements.test_distribution import placed
from tests.statements.test_ready_for_citus import without_comments
from tests.steps.intake.test_correction_requests import Town
from tests.support.warehouse import campaign
from transforms.policy import all_slots
from warehouse import migrate
from warehouse.statements import SQL_FOLDER, sql_text

DSN = os.environ.get("CITUS_DSN", "")
pytestmark = pytest.mark.skipif(not DSN, reason="CITUS_DSN is not given: no cluster to plan on")
NOT_STATEMENTS = ("schema", "access", "cluster", "marts")
NUMBERS = ("campaign_id", "assess_no", "committed_no", "plan_year", "large_bytes", "many", "version", "decision_no")
KEYS = ("delivery_id", "review_id", "person_key", "cause_id")
PACK, SCALE = "dongan-2020", 0.02
# Technical times and random numbers of deliveries, which differ from run to run.
PASSING = "ARRAY['landed_at', 'decided_at', 'delivery_id', 'recorded_at', 'read_seconds']"
COMPARED = (
    *("core.membership_fact", "core.roll_fact", "core.employee_fact", "core.payment", "core.target_fact"),
    *("core.trait", "core.dues", "core.explanation", "core.situation"),
    *("ledger.event", "ledger.event_total", "ledger.coverage_event", "ledger.coverage_total"),
    *("ledger.due_line", "ledger.due_list", "ledger.settlement_batch", "ledger.refund_line", "ledger.refund_batch"),
    *("core.late_entry_fact", "core.correction_request", "core.request_term", "mart.request_clock", "mart.refund"),
    *("landing.delivery", "landing.quarantine", "landing.warning", "mart_case.explanation", "mart.unit_progress"),
)
PUBLISHED = ("progress", "due_list", "settlement", "refund_list", "money_controls")
PARAMETER = re.compile(r"(?<!:):([a-z_][a-z_0-9]*)\b(\s+AS\s+\w+\s*\[)?")


def _literal(match: re.Match[str]) -> str:
    """Return a value of the parameter's type: EXPLAIN of INSERT … SELECT with bound parameters fails on a cluster."""
    name = match[1]
    if match[2]:
        return f"NULL{match[2]}"
    if name in NUMBERS:
        return "1"
    if name in KEYS:
        return "'00000000-0000-0000-0000-000000000001'"
    if name.startswith("is_") or name == "everyone":
        return "false"
    return "DATE '2020-10-01'" if name.endswith(("_on", "date", "day")) else "NULL"


def _statements() -> dict[str, str]:
    """Return name -> text with literals of every statement that is run by name; a file may hold several commands."""
    found: dict[str, str] = {}
    for path in sorted(SQL_FOLDER.rglob("*.sql")):
        name = str(path.relative_to(SQL_FOLDER).with_suffix(""))
        if name.partition("/")[0] not in NOT_STATEMENTS:
            commands = PARAMETER.sub(_literal, without_comments(path.read_text(encoding="utf-8"))).split(";\n")
            found |= {f"{name} {no}": command for no, command in enumerate(commands) if command.strip()}
    return found


@pytest.fixture(scope="module")
def coordinator() -> psycopg.Connection:
    """Return a connection to a migrated and distributed warehouse without rows."""
    migrate.upgrade(DSN.replace("postgresql://", "postgresql+psycopg://", 1), commented=False)
    conn = psycopg.connect(DSN, autocommit=True)
    conn.execute(sql_text("cluster/distribute"))
    return conn


def test_tables_are_stored_as_the_script_names_them(coordinator: psycopg.Connection) -> None:
    """Find every table in the catalogue as the script places it, also after a second run."""
    coordinator.execute(sql_text("cluster/distribute"))
    sql = """
        SELECT d.logicalrelid::regclass::text, CASE d.partmethod WHEN 'n' THEN 'reference' ELSE a.attname END
        FROM pg_dist_partition AS d
        LEFT JOIN pg_attribute AS a
            ON d.logicalrelid = a.attrelid
            AND column_to_column_name(d.logicalrelid, d.partkey) = a.attname
    """
    stored: dict[str, str] = dict(coordinator.execute(sql).fetchall())
    assert stored == {name: how for name, how in placed() if how != "local"}


def test_every_statement_is_planned(coordinator: psycopg.Connection) -> None:
    """Plan every statement; list those that are refused with the cluster's reason.

    Temporary tables that a statement makes are made first, each after those that it reads.
    """
    refused = {}
    statements = _statements()
    for name in ("holds/trial_result 0", "holds/trial_person 0"):
        coordinator.execute(statements[name].replace("ON COMMIT DROP", ""))
    for name, command in statements.items():
        if re.match(r"\s*(WITH|SELECT|INSERT|UPDATE|DELETE|MERGE)\b", command):
            try:
                coordinator.execute(f"EXPLAIN {command}")
            except psycopg.Error as error:
                refused[name] = str(error).splitlines()[0]
    assert refused == {}


def test_every_view_is_planned(coordinator: psycopg.Connection) -> None:
    """Plan a read of every mart and of every view of the schema."""
    sql = """
        SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class AS c
        INNER JOIN pg_namespace AS n ON c.relnamespace = n.oid
        WHERE c.relkind = 'v' AND n.nspname IN ('mart', 'mart_case', 'core', 'landing', 'staging', 'vault', 'policy')
    """
    views = [name for (name,) in coordinator.execute(sql).fetchall()]
    assert len(views) > 25
    refused = {}
    for name in views:
        try:
            coordinator.execute(f"EXPLAIN SELECT * FROM {name}")
        except psycopg.Error as error:
            refused[name] = str(error).splitlines()[0]
    assert refused == {}


def test_a_campaign_is_equal_to_the_plain_server(
    coordinator: psycopg.Connection, make_warehouse: Callable[..., Settings], tmp_path: Path
) -> None:
    """Take and assess a small simulated place on both; compare facts, results, ledger and findings row by row."""
    plain = make_warehouse()
    url = DSN.replace("postgresql://", "postgresql+psycopg://", 1)
    cluster = replace(plain, home=tmp_path / "home", warehouse_urls=dict.fromkeys(plain.warehouse_urls, url))
    place = simulate(PACK, SCALE, 7, tmp_path / "files", mistakes=0.02)
    published = []
    for settings in (plain, cluster):
        campaign.run_pipeline(settings, PACK, tmp_path / "files", place.business_date)
        (sent := tmp_path / f"town-{len(published)}").mkdir()
        town = Town(settings, sent)
        town.take_in(town.ask((0, "姓名", "2019-10-08", ""), (1, "姓名", "2019-10-09", "2019-10-10")))
        known = all_slots(registry.load(settings, PACK))
        slots = {slot.report: slot for slot in known if slot.report in PUBLISHED}
        slots["due_list"] = next(slot for slot in known if slot.report == "due_list")  # the last charges nobody
        last = max(slot.as_of for slot in slots.values())
        assess.run(settings, PACK, last)
        published.append(publish.run(settings, PACK, last, [slots[report] for report in PUBLISHED]))
    assert published[0] == published[1]
    compared = {}
    with psycopg.connect(plain.warehouse_url("owner").replace("+psycopg", "", 1)) as there:
        for table in COMPARED:
            here, reference = (
                Counter(conn.execute(f"SELECT (to_jsonb(t) - {PASSING})::text FROM {table} AS t").fetchall())
                for conn in (coordinator, there)
            )
            compared[table] = (here.total(), (here - reference).total(), (reference - here).total())
    assert {table: counts for table, counts in compared.items() if counts[1:] != (0, 0)} == {}
    assert all(counts[0] for counts in compared.values())

"""`make run` on a very small locality: interrupted, then through Airflow to the end; no process stays behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import psutil
import psycopg
import pytest

from ops.local.clean import main as clean
from ops.local.supervisor import Supervisor
from pipeline.landing import folder as landing_folder
from pipeline.runtime.content_store import content_key
from pipeline.runtime.settings import REPOSITORY, Settings
from tests.support.files.planted_places import PlantedPlaces, plant_places
from tests.support.searching.leaks import found_in
from warehouse.embedded.server import Server

pytestmark = pytest.mark.long  # starts a whole Airflow

PACK = "dongan-2020"
DAGS = 5  # DAGs that a run waits for
PERSONS, MOST_VALUES = 1_500, 10_000
FILES = """
SELECT p.report, coalesce(f.file ->> 'store', 'outbox'), f.file ->> 'name', f.file ->> 'sha256'
FROM ledger.publication AS p, jsonb_array_elements(p.manifest -> 'files') AS f (file)
"""


@pytest.fixture(scope="module")
def state(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("run") / "home"
    yield folder
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAMPAIGN_HOME", str(folder))
        assert clean(["--yes"]) == 0
    assert not folder.exists()


def _start(state: Path, log: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "ops.local.run", "--pack", PACK, "--scale", "0.002", "--seed", "7"]
    with log.open("wb") as out:
        env = os.environ | {"CAMPAIGN_HOME": str(state)}
        return subprocess.Popen(command, cwd=REPOSITORY, env=env, stdout=out, stderr=out)


def _processes_of(state: Path) -> list[psutil.Process]:
    """List the living processes whose environment names this state folder."""
    processes = []
    for process in psutil.process_iter():
        try:
            ours = process.pid != os.getpid() and process.environ().get("CAMPAIGN_HOME") == str(state)
            if ours and process.status() != psutil.STATUS_ZOMBIE:
                processes.append(process)
        except psutil.Error:
            continue
    return processes


@pytest.mark.parametrize(("number", "started"), [(signal.SIGINT, "api-server"), (signal.SIGTERM, "mail-catcher")])
def test_an_interrupted_run_leaves_nothing_behind(
    state: Path, tmp_path: Path, number: signal.Signals, started: str
) -> None:
    log = tmp_path / "run.log"
    run = _start(state, log)
    try:
        end = time.monotonic() + 120
        while started not in Supervisor(state, (PACK,)).running():
            assert run.poll() is None, log.read_text()
            assert time.monotonic() < end
            time.sleep(0.2)
        assert _processes_of(state)
        run.send_signal(number)
        assert run.wait(90) == 130, log.read_text()
    finally:
        run.kill()
        run.wait()
    assert "interrupted" in log.read_text()
    assert _processes_of(state) == []
    assert Supervisor(state, (PACK,)).running() == []


def test_a_run_goes_through_the_scheduler_and_ends_with_extracts(state: Path, tmp_path: Path) -> None:
    """Deliver planted values in every place of a sender's file: nothing that Airflow writes may contain one."""
    folder = tmp_path / "planted"
    folder.mkdir()
    planted = plant_places(folder, PERSONS)
    _deliver(state, planted)
    log = tmp_path / "run.log"
    run = _start(state, log)
    try:
        code = run.wait(900)
    finally:
        run.kill()
        run.wait()
    output = log.read_text()
    assert code == 0, output[-4000:]
    assert "the scheduler queued every task" in output
    assert _processes_of(state) == []
    assert list((state / "mail").glob("*.eml"))
    assert list((state / "outbox" / PACK).glob("*.xlsx"))
    server = Supervisor(state, (PACK,)).server
    server.start()
    try:
        _check_scheduler_jobs(server)
        _check_planted_rows(server, planted)
        _check_no_planted_value(state, server, output, planted)
        _check_lists_alone_have_persons(state, server, planted)
    finally:
        server.stop()


def _deliver(state: Path, planted: PlantedPlaces) -> None:
    supervisor = Supervisor(state, (PACK,))
    supervisor.start_database()
    try:
        supervisor.migrate_warehouse()
        settings = Settings.from_environment({**os.environ, "CAMPAIGN_HOME": str(state)})
        assert all(delivery.is_new for delivery in landing_folder.deliver_all(settings, PACK, planted.folder))
    finally:
        supervisor.stop_all()


def _check_planted_rows(server: Server, planted: PlantedPlaces) -> None:
    """The scheduled tasks read them: otherwise finding nothing would prove nothing."""
    with psycopg.connect(server.url("warehouse", "owner")) as conn:
        rows = conn.execute(
            "SELECT file_name, state, clean_count, quarantine_count FROM landing.delivery WHERE file_name = ANY(%s)",
            (list(planted.by_file),),
        ).fetchall()
    assert {row[0] for row in rows} == set(planted.by_file)
    committed = [row for row in rows if row[1] == "committed"]
    assert len(committed) >= 7 and {"held", "rejected"} & {row[1] for row in rows}, [row[1] for row in rows]
    assert sum(row[2] for row in committed) > 3_000 and sum(row[3] for row in committed) > 100, rows


def _check_no_planted_value(state: Path, server: Server, output: str, planted: PlantedPlaces) -> None:
    """Search logs of tasks, services and database server, mails, and every table of Airflow's database."""
    files = [p for folder in (state / "logs", server.place.log) for p in (folder, *folder.rglob("*")) if p.is_file()]
    texts: dict[str, bytes | str] = {str(path): path.read_bytes() for path in files} | {"screen": output}
    for path in (state / "mail").glob("*.eml"):
        message = message_from_bytes(path.read_bytes(), policy=default)
        parts = [p.get_content() for p in message.walk() if p.get_content_maintype() == "text"]
        names = [part.get_filename() or "" for part in message.walk()]
        texts[str(path)] = "\n".join([*(str(value) for value in message.values()), *names, *parts])
    with psycopg.connect(server.url("airflow", "airflow")) as conn:
        tables = conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        for (table,) in tables:
            texts[table] = "\n".join(row[0] for row in conn.execute(f'SELECT t::text FROM "{table}" AS t').fetchall())
    assert len(planted.values) >= MOST_VALUES
    assert len(texts) > 50 and len(texts["xcom"]) > 100
    assert sum("attempt=" in name for name in texts) >= DAGS, "no log of a task was looked at"
    leaks = {name: sorted(found)[:5] for name, text in texts.items() if (found := found_in(text, planted.values))}
    assert not leaks


def _check_lists_alone_have_persons(state: Path, server: Server, planted: PlantedPlaces) -> None:
    """Planted names are in the store of lists, so the search works, and in no other published file or attachment."""
    with psycopg.connect(server.url("warehouse", "owner")) as conn:
        rows = conn.execute(FILES).fetchall()
    settings = Settings.from_environment({**os.environ, "CAMPAIGN_HOME": str(state)})
    listed, names_of_lists = dict[str, set[str]](), set[str]()
    for report, store, name, sha256 in rows:
        content = (settings.lists if store == "lists" else settings.outbox).read(content_key(sha256, "sha256"))
        found = found_in(content, planted.values)
        if store == "lists":
            names_of_lists.add(name)
            listed.setdefault(report, set()).update(found)
        else:
            assert not found, (name, sorted(found)[:5])
    persons = {value for value in planted.values if value.startswith("漏查")}
    assert set(listed) == {"due_list", "refund_list", "settlement_list", "start_roster"}
    assert len(rows) > len(names_of_lists) > 16
    assert len(listed["start_roster"] & persons) > PERSONS * 0.8 and len(listed["settlement_list"] & persons) > 50
    masked = [found for report, found in listed.items() if report != "due_list"]
    assert not [value for found in masked for value in found if len(value) == 18], "numbers are masked"
    attached = {
        (path.name, str(part.get_filename())): part.get_payload(decode=True) or b""
        for path in (state / "mail").glob("*.eml")
        for part in message_from_bytes(path.read_bytes(), policy=default).iter_attachments()
    }
    published = {name for _, store, name, _ in rows if store == "outbox"}
    files = {place: content for place, content in attached.items() if place[1] in published}
    assert len(files) > 10 and not names_of_lists & {name for _, name in attached}
    leaks = {
        place: sorted(found)[:5] for place, content in files.items() if (found := found_in(content, planted.values))
    }
    assert not leaks


def _check_scheduler_jobs(server: Server) -> None:
    with psycopg.connect(server.url("airflow", "airflow")) as conn:
        rows = conn.execute(
            "SELECT t.dag_id, j.job_type FROM task_instance AS t LEFT JOIN job AS j ON j.id = t.queued_by_job_id"
            " WHERE t.state = 'success'"
        ).fetchall()
    # these DAGs have a schedule of their own, and may have run meanwhile
    assert len({dag_id for dag_id, _ in rows} - {f"{PACK}__send_mail", f"{PACK}__check_health"}) == DAGS
    assert {job_type for _, job_type in rows} == {"SchedulerJob"}

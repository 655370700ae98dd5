"""`kill -9` of each service in turn while a campaign runs: it ends by itself, with equal results, and all are named."""

from __future__ import annotations

import dataclasses
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ops.airflow.environment import api_url
from ops.local.clean import main as clean
from ops.local.supervisor import POSTGRES, SERVICES, Supervisor
from pipeline.health import restarts
from pipeline.health.machine import check_restarts, check_services
from pipeline.runtime.clock import technical_now
from pipeline.runtime.settings import REPOSITORY, Settings
from pipeline.verify import invariants
from tests.support.warehouse import snapshot

pytestmark = pytest.mark.long  # runs two campaigns through Airflow

PACK = "dongan-2020"
# equal keys, so that pseudonyms can be compared
KEYS = {"CAMPAIGN_HASH_KEY": "5a" * 32, "CAMPAIGN_CIPHER_KEY": "a5" * 64}
RUN_SECONDS, RESTART_SECONDS = 900, 120
WARNINGS = """
SELECT campaign_id, delivery_id, row_no, reason_code, column_name FROM landing.warning
WHERE reason_code <> 'paid_after_death' ORDER BY 1, 2, 3, 4, 5"""


class Campaign:
    """A `make run` in a state folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.home, self.log = folder / "home", folder / "run.log"
        self.environ = os.environ | KEYS | {"CAMPAIGN_HOME": str(self.home)}
        self.supervisor = Supervisor(self.home, (PACK,))
        self.started, self.seconds = time.monotonic(), 0.0
        command = [sys.executable, "-m", "ops.local.run", "--pack", PACK, "--scale", "0.002", "--seed", "7"]
        with self.log.open("wb") as out:
            self.run = subprocess.Popen(command, cwd=REPOSITORY, env=self.environ, stdout=out, stderr=out)

    @property
    def output(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    @property
    def settings(self) -> Settings:
        return Settings.from_environment(self.environ)

    def wait_for(self, text: str) -> None:
        self.wait_until(lambda: text in self.output, RUN_SECONDS)

    def wait_until(self, condition: object, seconds: float) -> None:
        assert callable(condition)
        end = time.monotonic() + seconds
        while not condition():
            assert self.run.poll() is None, self.output[-6000:]
            assert time.monotonic() < end, self.output[-6000:]
            time.sleep(0.1)

    def kill(self, name: str) -> float:
        """Kill the main process of a service; return the seconds until all services are healthy again."""
        server, process = self.supervisor.server, self.supervisor.processes.get(name)
        leader = process.running() if process else None
        pid = server.pid() if leader is None else leader.pid
        assert pid is not None, name
        start, before = time.monotonic(), _restarted(self.home).get(name, 0)
        os.kill(pid, signal.SIGKILL)
        self.wait_until(lambda: _restarted(self.home).get(name, 0) > before, RESTART_SECONDS)
        self.wait_until(self._is_healthy, RESTART_SECONDS)
        return time.monotonic() - start

    def _is_healthy(self) -> bool:
        settings = dataclasses.replace(self.settings, airflow_url=api_url(self.home))
        return set(self.supervisor.running()) >= set(SERVICES) and not check_services(settings).findings

    def end(self) -> None:
        assert self.run.wait(RUN_SECONDS) == 0, self.output[-6000:]
        self.seconds = round(time.monotonic() - self.started)

    def results(self) -> tuple[object, dict[str, bytes]]:
        """Return every business column of the warehouse, and every published file.

        Workbooks of feedback are only counted: they show what was known when they were made. One warning is left
        out: `merge/facts/paid_after_death` warns of deaths known before, and intakes run at the same time.
        """
        self.supervisor.start_database()
        try:
            assert not any(finding.problems for finding in invariants.run(self.settings, PACK))
            outbox = self.settings.outbox
            content = snapshot.take(self.settings)
            content["landing.feedback"] = content["landing.feedback"][0]
            with psycopg.connect(self.settings.warehouse_url("owner")) as conn:
                content["landing.warning"] = conn.execute(WARNINGS).fetchall()
            published = [key for key in outbox.list_keys() if "feedback/" not in key]
            return content, {key: outbox.read(key) for key in published}
        finally:
            self.supervisor.server.stop()


def _restarted(home: Path) -> dict[str, int]:
    return restarts.counts(restarts.read(home))


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    folders = [tmp_path_factory.mktemp(name) for name in ("calm", "killed")]
    yield folders
    for folder in folders:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("CAMPAIGN_HOME", str(folder / "home"))
            assert clean(["--yes"]) == 0


def test_a_campaign_ends_by_itself_with_equal_results_after_the_kill_of_each_service(folders: list[Path]) -> None:
    calm = Campaign(folders[0])
    calm.end()
    expected = calm.results()
    killed = Campaign(folders[1])
    try:
        killed.wait_for("triggered")
        seconds = {name: round(killed.kill(name), 1) for name in SERVICES}
        named = {finding.subject for finding in check_restarts(killed.settings, technical_now()).findings}
        killed.end()
    finally:
        killed.run.kill()
        killed.run.wait()
    print("seconds until all services ran again after each kill:", json.dumps(seconds))
    print(f"seconds of the campaign: {calm.seconds}, with the kills {killed.seconds}")
    print(killed.output)
    assert named >= set(SERVICES)
    assert set(_restarted(killed.home)) == set(SERVICES)
    assert POSTGRES in killed.output
    results = killed.results()
    assert results[0] == expected[0]
    assert results[1] == expected[1] and len(results[1]) > 5

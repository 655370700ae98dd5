"""Run every DAG of a campaign once on the workers, and count which host ran what."""

from __future__ import annotations

import datetime as dt
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from ops.airflow.api import Api, ApiError
from ops.airflow.dag_runs import DagRun, RunError, wait_for, wait_until_known
from pipeline.publish.run import watermark_ready
from pipeline.runtime.settings import Settings

INTAKES = ("intake_roll", "intake_lists", "intake_payments")
ASSESS, PUBLISH = "assess_and_post", "publish_progress"
ASSESS_PATIENCE_SECONDS = 180.0
WARM_UP_SECONDS = 120
READ_ATTEMPTS = 4


class PatientApi(Api):
    """Client for a machine that is busy with starting everything at once: read requests that time out are repeated."""

    def warm_up(self) -> None:
        """Make the first request of the API for tasks: the api-server builds it then and answers no other request."""
        urllib.request.urlopen(f"{self._url}/execution/health", timeout=WARM_UP_SECONDS).close()

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        for _ in range(READ_ATTEMPTS - 1 if method == "GET" else 0):
            try:
                return super()._call(method, path, body)
            except ApiError as error:
                if "timed out" not in str(error):
                    raise
        return super()._call(method, path, body)


class Flow:
    """The DAGs of one pack. `check_alive` raises if a service has ended; `say` receives lines of progress."""

    def __init__(
        self,
        settings: Settings,
        pack_code: str,
        api: Api,
        home: Path,
        check_alive: Callable[[], None],
        say: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._pack_code = pack_code
        self._api = api
        self._home = home
        self._check_alive = check_alive
        self._say = say

    def dag_id(self, name: str) -> str:
        """Return the id of one of the pack's DAGs."""
        return f"{self._pack_code}__{name}"

    def run(self, business_date: dt.date, publish_on: list[dt.date]) -> list[DagRun]:
        """Run all intakes, wait for the assessments that their assets start, then publish. Raises RunError."""
        wait_until_known(self._api, map(self.dag_id, (*INTAKES, ASSESS, PUBLISH)))
        conf: dict[str, Any] = {"business_date": business_date.isoformat()}
        runs = [self._trigger(name, conf) for name in INTAKES]
        self._wait(runs)
        self._say("intakes succeeded")
        runs += self._assessments(business_date)
        self._say("assessment succeeded")
        publish = self._trigger(PUBLISH, {**conf, "publish_on": [str(day) for day in publish_on]})
        self._wait([publish])
        self._say(f"published what was due on {', '.join(map(str, publish_on))}")
        return [*runs, publish]

    def _trigger(self, name: str, conf: dict[str, Any]) -> DagRun:
        return DagRun(self.dag_id(name), self._api.trigger(self.dag_id(name), conf))

    def _wait(self, runs: list[DagRun]) -> None:
        wait_for(self._api, self._home, runs, self._check_alive)

    def _assessments(self, business_date: dt.date) -> list[DagRun]:
        """Wait until everything is assessed. Airflow may start one run for several assets, so the watermark decides."""
        dag_id = self.dag_id(ASSESS)
        end = time.monotonic() + ASSESS_PATIENCE_SECONDS
        while time.monotonic() < end:
            runs = [DagRun(dag_id, run_id) for run_id in sorted(self._api.run_ids(dag_id))]
            self._wait(runs)
            if runs and watermark_ready(self._settings, self._pack_code, business_date):
                return runs
            self._check_alive()
            time.sleep(0.5)
        raise RunError(f"no run of {dag_id} has assessed everything that was committed")


def tasks_by_host(metadata_url: str, runs: list[DagRun]) -> Counter[str]:
    """Count the tasks of these runs by host, from Airflow's database; a skipped task ran on no host."""
    keys = [f"{run.dag_id}\n{run.run_id}" for run in runs]
    with psycopg.connect(metadata_url) as conn:
        rows = conn.execute(
            "SELECT hostname FROM task_instance WHERE dag_id || chr(10) || run_id = ANY(%s)"
            " AND (state <> 'skipped' OR hostname <> '')",
            (keys,),
        ).fetchall()
    return Counter(str(row[0]) for row in rows)


def tasks_in_log(log: Path) -> int:
    """Count the tasks that a worker has finished, from its own log."""
    lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
    return sum("execute_workload" in line and "succeeded" in line for line in lines)

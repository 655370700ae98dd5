"""Two drills: a worker is killed in the middle of a task of the campaign; another campaign sends a burst of tasks."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import NamedTuple

import psycopg

from ops.airflow.api import Api
from ops.airflow.dag_runs import DagRun, wait_for, wait_until_known
from tests.cluster.native import Instance
from tests.cluster.services import Services

BURST = 12
FIRST_TASK_SECONDS = 60.0


class KilledTask(NamedTuple):
    """The task that ran on the worker when it was killed."""

    dag_id: str
    run_id: str
    task_id: str
    worker: str


class WorkerKill:
    """Kills the worker on which an intake runs, once, and starts it again, as `restart: unless-stopped` does."""

    def __init__(
        self, services: Services, workers: Iterable[Instance], url: str, pack_code: str, say: Callable[[str], None]
    ) -> None:
        self._services = services
        self._workers = {worker.name: worker for worker in workers}
        self._url, self._pack_code, self._say = url, pack_code, say
        self.killed: KilledTask | None = None

    def look(self) -> None:
        """Kill the worker if an intake has run on it for a second; check that all services run."""
        if self.killed is None and (task := self._running_intake()) is not None:
            self._services.kill(task.worker)
            self.killed = task
            self._say(f"killed {task.worker} with SIGKILL in {task.dag_id}.{task.task_id}")
            self._services.restart(self._workers[task.worker])
        self._services.check_alive()

    def attempts(self) -> tuple[int, str]:
        """Return the number of the last attempt of the killed task, and its state."""
        assert self.killed is not None
        with psycopg.connect(self._url) as conn:
            row = conn.execute(
                "SELECT try_number, state FROM task_instance WHERE dag_id = %s AND run_id = %s AND task_id = %s",
                self.killed[:3],
            ).fetchone()
        assert row is not None
        return row[0], row[1]

    def _running_intake(self) -> KilledTask | None:
        with psycopg.connect(self._url) as conn:
            row = conn.execute(
                "SELECT dag_id, run_id, task_id, hostname FROM task_instance WHERE state = 'running'"
                " AND task_id = 'take_in' AND starts_with(dag_id, %s) AND hostname = ANY(%s)"
                " AND start_date < now() - interval '1 second' LIMIT 1",
                (f"{self._pack_code}__intake", list(self._workers)),
            ).fetchone()
        return None if row is None else KilledTask(*row)


class Burst(NamedTuple):
    """The burst in Airflow's database: its tasks, the most at once, and those that began after the other's task."""

    tasks: int
    most_at_once: int
    began_after_other: int


def send_burst(
    api: Api, home: Path, url: str, burst_pack: str, other_pack: str, check_alive: Callable[[], None]
) -> Burst:
    """Start many questions of one campaign; while they run, start a question of the other; wait for all of them.

    No question names a held delivery, so that each ends by itself. Without a pool the other's question would begin
    last, because Airflow queues tasks of equal weight in their order.
    """
    dag_ids = {pack: f"{pack}__decide_held" for pack in (burst_pack, other_pack)}
    wait_until_known(api, dag_ids.values())
    runs = [_ask(api, dag_ids[burst_pack]) for _ in range(BURST)]
    end = time.monotonic() + FIRST_TASK_SECONDS
    while not _times(url, runs):
        assert time.monotonic() < end, "no task of the burst has begun"
        check_alive()
        time.sleep(0.2)
    other = _ask(api, dag_ids[other_pack])
    wait_for(api, home, [*runs, other], check_alive)
    times, [(other_began, _)] = _times(url, runs), _times(url, [other])
    most = max(sum(began <= moment < ended for began, ended in times) for moment, _ in times)
    return Burst(len(times), most, sum(began > other_began for began, _ in times))


def _ask(api: Api, dag_id: str) -> DagRun:
    return DagRun(dag_id, api.trigger(dag_id, {"delivery_id": str(uuid.uuid4())}))


def _times(url: str, runs: Iterable[DagRun]) -> list[tuple[dt.datetime, dt.datetime]]:
    """Begin and end of each task that a worker has begun, the first begun first; a running task's end is None."""
    with psycopg.connect(url) as conn:
        return conn.execute(
            "SELECT start_date, end_date FROM task_instance WHERE run_id = ANY(%s) AND start_date IS NOT NULL"
            " AND hostname <> '' ORDER BY start_date",
            ([run.run_id for run in runs],),
        ).fetchall()

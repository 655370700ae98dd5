"""Two drills while the campaign runs: a worker is killed in the middle of a task; another campaign sends a burst."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterable
from typing import NamedTuple

import psycopg

from ops.airflow.api import Api
from ops.airflow.dag_runs import DagRun, wait_until_known
from tests.cluster.native import Instance
from tests.cluster.services import Services

BURST = 8


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
    """Airflow's record of the burst: its tasks, the most at once, and tasks of the other campaign meanwhile."""

    tasks: int
    most_at_once: int
    others_meanwhile: int


def send_burst(api: Api, pack_code: str) -> list[DagRun]:
    """Start many questions of one campaign at once; none names a held delivery, so that each ends by itself."""
    dag_id = f"{pack_code}__decide_held"
    wait_until_known(api, [dag_id])
    return [DagRun(dag_id, api.trigger(dag_id, {"delivery_id": str(uuid.uuid4())})) for _ in range(BURST)]


def burst_of(url: str, runs: Iterable[DagRun], other_pack: str) -> Burst:
    """Read from Airflow's database how the tasks of the burst ran."""
    run_ids = [run.run_id for run in runs]
    with psycopg.connect(url) as conn:
        times = conn.execute(
            "SELECT start_date, end_date FROM task_instance WHERE run_id = ANY(%s) AND start_date IS NOT NULL"
            " AND hostname <> '' ORDER BY start_date",
            (run_ids,),
        ).fetchall()
        starts, ends = [start for start, _ in times], [end for _, end in times if end is not None]
        assert len(ends) == len(starts) > 0, "a task of the burst did not end"
        row = conn.execute(
            "SELECT count(*) FROM task_instance WHERE starts_with(dag_id, %s) AND start_date BETWEEN %s AND %s",
            (f"{other_pack}__", min(starts), max(ends)),
        ).fetchone()
    assert row is not None
    most = max(sum(start <= moment < end for start, end in times) for moment in starts)
    return Burst(len(times), most, row[0])

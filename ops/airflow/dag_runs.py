"""Start DAG runs through the REST API, wait for them, and prove that the scheduler ran their tasks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from ops.airflow.api import ENDED, Api, TaskInstance
from warehouse.embedded.server import Server

POLL_SECONDS = 0.5


class RunError(RuntimeError):
    """A run that cannot continue; the text names the task, its log, and the next step for the operator."""


@dataclass(frozen=True)
class DagRun:
    """A run of a DAG, by its ids."""

    dag_id: str
    run_id: str


def wait_until_known(api: Api, dag_ids: Iterable[str], seconds: float = 90.0) -> None:
    """Wait until Airflow's dag-processor has read all these DAGs, and switch on the schedule of each.

    `api`: client of Airflow's REST API. `dag_ids`: whole ids, such as `<pack_code>__intake_roll`. Raises RunError if a
    DAG file has an import error, or if a DAG is missing after `seconds`.
    """
    missing = list(dag_ids)
    end = time.monotonic() + seconds
    while missing:
        if errors := api.import_errors():
            raise RunError("a DAG file cannot be read:\n" + "\n".join(errors))
        for dag_id in list(missing):
            if api.dag_is_known(dag_id):
                api.unpause(dag_id)
                missing.remove(dag_id)
        if missing and time.monotonic() > end:
            raise RunError(f"Airflow did not read {', '.join(missing)} from dags/; see the log of the dag-processor")
        if missing:
            time.sleep(POLL_SECONDS)


def wait_for(api: Api, home: Path, runs: Iterable[DagRun], check_alive: Callable[[], None]) -> None:
    """Wait, without a limit of time, until every run has succeeded. Raises RunError as soon as one run fails.

    `api`: client of Airflow's REST API. `runs`: DAG id and run id of each. `home`: the campaign's state folder, for the
    path of the log in the error. `check_alive` is called at each look (every half second) and raises if a service of
    Airflow has ended.
    """
    waiting = list(runs)
    while waiting:
        check_alive()
        for run in list(waiting):
            state = api.run_state(run.dag_id, run.run_id)
            if state == "failed":
                raise RunError(failure_text(api, home, run))
            if state in ENDED:
                waiting.remove(run)
        if waiting:
            time.sleep(POLL_SECONDS)


def failure_text(api: Api, home: Path, run: DagRun) -> str:
    """Describe a failed run to the operator, in English: its failed tasks, the files of their logs, and the next step.

    `api`: client of Airflow's REST API. `home`: the campaign's state folder. `run`: its DAG id and run id. Raises
    ApiError if the run's tasks cannot be read.
    """
    failed = [task for task in api.task_instances(run.dag_id, run.run_id) if task["state"] == "failed"]
    lines = [f"{run.dag_id} failed (run {run.run_id})"]
    for task in failed:
        lines.append(f"  task {task['task_id']}, attempt {task['try_number']}")
        lines.append(f"  log  {log_path(home, run, task)}")
    lines.append(
        "  read the end of the log, correct the cause, and run the same make target again: finished steps stay finished"
    )
    return "\n".join(lines)


def log_path(home: Path, run: DagRun, task: TaskInstance) -> Path:
    """Return the path of the log of a task's last attempt, below the state folder `home`; the file may be missing.

    `run`: DAG id and run id. `task`: a task of this run, as `Api.task_instances` lists it.
    """
    folder = home / "logs" / "airflow" / f"dag_id={run.dag_id}" / f"run_id={run.run_id}" / f"task_id={task['task_id']}"
    return folder / f"attempt={task['try_number']}.log"


def prove_scheduled(server: Server, runs: Iterable[DagRun]) -> int:
    """Return the number of tasks of the runs, after checking that Airflow's scheduler queued each that was not skipped.

    Reads Airflow's database on the embedded server `server`. `runs`: DAG id and run id of each. Skipped tasks count,
    too. Raises RunError if a task was not queued by the scheduler (it was run by hand or inside a test), or if a DAG of
    the runs has no tasks there.
    """
    import psycopg

    keys = [f"{run.dag_id}\n{run.run_id}" for run in runs]
    with psycopg.connect(server.url("airflow", "airflow")) as conn:
        rows = conn.execute(
            "SELECT t.dag_id, t.task_id, t.state, j.job_type FROM task_instance t"
            " LEFT JOIN job j ON j.id = t.queued_by_job_id WHERE t.dag_id || chr(10) || t.run_id = ANY(%s)",
            (keys,),
        ).fetchall()
    # Airflow never queues a task that it skips because there is nothing to do.
    unqueued = [f"{dag}.{task}" for dag, task, state, job in rows if job != "SchedulerJob" and state != "skipped"]
    if unqueued or len({row[0] for row in rows}) < len({run.dag_id for run in runs}):
        raise RunError(f"not queued by the scheduler: {', '.join(unqueued) or 'a run without tasks'}")
    return len(rows)

"""OrderedLocalExecutor: an attempt of a task has a single process at a time, and its end is no end of the next."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from airflow.executors.local_executor import LocalExecutor
from airflow.models.taskinstancekey import TaskInstanceKey
from airflow.utils.state import TaskInstanceState

from ops.airflow import executor as module
from ops.airflow.executor import PATIENCE_SECONDS, OrderedLocalExecutor

KEY = TaskInstanceKey("pack__decide_held", "ask", "held__1", 1, -1)


class Workers:
    """Workers without processes: `started` has the keys handed to them, in order."""

    def __init__(self, executor: OrderedLocalExecutor, monkeypatch: pytest.MonkeyPatch) -> None:
        self.executor, self.started, self.now = executor, [], 0.0
        monkeypatch.setattr(LocalExecutor, "_process_workloads", lambda _, workloads: self._take(workloads))
        monkeypatch.setattr(module.time, "monotonic", lambda: self.now)

    def _take(self, workloads: list[Any]) -> None:
        for workload in workloads:
            del self.executor.queued_tasks[workload.key]
            self.started.append(workload.key)

    def queue(self, key: TaskInstanceKey = KEY) -> None:
        """Queue an attempt as the scheduler does, and let the executor start what it may."""
        self.executor.queued_tasks[key] = SimpleNamespace(key=key, ti=SimpleNamespace(priority_weight=1))
        self.beat()

    def beat(self) -> None:
        """Let the executor start what is queued and may start."""
        self.executor.trigger_tasks(open_slots=4)

    def is_known(self) -> bool:
        """Return True if the scheduler would find the resumed task queued, and not count it as lost."""
        return self.executor.has_task(SimpleNamespace(id="x", key=KEY))


@pytest.fixture
def workers(monkeypatch: pytest.MonkeyPatch) -> Workers:
    return Workers(OrderedLocalExecutor(parallelism=4), monkeypatch)


def test_a_resumed_task_starts_after_the_end_of_its_first_half(workers: Workers) -> None:
    workers.queue()
    workers.executor.change_state(KEY, TaskInstanceState.RUNNING)
    workers.queue()  # answered; the end of the first half has not been read
    assert workers.started == [KEY]
    workers.executor.change_state(KEY, TaskInstanceState.SUCCESS)
    assert workers.is_known()
    workers.beat()
    assert workers.started == [KEY, KEY]


def test_plain_local_executor_starts_it_at_once_and_forgets_it(workers: Workers) -> None:
    """If this fails, a newer Airflow has mended its executor: then ours is not needed."""
    plain = LocalExecutor(parallelism=4)
    workers.executor = plain
    workers.queue()
    workers.queue()
    plain.change_state(KEY, TaskInstanceState.SUCCESS)
    assert workers.started == [KEY, KEY] and not workers.is_known()


@pytest.mark.parametrize("end", [TaskInstanceState.SUCCESS, TaskInstanceState.FAILED])
def test_a_task_resumed_after_the_end_starts_at_once(workers: Workers, end: TaskInstanceState) -> None:
    workers.queue()
    workers.executor.change_state(KEY, end)
    workers.queue()
    assert workers.started == [KEY, KEY]


def test_other_tasks_and_attempts_do_not_wait(workers: Workers) -> None:
    workers.queue()
    others = [KEY._replace(task_id="announce"), KEY._replace(try_number=2)]
    for other in others:
        workers.queue(other)
    assert workers.started == [KEY, *others]


def test_without_an_end_a_resumed_task_starts_after_a_minute(workers: Workers) -> None:
    workers.queue()
    workers.now = 1000
    workers.queue()
    workers.now += PATIENCE_SECONDS - 1
    workers.beat()
    assert workers.started == [KEY]
    workers.now += 1
    workers.beat()
    assert workers.started == [KEY, KEY]

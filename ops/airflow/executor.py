"""Airflow's LocalExecutor, which runs a resumed task only after it has noticed that the task's first half ended.

A task that waits for an answer ends its process, and is resumed with the same number of its attempt. LocalExecutor of
Airflow 3.3 keeps no account of the processes that it has started. If the scheduler queues the resumed task before it
has read the end of the first half, it takes that end for the end of the resumed task, which has not reported success:
the task counts as lost, its answer is dropped, and a minute later the official is asked again.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

from airflow.executors.local_executor import LocalExecutor
from airflow.utils.state import TaskInstanceState

PATIENCE_SECONDS = 60
"""A resumed task waits no longer for the end of its first half: a killed worker reports no end."""

_ENDS = (TaskInstanceState.SUCCESS, TaskInstanceState.FAILED)


class OrderedLocalExecutor(LocalExecutor):
    """LocalExecutor that starts no second process for an attempt of a task before the first one's end was read."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)  # type: ignore[no-untyped-call]
        self._started: set[Any] = set()
        self._waiting_since: dict[Any, float] = {}

    def change_state(self, key: Any, state: Any, info: Any = None, remove_running: bool = True) -> None:
        """Record a state that a worker has reported for a workload. `key`: Airflow's key of attempt or callback."""
        if state in _ENDS:
            self._started.discard(key)
        super().change_state(key, state, info, remove_running)

    def _process_workloads(self, workload_list: Sequence[Any]) -> None:
        ready = [workload for workload in workload_list if self._may_start(workload.key)]
        self._started.update(workload.key for workload in ready)
        super()._process_workloads(ready)  # type: ignore[no-untyped-call]

    def _may_start(self, key: Any) -> bool:
        """Return True if no process of this attempt runs, or its end did not come in PATIENCE_SECONDS."""
        if key not in self._started:
            self._waiting_since.pop(key, None)
            return True
        since = self._waiting_since.setdefault(key, time.monotonic())
        if time.monotonic() - since < PATIENCE_SECONDS:
            return False
        del self._waiting_since[key]
        return True

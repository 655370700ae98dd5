#!/usr/bin/env bash
# apache-airflow-core 3.3.2 (LocalExecutor), Python 3.11.
#
# A task that waits for a person's answer (state awaiting_input) ends its process, and the answer resumes it with the same number
# of its attempt. LocalExecutor hands the resumed task to a worker even if the end of the first process has not been read, and it
# keeps no account of running tasks: when that end is read, has_task() is False while the second process runs. The scheduler
# takes this for a task that died ("finished with state success, but the task instance's state attribute is queued"), stops the
# second process, and after the delay of a retry the task starts anew: the answer is dropped, and the person is asked again. It
# needs an answer within one loop of the scheduler, so it happens on a loaded machine. The comment in trigger_tasks() about
# attempts for this case describes code that is not there.
# Seen: "handed to workers: 2", "known while the second runs: False".
# The product's executor (ops/airflow/executor.py) starts an attempt again only after its end was read.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check apache-airflow-core==3.3.2 apache-airflow-task-sdk==1.3.2 \
  apache-airflow-providers-standard==1.21.0 sqlalchemy==2.1.9 fastapi==0.136.3 starlette==1.10.0 pydantic==2.14.3 \
  cadwyn==7.0.0 structlog==26.1.0 alembic==1.20.1
export AIRFLOW_HOME=$folder/home
seen=$(env/bin/python - 2>/dev/null <<'PY' | grep -E '^(handed|known)'
from types import SimpleNamespace as Object

from airflow.executors.local_executor import LocalExecutor
from airflow.models.taskinstancekey import TaskInstanceKey
from airflow.utils.state import TaskInstanceState

handed = []


class Recorder(LocalExecutor):
    """Takes the place of the worker processes; all else is LocalExecutor's."""

    def _process_workloads(self, workload_list):
        for workload in workload_list:
            self.queued_tasks.pop(workload.key)
            handed.append(workload.key)


key = TaskInstanceKey("dag", "ask", "run", 1, -1)
executor = Recorder(parallelism=2)
for _ in range(2):  # the question, then its resumption by the answer
    executor.queued_tasks[key] = Object(key=key, ti=Object(priority_weight=1))
    executor.trigger_tasks(2)
executor.change_state(key, TaskInstanceState.SUCCESS)  # the end of the first process is read
print("handed to workers:", len(handed))
print("known while the second runs:", executor.has_task(Object(id="id", key=key)))
PY
)
echo "$seen"
[[ "$seen" == $'handed to workers: 2\nknown while the second runs: False' ]] || { echo "changed" >&2; exit 1; }

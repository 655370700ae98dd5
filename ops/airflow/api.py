"""Client of Airflow's REST API: log in, look up DAGs, trigger runs, watch their tasks, answer approvals."""

from __future__ import annotations

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypedDict

from ops.airflow.environment import USER, api_url, password_file
from pipeline.runtime.clock import technical_now

ENDED = ("success", "failed")
RETRY_SECONDS = 1.0


class ApiError(RuntimeError):
    """A call that the API refused or did not answer; the text names the call and the status (0: no answer)."""

    def __init__(self, text: str, status: int = 0) -> None:
        super().__init__(text)
        self.status = status


class UnansweredError(ApiError):
    """A call that the API did not answer, or answered with an error of its own (5xx): it may be starting again."""


class TaskInstance(TypedDict):
    """A task of a run, of the fields that Airflow returns those that are read here. `try_number` counts from 1."""

    id: str
    dag_id: str
    dag_run_id: str
    task_id: str
    map_index: int
    state: str | None
    try_number: int


class Question(TypedDict):
    """An approval that waits for an answer, of the fields that Airflow returns those that are read here."""

    subject: str
    body: str
    options: list[str]
    task_instance: TaskInstance


class Api:
    """A client of the api-server of the state folder `home`, logged in as the administrator or another of its users.

    A call that is not answered is repeated until `patience_seconds` are over.
    """

    def __init__(self, home: Path, user: str = USER, patience_seconds: float = 0.0) -> None:
        self._url, self._patience = api_url(home), patience_seconds
        password = json.loads(password_file(home).read_text())[user]
        self._token = ""
        self._token = self._call("POST", "/auth/token", {"username": user, "password": password})["access_token"]

    def dag_is_known(self, dag_id: str) -> bool:
        """Return whether Airflow's dag-processor has read the file of this DAG and has not marked the DAG as stale.

        `dag_id`: whole id, such as `<pack_code>__intake_roll`. False, too, if the API refuses or does not answer.
        """
        try:
            dag = self._call("GET", f"/api/v2/dags/{dag_id}")
        except ApiError:
            return False
        return not dag["is_stale"]

    def import_errors(self) -> list[str]:
        """List the stack traces of the DAG files that Airflow cannot import, one text per file.

        Empty if all can be imported. The order is Airflow's. Raises ApiError if the call fails.
        """
        return [str(error["stack_trace"]) for error in self._call("GET", "/api/v2/importErrors")["import_errors"]]

    def trigger(self, dag_id: str, conf: dict[str, Any]) -> str:
        """Start a run of a DAG now and return its run id; does not wait for it.

        `dag_id`: whole id, such as `<pack_code>__intake_roll`. `conf`: parameters of the run, such as {"business_date":
        "2019-12-31"}. Raises ApiError if the call fails.
        """
        run_id = f"manual__{technical_now().isoformat()}"
        body = {"dag_run_id": run_id, "logical_date": None, "conf": conf}
        try:
            self._call("POST", f"/api/v2/dags/{dag_id}/dagRuns", body)
        except ApiError as error:
            if not (
                self._patience and error.status == HTTPStatus.CONFLICT
            ):  # a repeated call may find the run of the first
                raise
        return run_id

    def unpause(self, dag_id: str) -> None:
        """Start the schedule of one DAG (in Airflow's words: unpause it); no effect if it has started.

        `dag_id`: whole id, such as `<pack_code>__intake_roll`. Raises ApiError if the call fails.
        """
        self._call("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False})

    def run_ids(self, dag_id: str) -> set[str]:
        """Return the ids of the DAG's latest runs in any state (at most 100); empty if it never ran.

        `dag_id`: whole id, such as `<pack_code>__intake_roll`. Raises ApiError if the call fails.
        """
        answer = self._call("GET", f"/api/v2/dags/{dag_id}/dagRuns?limit=100&order_by=-run_after")
        return {run["dag_run_id"] for run in answer["dag_runs"]}

    def abandon(self, dag_id: str) -> int:
        """Mark the DAG's queued and running runs as failed, and return their number (at most 100 per state).

        It is for runs that a killed `make run` left unfinished; their finished tasks keep their results. `dag_id`:
        whole id, such as `<pack_code>__intake_roll`. Raises ApiError if a call fails.
        """
        unfinished = []
        for state in ("queued", "running"):
            unfinished += self._call("GET", f"/api/v2/dags/{dag_id}/dagRuns?limit=100&state={state}")["dag_runs"]
        for run in unfinished:
            path = f"/api/v2/dags/{dag_id}/dagRuns/{_quoted(run['dag_run_id'])}"
            self._call("PATCH", f"{path}?update_mask=state", {"state": "failed"})
        return len(unfinished)

    def run_state(self, dag_id: str, run_id: str) -> str:
        """Return a run's state: queued, running, success or failed. Raises ApiError if there is no such run.

        `dag_id`, `run_id`: whole ids, as `trigger` and `run_ids` take and return them.
        """
        return str(self._call("GET", f"/api/v2/dags/{dag_id}/dagRuns/{_quoted(run_id)}")["state"])

    def task_instances(self, dag_id: str, run_id: str) -> list[TaskInstance]:
        """List the tasks of one run: ids of task, run and DAG, state, and the number of the attempt (from 1).

        `dag_id`, `run_id`: whole ids. The state is Airflow's word, such as running, success, failed or skipped; None
        before the task is queued. Raises ApiError if there is no such run.
        """
        answer = self._call("GET", f"/api/v2/dags/{dag_id}/dagRuns/{_quoted(run_id)}/taskInstances")
        return list(answer["task_instances"])

    def questions(self, dag_id: str) -> list[Question]:
        """List the approvals of a DAG that wait for an official's answer, of all its runs (at most 100).

        `dag_id`: whole id, such as `<pack_code>__decide_held`. A `Question` has the subject, the text (`body`), the
        options of the answer and the waiting task. Empty if none waits. Raises ApiError if the call fails.
        """
        path = f"/api/v2/dags/{dag_id}/dagRuns/~/hitlDetails?limit=100&response_received=false&state=awaiting_input"
        return list(self._call("GET", path)["hitl_details"])

    def answer(self, question: Question, option: str, note: str) -> None:
        """Answer an approval as this client's user, by release or rejection; the waiting task then goes on.

        `question`: one that `questions` listed. `option`: one that it offers: 放行 (release) or 退回 (reject). `note`:
        reason, which is recorded. Raises an ApiError if the call fails, with status 409 if the approval was answered
        before.
        """
        task = question["task_instance"]
        path = f"/api/v2/dags/{task['dag_id']}/dagRuns/{_quoted(task['dag_run_id'])}/taskInstances/{task['task_id']}"
        body = {"chosen_options": [option], "params_input": {"note": note}}
        self._call("PATCH", f"{path}/{task['map_index']}/hitlDetails", body)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        end = time.monotonic() + self._patience
        while True:
            try:
                return self._send(method, path, body)
            except UnansweredError:
                if time.monotonic() >= end:
                    raise
                time.sleep(RETRY_SECONDS)

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        request = urllib.request.Request(self._url + path, method=method)
        request.add_header("Accept", "application/json")
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            kind = UnansweredError if error.code >= 500 else ApiError
            raise kind(f"{method} {path}: {error.code} {error.reason}", error.code) from None
        except (OSError, http.client.HTTPException) as error:
            raise UnansweredError(f"{method} {path}: {error}") from None


def _quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="")

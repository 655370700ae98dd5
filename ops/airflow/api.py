"""Airflow's REST API as `make run` needs it: log in, see a DAG, trigger it, watch its runs and tasks."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path
from typing import Any

from ops.airflow.environment import USER, api_url, password_file

ENDED = ("success", "failed")


class ApiError(RuntimeError):
    """The API refused a call; the text names the call and the answer's status."""


class Api:
    """A logged-in client of the API server that belongs to `home`, as the administrator or another of its users."""

    def __init__(self, home: Path, user: str = USER) -> None:
        self._url = api_url(home)
        password = json.loads(password_file(home).read_text())[user]
        self._token = ""
        self._token = self._call("POST", "/auth/token", {"username": user, "password": password})["access_token"]

    def dag_is_known(self, dag_id: str) -> bool:
        """Whether the DAG processor has read this DAG in its present form and it is active."""
        try:
            dag = self._call("GET", f"/api/v2/dags/{dag_id}")
        except ApiError:
            return False
        return not dag["is_stale"]

    def import_errors(self) -> list[str]:
        """The text of every DAG file's import error."""
        return [str(error["stack_trace"]) for error in self._call("GET", "/api/v2/importErrors")["import_errors"]]

    def trigger(self, dag_id: str, conf: dict[str, Any]) -> str:
        """Start a run now; returns its run id."""
        return str(
            self._call("POST", f"/api/v2/dags/{dag_id}/dagRuns", {"logical_date": None, "conf": conf})["dag_run_id"]
        )

    def unpause(self, dag_id: str) -> None:
        self._call("PATCH", f"/api/v2/dags/{dag_id}", {"is_paused": False})

    def run_ids(self, dag_id: str) -> set[str]:
        """The ids of the DAG's latest runs (at most 100)."""
        found = self._call("GET", f"/api/v2/dags/{dag_id}/dagRuns?limit=100&order_by=-run_after")
        return {run["dag_run_id"] for run in found["dag_runs"]}

    def abandon(self, dag_id: str) -> int:
        """Mark runs that an earlier, killed `make run` left unfinished as failed; returns how many."""
        left = []
        for state in ("queued", "running"):
            left += self._call("GET", f"/api/v2/dags/{dag_id}/dagRuns?limit=100&state={state}")["dag_runs"]
        for run in left:
            path = f"/api/v2/dags/{dag_id}/dagRuns/{_quoted(run['dag_run_id'])}"
            self._call("PATCH", f"{path}?update_mask=state", {"state": "failed"})
        return len(left)

    def run_state(self, dag_id: str, run_id: str) -> str:
        return str(self._call("GET", f"/api/v2/dags/{dag_id}/dagRuns/{_quoted(run_id)}")["state"])

    def task_instances(self, dag_id: str, run_id: str) -> list[dict[str, Any]]:
        """The tasks of a run: task_id, state, try_number."""
        found = self._call("GET", f"/api/v2/dags/{dag_id}/dagRuns/{_quoted(run_id)}/taskInstances")
        return list(found["task_instances"])

    def questions(self, dag_id: str) -> list[dict[str, Any]]:
        """The approvals of a DAG that wait for an answer: subject, body, options, and the task instance of each."""
        path = f"/api/v2/dags/{dag_id}/dagRuns/~/hitlDetails?limit=100&response_received=false&state=awaiting_input"
        return list(self._call("GET", path)["hitl_details"])

    def answer(self, question: dict[str, Any], option: str, note: str) -> None:
        """Answer an approval as this user. Raises ApiError (409) if somebody has answered before."""
        task = question["task_instance"]
        path = f"/api/v2/dags/{task['dag_id']}/dagRuns/{_quoted(task['dag_run_id'])}/taskInstances/{task['task_id']}"
        body = {"chosen_options": [option], "params_input": {"note": note}}
        self._call("PATCH", f"{path}/{task['map_index']}/hitlDetails", body)

    def _call(self, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
        request = urllib.request.Request(self._url + path, method=method)
        request.add_header("Accept", "application/json")
        if self._token:
            request.add_header("Authorization", f"Bearer {self._token}")
        if body is not None:
            request.add_header("Content-Type", "application/json")
            request.data = json.dumps(body).encode()
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:
                return json.load(answer)
        except urllib.error.HTTPError as error:
            raise ApiError(f"{method} {path}: {error.code} {error.reason}") from None
        except (urllib.error.URLError, TimeoutError) as error:
            raise ApiError(f"{method} {path}: {error}") from None


def _quoted(text: str) -> str:
    return urllib.parse.quote(text, safe="")

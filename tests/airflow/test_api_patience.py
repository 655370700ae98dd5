"""The client of Airflow's API waits for an api-server that is starting again, and triggers a run once."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from ops.airflow import api as module
from ops.airflow.api import Api, ApiError, UnansweredError


class Server:
    """An api-server that fails the calls of `failures`, in order: a status, or 0 to close the connection unanswered."""

    def __init__(self) -> None:
        self.failures: list[int] = []
        self.run_ids: list[str] = []


@contextmanager
def _serving(home: Path, patch: pytest.MonkeyPatch) -> Iterator[Server]:
    state = Server()

    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            size = int(self.headers.get("Content-Length") or 0)
            body: dict[str, Any] = json.loads(self.rfile.read(size) or b"{}")
            if "dag_run_id" in body:
                state.run_ids.append(body["dag_run_id"])
            is_login = self.path == "/auth/token"
            status = state.failures.pop(0) if state.failures and not is_login else 200
            if status == 0:
                self.close_connection = True
                return
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps({"access_token": "t", "state": "running"}).encode())

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def log_message(self, *_: object) -> None:
            """Write no log."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    patch.setenv("CAMPAIGN_PORT_API_SERVER", str(server.server_port))
    patch.setattr(module, "RETRY_SECONDS", 0.01)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield state
    finally:
        server.shutdown()
        server.server_close()


def test_a_patient_client_waits_for_an_answer(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with _serving(home, monkeypatch) as server:
        patient, hasty = Api(home, patience_seconds=20), Api(home)
        server.failures = [500, 0, 503]
        assert patient.run_state("dag", "run") == "running"
        for failure in (500, 0):
            server.failures = [failure]
            with pytest.raises(UnansweredError):
                hasty.run_state("dag", "run")
        server.failures = [404]
        with pytest.raises(ApiError) as refused:
            patient.run_state("dag", "run")
        assert refused.value.status == 404


def test_a_repeated_trigger_starts_one_run(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first call is taken but its answer lost; the second meets the run of the first (409)."""
    with _serving(home, monkeypatch) as server:
        patient = Api(home, patience_seconds=20)
        server.failures = [0, 409]
        run_id = patient.trigger("dag", {})
        assert server.run_ids == [run_id, run_id]
        server.failures = [409]
        with pytest.raises(ApiError):
            Api(home).trigger("dag", {})

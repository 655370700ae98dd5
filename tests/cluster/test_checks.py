"""Checks of `make test-cluster`: their count, document numbers in logs, open ports."""

from __future__ import annotations

import socket
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.cluster import checks as cluster_checks
from tests.cluster.checks import Checks, documents_seen, listening_beyond_this_machine, ports_still_open, processes_of
from tests.cluster.flow import tasks_in_log
from warehouse.embedded.server import Server


def _number(serial: int) -> str:
    """Document number of the test area with its check digit (ISO 7064 MOD 11-2)."""
    body = f"19999919700101{serial:03d}"
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, weights, strict=True)) % 11]


def test_checks_are_counted_and_explained() -> None:
    lines: list[str] = []
    checks = Checks(lines.append)
    checks.add("first", True, "unused")
    checks.add("second", False, "reason")
    assert (checks.passed, checks.failed) == (1, 1)
    assert lines == ["passed  first", "FAILED  second: reason"]


@pytest.mark.parametrize("place", ["logs/worker.log", "volumes/airflow-logs/task.log", "volumes/mail/000001.eml"])
def test_a_document_number_in_a_log_is_found(
    place: str, tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cluster_checks, "METADATA_TABLES", ("pg_database",))
    known = [_number(serial) for serial in (1, 2)]
    people = tmp_path / "person.parquet"
    pq.write_table(pa.table({"document_number": known}), people)
    url = server.url("warehouse", "owner")
    path = tmp_path / place
    path.parent.mkdir(parents=True)
    path.write_text(f"a stranger {_number(3)}, a longer number 9{known[0]}, an id {known[0]}ab\n")
    assert documents_seen(people, tmp_path, url) == []
    path.write_text(path.read_text() + f"value={known[1].lower()}.\n")
    assert documents_seen(people, tmp_path, url) == [path.name]


def test_nothing_to_look_through_is_no_proof(tmp_path: Path, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_checks, "METADATA_TABLES", ("pg_database",))
    people = tmp_path / "person.parquet"
    pq.write_table(pa.table({"document_number": pa.array([], pa.string())}), people)
    assert documents_seen(people, tmp_path, server.url("warehouse", "owner")) == ["nothing to look through"]


def test_a_process_left_behind_and_its_open_port_are_seen(tmp_path: Path) -> None:
    code = (
        "import socket, time; s = socket.create_server(('', 0)); print(s.getsockname()[1], flush=True); time.sleep(60)"
    )
    env = {"AIRFLOW_HOME": str(tmp_path / "hosts" / "one")}
    with subprocess.Popen([sys.executable, "-c", code], env=env, stdout=subprocess.PIPE, text=True) as left:
        try:
            assert left.stdout is not None
            port = left.stdout.readline().strip()
            assert [process.pid for process in processes_of(tmp_path)] == [left.pid]
            (address,) = listening_beyond_this_machine(tmp_path)
            assert address.startswith(f"0.0.0.0:{port} ")
            assert processes_of(tmp_path / "another") == []
        finally:
            left.kill()
    assert processes_of(tmp_path) == []


def test_open_ports_are_seen() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        assert ports_still_open([port, 1]) == [port]
    assert ports_still_open([port]) == []


def test_tasks_of_a_worker_are_counted_from_its_log(tmp_path: Path) -> None:
    log = tmp_path / "worker.log"
    assert tasks_in_log(log) == 0
    log.write_text(
        "Task execute_workload[1] received\nTask execute_workload[1] succeeded in 2.0s: None\nother succeeded\n"
    )
    assert tasks_in_log(log) == 1

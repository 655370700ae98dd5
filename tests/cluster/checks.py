"""Checks of the cluster test: counting, and the search for open ports and for document numbers in logs."""

from __future__ import annotations

import re
import socket
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pyarrow.parquet as pq
from psycopg import sql

# Tables with values of tasks: returned values, arguments of runs, the audit log.
METADATA_TABLES = ("xcom", "dag_run", "log", "task_instance")
NUMBER = re.compile(rb"(?<![0-9A-Za-z])[0-9]{17}[0-9Xx](?![0-9A-Za-z])")


class Checks:
    """Counts checks and reports each as it is made."""

    def __init__(self, say: Callable[[str], None]) -> None:
        self._say = say
        self.passed = 0
        self.failed = 0

    def add(self, text: str, holds: bool, otherwise: str = "") -> None:
        """Count a check and report it; `otherwise` explains a failure."""
        if holds:
            self.passed += 1
            self._say(f"passed  {text}")
        else:
            self.failed += 1
            self._say(f"FAILED  {text}" + (f": {otherwise}" if otherwise else ""))


def documents_seen(person_file: Path, home: Path, metadata_url: str) -> list[str]:
    """List the log and mail files and the tables of Airflow that contain a simulated person's document number."""
    known = {str(number).encode() for number in pq.read_table(person_file, columns=["document_number"])[0].to_pylist()}
    folders = (home / "logs", home / "volumes" / "airflow-logs", home / "volumes" / "mail")
    places = [(path.name, path.read_bytes()) for folder in folders for path in folder.rglob("*") if path.is_file()]
    with psycopg.connect(metadata_url) as conn:
        for table in METADATA_TABLES:
            rows = conn.execute(sql.SQL("SELECT to_jsonb(t)::text FROM {} AS t").format(sql.Identifier(table)))
            places.append((table, "\n".join(row[0] for row in rows).encode()))
    if not known or not all(content for name, content in places if name in METADATA_TABLES):
        return ["nothing to look through"]
    return [name for name, content in places if known.intersection(n.upper() for n in NUMBER.findall(content))]


def processes_of(home: Path) -> list[psutil.Process]:
    """List the processes that were started for this state folder, by their environment; zombies are left out."""
    processes = []
    for process in psutil.process_iter():
        try:
            if process.environ().get("AIRFLOW_HOME", "").startswith(f"{home}/"):
                processes.append(process)
        except psutil.Error:
            continue
    return processes


def listening_beyond_this_machine(home: Path) -> list[str]:
    """List addresses other than 127.0.0.1 on which processes of this state folder listen."""
    addresses = []
    for process in processes_of(home):
        try:
            listening = [c.laddr for c in process.net_connections(kind="inet") if c.status == psutil.CONN_LISTEN]
            addresses += [f"{a.ip}:{a.port} ({process.name()})" for a in listening if a.ip not in ("127.0.0.1", "::1")]
        except psutil.Error:
            continue
    return sorted(set(addresses))


def ports_still_open(ports: list[int]) -> list[int]:
    """List those of the ports on which a process answers."""
    open_ports = []
    for port in ports:
        with socket.socket() as probe:
            probe.settimeout(1.0)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                open_ports.append(port)
    return open_ports

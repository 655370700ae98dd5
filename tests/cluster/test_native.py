"""Translation of the compose file that `make test-cluster` starts, and parts of its checks."""

from __future__ import annotations

import http.server
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from pipeline.runtime.settings import REPOSITORY, Settings
from tests.cluster import compare
from tests.cluster.compose_file import COMPOSE_FILE, ComposeError, Service, interpolate, load
from tests.cluster.native import ADDRESSES, MOUNTS, Native
from tests.cluster.services import ServiceError, Services
from warehouse.embedded.server import Server


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("${A}", "1"),
        ("x${A}y", "x1y"),
        ("${B:-two}", "two"),
        ("${A:-two}", "1"),
        ("${A:?m}", "1"),
        ("$${A}", "${A}"),
        ("${EMPTY:-d}", "d"),
        ("${B}", ""),
        ("${B:-a:b?c=d&e}", "a:b?c=d&e"),
    ],
)
def test_variables_are_filled_as_compose_does(text: str, expected: str) -> None:
    assert interpolate(text, {"A": "1", "EMPTY": ""}) == expected


@pytest.mark.parametrize("values", [{}, {"A": ""}])
def test_a_required_variable_is_named(values: dict[str, str]) -> None:
    with pytest.raises(ComposeError, match="variable A is missing a value: say what"):
        interpolate("x ${A:?say what}", values)


@pytest.fixture()
def native(tmp_path: Path, server: Server) -> Native:
    return Native(tmp_path, server, {"PATH": "/redis/bin", "LD_LIBRARY_PATH": "/redis/lib"})


@pytest.fixture()
def composition(values: dict[str, str]) -> dict[str, Service]:
    return load(COMPOSE_FILE, {**values, "AIRFLOW_WORKERS": "2"})


def test_no_address_or_folder_of_a_container_is_left(native: Native, composition: dict[str, Service]) -> None:
    texts = [
        text
        for service in composition.values()
        if service.name != "postgres"
        for instance in native.instances(service)
        for text in (*instance.command, *instance.environment.values(), *(instance.test or ()))
    ]
    assert len(texts) > 200
    for foreign in (*ADDRESSES, *MOUNTS, "postgres:5432", "/opt/campaign", "0.0.0.0"):
        assert not [text for text in texts if foreign in text], foreign


def test_each_worker_has_a_name_and_a_folder_of_its_own(native: Native, composition: dict[str, Service]) -> None:
    first, second = native.instances(composition["airflow-worker"])
    assert first.command[-1] == "celery@airflow-worker-1" and second.command[-1] == "celery@airflow-worker-2"
    assert first.environment["HOSTNAME"] != second.environment["HOSTNAME"]
    assert first.environment["AIRFLOW_HOME"] != second.environment["AIRFLOW_HOME"]
    assert first.environment["CAMPAIGN_HOME"] == second.environment["CAMPAIGN_HOME"]


def test_nothing_of_the_callers_settings_leaks_in(
    monkeypatch: pytest.MonkeyPatch, native: Native, composition: dict[str, Service]
) -> None:
    for name in ("AIRFLOW__CORE__LOAD_EXAMPLES", "CAMPAIGN_WAREHOUSE_URL_OWNER", "http_proxy", "PGPASSWORD"):
        monkeypatch.setenv(name, "leaked")
    (worker, _) = native.instances(composition["airflow-worker"])
    assert "leaked" not in worker.environment.values()
    assert worker.environment["AIRFLOW__CORE__EXECUTOR"] == "CeleryExecutor"
    assert "LD_LIBRARY_PATH" not in worker.environment  # Redis's libraries are for Redis only


def test_a_one_off_replaces_the_command(native: Native, composition: dict[str, Service]) -> None:
    instance = native.one_off(composition["campaign"], ["deliver-all", "/in"])
    assert instance.command == ("sh", str(REPOSITORY / "docker" / "campaign.sh"), "deliver-all", "/in")


def _service(name: str, depends_on: dict[str, str] | None = None) -> Service:
    return Service(name, (), None, {}, depends_on or {}, None, 1, ())


def test_order_of_starting_and_an_ended_service(tmp_path: Path, native: Native) -> None:
    """A dependency must complete first; a service that ends too early is an error with its log."""
    (tmp_path / "logs").mkdir()
    services = {"first": _service("first"), "then": _service("then", {"first": "service_completed_successfully"})}
    instances = {name: native.instances(service) for name, service in services.items()}
    scripts = {"first": "exit 0", "then": "echo something failed; exit 3"}
    commands = {
        name: [replace(instance, command=("sh", "-c", scripts[name])) for instance in listed]
        for name, listed in instances.items()
    }
    lines: list[str] = []
    running = Services(tmp_path, services, commands, lines.append, lambda part, text: None)
    try:
        with pytest.raises(ServiceError, match=r"then ended[\s\S]*something failed"):
            running.wait(lambda: False, 20)
    finally:
        running.stop()
    assert lines.index("first completed") < lines.index("started then")


def test_a_health_check_that_never_passes_ends_the_wait(tmp_path: Path, native: Native) -> None:
    (tmp_path / "logs").mkdir()
    service = _service("deaf")
    (instance,) = native.instances(service)
    deaf = replace(instance, command=("sleep", "60"), test=("false",))
    running = Services(tmp_path, {"deaf": service}, {"deaf": [deaf]}, lambda text: None, lambda part, text: None)
    with pytest.raises(ServiceError, match="deaf not healthy"):
        running.wait(lambda: not running.missing(), 1)
    assert running.stop() == ["deaf"]
    assert running.process("deaf").running() is None


def test_differences_are_counted_not_shown(settings: Settings, make_warehouse: object) -> None:
    other = make_warehouse()  # type: ignore[operator]
    urls = [warehouse.warehouse_url("owner") for warehouse in (settings, other)]
    assert not any(comparison.equal for comparison in compare.compare(*urls)), "two empty warehouses prove nothing"
    insert = (
        "INSERT INTO landing.quarantine SELECT 1, md5(n::text)::uuid, n, 'bad', 'name' FROM generate_series(1, %s) AS n"
    )
    for url, rows in zip(urls, (3, 2), strict=True):
        with psycopg.connect(url) as conn:
            conn.execute(insert, (rows,))
    result = {comparison.subject: comparison for comparison in compare.compare(*urls)}["quarantined rows"]
    assert (result.rows, result.reference_rows, result.only_here, result.only_in_reference) == (3, 2, 1, 0)
    assert not result.equal
    with psycopg.connect(urls[1]) as conn:
        conn.execute("TRUNCATE landing.quarantine")
        conn.execute(insert, (3,))
    assert {comparison.subject: comparison.equal for comparison in compare.compare(*urls)}["quarantined rows"]


class _Answer(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/good" else 503)
        self.end_headers()

    def log_message(self, *arguments: object) -> None:
        """Print nothing."""


@pytest.fixture()
def http_port() -> Iterator[int]:
    with http.server.HTTPServer(("127.0.0.1", 0), _Answer) as web:
        threading.Thread(target=web.serve_forever, daemon=True).start()
        yield web.server_port
        web.shutdown()


@pytest.mark.parametrize(
    ("address", "healthy"),
    [
        ("http://127.0.0.1:{}/good", True),
        ("http://127.0.0.1:{}/bad", False),
        ("tcp://127.0.0.1:{}", True),
        ("tcp://127.0.0.1:1", False),
        ("http://127.0.0.1:1/good", False),
    ],
)
def test_health(address: str, healthy: bool, http_port: int) -> None:
    command = [sys.executable, str(REPOSITORY / "docker" / "health.py"), address.format(http_port)]
    assert (subprocess.run(command, capture_output=True).returncode == 0) is healthy

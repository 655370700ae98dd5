"""Dead services and full disks are found; services that were never started are not missed."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from pipeline.health import pid_file
from pipeline.health.machine import check_disks, check_services
from pipeline.runtime.settings import Settings
from tests.support.broken_servers import closed_port

HEALTHY = {name: {"status": "healthy"} for name in ("metadatabase", "scheduler", "dag_processor")}


@pytest.fixture
def here(tmp_path: Path) -> Settings:
    """Settings of a state folder where `make up` was called."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "up").touch()
    return Settings(
        home=tmp_path, policies_dir=tmp_path, packs=(), embedded=True, warehouse_urls={}, hash_key=b"", cipher_key=b"",
        smtp=None, disk_free_mb=1,
    )  # fmt: skip


def _record(settings: Settings, name: str, pid: int, started: str) -> None:
    (settings.home / "run" / f"{name}.pid").write_text(json.dumps({"pid": pid, "started": started}))


@contextmanager
def airflow(health: dict[str, Any]) -> Iterator[str]:
    """An api-server that reports this health; yields its address."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(health).encode())

        def log_message(self, *_: object) -> None:
            """Write no log."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def test_a_killed_service_is_named(here: Settings) -> None:
    started = pid_file.start_mark(os.getpid())
    _record(here, "scheduler", os.getpid(), started)
    assert check_services(here).findings == ()
    _record(here, "dag-processor", os.getpid(), f"{started}0")  # the number belongs to another program now
    _record(here, "mail-catcher", 2**22 + 1, started)
    assert [finding.subject for finding in check_services(here).findings] == ["dag-processor", "mail-catcher"]
    (here.home / "run" / "up").unlink()
    assert check_services(here).findings == ()


@pytest.mark.parametrize(
    ("health", "subjects"),
    [(HEALTHY, []), (HEALTHY | {"scheduler": {"status": "unhealthy"}}, ["scheduler"]),
     ({"metadatabase": {"status": "healthy"}}, ["scheduler", "dag_processor"])],
)  # fmt: skip
def test_a_part_of_airflow_without_heartbeat_is_named(
    here: Settings, health: dict[str, Any], subjects: list[str]
) -> None:
    with airflow(health) as url:
        checked = check_services(replace(here, airflow_url=url))
    assert [finding.subject for finding in checked.findings] == subjects


def test_an_api_server_that_does_not_answer_is_named(here: Settings) -> None:
    (here.home / "run" / "api-server.port").write_text(str(closed_port()))
    assert [finding.subject for finding in check_services(here).findings] == ["api-server"]


def test_a_disk_with_too_little_room_is_named(here: Settings) -> None:
    landing = here.home / "elsewhere" / "landing"  # not made yet
    settings = replace(here, landing_address=landing.as_uri(), outbox_address="s3://bucket/outbox")
    checked = check_disks(settings)
    assert checked.findings == () and set(checked.measures) == {"state", "landing"}
    checked = check_disks(replace(settings, disk_free_mb=2**40))
    assert [finding.subject for finding in checked.findings] == ["state", "landing"]

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
from typing import Any, cast

import pytest

from pipeline.health import pid_file, restarts
from pipeline.health.machine import check_active_packs, check_disks, check_restarts, check_services
from pipeline.runtime.clock import technical_now
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


def test_a_dead_watcher_is_named(here: Settings) -> None:
    _record(here, "watcher", 2**22 + 1, "long ago")
    assert [finding.subject for finding in check_services(here).findings] == ["watcher"]


def test_restarts_of_the_last_day_and_what_was_given_up_are_named(here: Settings) -> None:
    now = technical_now()
    events = (("", "watching"), ("scheduler", "restarted"), ("scheduler", "restarted"), ("api-server", "given_up"))
    for service, kind in events:
        restarts.append(here.home, restarts.event(service, cast(restarts.Kind, kind), now))
    checked = check_restarts(here, now)
    texts = {finding.subject: finding.text_zh for finding in checked.findings}
    assert set(texts) == {"scheduler", "api-server"}
    assert "24 小时内 2 次" in texts["scheduler"] and "不再自动重启" in texts["api-server"]
    assert checked.measures == {"scheduler": 2.0}


@pytest.mark.parametrize(("running", "is_found"), [(["a-2020"], False), (["a-2020", "b-2020"], True), ([], True)])
def test_packs_that_do_not_run_are_named(here: Settings, running: list[str], is_found: bool) -> None:
    (here.home / "run" / "up").write_text(json.dumps({"packs": running}))
    assert bool(check_active_packs(replace(here, packs=("a-2020",))).findings) == is_found


def test_without_make_up_no_pack_is_missed(here: Settings) -> None:
    (here.home / "run" / "up").unlink()
    assert not check_active_packs(replace(here, packs=("a-2020",))).findings
